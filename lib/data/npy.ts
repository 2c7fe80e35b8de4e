/**
 * Reads and writes NumPy's .npy arrays. Reading always gives float64 in C order, whatever the file's dtype and order.
 * Whole numbers beyond 2^53, such as times in nanoseconds, become the nearest float64, as in NumPy's `astype(float64)`.
 * Source: numpy.lib.format; npy-header.ts parses the header.
 */
import fs from 'node:fs';
import { endianness } from 'node:os';
import { writeFileAtomic, DataError, messageOf } from '../base/index';
import { NPY_HEADER_LIMIT, type NpyHeader, parseNpyHeader } from './npy-header';

export interface NpyArray {
  /** For example [time, features]; empty for a single number. */
  readonly shape: number[];
  /** The dtype in the file, for example '<f8'; `data` is float64 in any case. */
  readonly dtype: string;
  /** All elements in C order: the last index varies fastest. */
  readonly data: Float64Array;
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number | bigint;

const READERS: Record<string, { bytes: number; read: Reader }> = {
  f4: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  f8: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  i1: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  i2: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  i4: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  i8: { bytes: 8, read: (view, offset, little) => view.getBigInt64(offset, little) },
  u1: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  u2: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  u4: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  u8: { bytes: 8, read: (view, offset, little) => view.getBigUint64(offset, little) },
  b1: { bytes: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
};

const UNSUPPORTED: Record<string, string> = {
  O: 'pickled Python objects',
  c: 'complex numbers',
  S: 'byte strings',
  a: 'byte strings',
  U: 'strings',
  V: 'raw or structured records',
  M: 'dates',
  m: 'time differences',
};

const HOST_IS_LITTLE = endianness() === 'LE';

/**
 * Reads an .npy file.
 *
 * @throws {DataError} If the file cannot be read, or is not a complete .npy file of real numbers.
 */
export function readNpy(path: string): NpyArray {
  let bytes: Uint8Array;
  try {
    bytes = fs.readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: cannot be read (${messageOf(error)})`);
  }
  return parseNpy(bytes, path);
}

/**
 * Reads only the shape of an .npy file.
 *
 * @throws {DataError} If the file cannot be read or its header is malformed.
 */
export function readNpyShape(path: string): number[] {
  const bytes = Buffer.alloc(NPY_HEADER_LIMIT);
  let length: number;
  try {
    const file = fs.openSync(path, 'r');
    try {
      length = fs.readSync(file, bytes, 0, bytes.length, 0);
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    throw new DataError(`${path}: cannot be read (${messageOf(error)})`);
  }
  return parseNpyHeader(bytes.subarray(0, length), path).shape;
}

/**
 * Parses the bytes of an .npy file: formats 1.0 to 3.0; f4, f8, i1 to i8, u1 to u8, bool; either order of bytes and
 * axes.
 *
 * @param name  The file's name, for messages.
 * @throws {DataError} If the bytes are not such a file, or are too few or too many.
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const header = parseNpyHeader(bytes, name);
  const { kind, littleEndian } = parseDtype(header.dtype, name);
  const size = header.shape.reduce((product, dimension) => product * dimension, 1);
  const expected = size * READERS[kind].bytes;
  const present = bytes.length - header.dataOffset;
  if (expected !== present) {
    const verdict = expected > present ? 'truncated' : 'trailing bytes after the array';
    throw new DataError(
      `${name}: ${verdict}: shape (${header.shape.join(', ')}) of ${header.dtype} needs ${expected} bytes, found ${present}`,
    );
  }
  const body = bytes.subarray(header.dataOffset);
  const data = decode(body, { kind, littleEndian });
  return { shape: header.shape, dtype: header.dtype, data: header.fortranOrder ? toCOrder(data, header) : data };
}

function parseDtype(dtype: string, name: string): { kind: string; littleEndian: boolean } {
  const [, order = '=', kind = ''] = /^([<>=|]?)(.*)$/.exec(dtype) ?? [];
  const code = kind === '?' ? 'b1' : kind;
  const reader = Object.hasOwn(READERS, code) ? READERS[code] : undefined;
  if (!reader || (order === '|' && reader.bytes > 1)) {
    const what = UNSUPPORTED[code[0] ?? ''];
    throw new DataError(
      `${name}: dtype '${dtype}'${what ? ` (${what})` : ''} is not supported, expected f4, f8, i1 to i8, u1 to u8 or bool`,
    );
  }
  return { kind: code, littleEndian: order === '<' || (order !== '>' && HOST_IS_LITTLE) };
}

function decode(body: Uint8Array, options: { kind: string; littleEndian: boolean }): Float64Array {
  const { kind, littleEndian } = options;
  if (kind === 'f8' && littleEndian === HOST_IS_LITTLE) {
    // Copied, because the bytes may not start at a multiple of eight. (Buffer's own slice shares memory.)
    return new Float64Array(Uint8Array.prototype.slice.call(body).buffer);
  }
  const { bytes, read } = READERS[kind];
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const data = new Float64Array(body.byteLength / bytes);
  for (let i = 0; i < data.length; i++) data[i] = Number(read(view, i * bytes, littleEndian));
  return data;
}

/** Reorders elements in Fortran order, where the first index varies fastest. */
function toCOrder(data: Float64Array, { shape }: NpyHeader): Float64Array {
  const result = new Float64Array(data.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides: number[] = [];
  shape.reduce((stride, dimension) => (strides.push(stride), stride * dimension), 1);
  let source = 0;
  for (let target = 0; target < result.length; target++) {
    result[target] = data[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++index[axis] < shape[axis]) break;
      source -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

/**
 * Encodes an array as the bytes of an .npy file: format 1.0, little endian, C order, float64, float32 or uint8 like `data`.
 *
 * @throws {DataError} If the shape does not hold as many elements as `data`.
 */
export function encodeNpy(array: {
  shape: readonly number[];
  data: Float64Array | Float32Array | Uint8Array;
}): Uint8Array {
  const { shape, data } = array;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== data.length) {
    throw new DataError(`an array of shape (${shape.join(', ')}) needs ${size} elements, found ${data.length}`);
  }
  const width = data.BYTES_PER_ELEMENT;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const descr = width === 1 ? '|u1' : `<f${width}`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data starts at a multiple of 64 and the header ends with a line break, as NumPy writes it.
  const dataOffset = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(dataOffset + data.byteLength, ' ');
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  bytes.writeUInt16LE(dataOffset - 10, 8);
  bytes.write(text, 10, 'latin1');
  bytes.write('\n', dataOffset - 1, 'latin1');
  data.forEach((value, i) => {
    if (width === 1) bytes.writeUInt8(value, dataOffset + i);
    else if (width === 8) bytes.writeDoubleLE(value, dataOffset + 8 * i);
    else bytes.writeFloatLE(value, dataOffset + 4 * i);
  });
  return bytes;
}

/**
 * Writes an .npy file (see {@link encodeNpy}), whole or not at all.
 *
 * @throws {DataError} If the shape does not hold as many elements as `data`.
 */
export function writeNpy(path: string, array: { shape: readonly number[]; data: Float64Array | Float32Array }): void {
  writeFileAtomic(path, encodeNpy(array));
}
