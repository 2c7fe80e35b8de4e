/**
 * Reads and writes NumPy's .npy arrays. Reading always gives float64 in C order, whatever the file's dtype and order.
 * Whole numbers beyond 2^53, such as times in nanoseconds, become the nearest float64, as in NumPy's `astype(float64)`.
 * Source: numpy.lib.format; npy-header.ts parses the header.
 */
import { endianness } from 'node:os';
import { counted, DataError, readFully, withRegularFile, writeFileAtomic } from '../base/index';
import { NPY_HEADER_LIMIT, type NpyHeader, parseNpyHeader } from './npy-header';

export interface NpyArray {
  /** For example [time, features]; empty for a single number. */
  readonly shape: number[];
  /** The dtype in the file, for example '<f8'; `data` is float64 in any case. */
  readonly dtype: string;
  /** All elements in C order: the last index varies fastest. */
  readonly data: Float64Array;
}

/** A buffer of values of one dtype, in the order of bytes of this machine. */
type Values = ArrayLike<number | bigint>;

const DTYPES: Record<
  string,
  { readonly bytes: number; readonly view: (buffer: ArrayBuffer, length: number) => Values }
> = {
  f2: { bytes: 2, view: (buffer, length) => Float64Array.from(new Uint16Array(buffer, 0, length), fromHalf) },
  f4: { bytes: 4, view: (buffer, length) => new Float32Array(buffer, 0, length) },
  f8: { bytes: 8, view: (buffer, length) => new Float64Array(buffer, 0, length) },
  i1: { bytes: 1, view: (buffer, length) => new Int8Array(buffer, 0, length) },
  i2: { bytes: 2, view: (buffer, length) => new Int16Array(buffer, 0, length) },
  i4: { bytes: 4, view: (buffer, length) => new Int32Array(buffer, 0, length) },
  i8: { bytes: 8, view: (buffer, length) => new BigInt64Array(buffer, 0, length) },
  u1: { bytes: 1, view: (buffer, length) => new Uint8Array(buffer, 0, length) },
  u2: { bytes: 2, view: (buffer, length) => new Uint16Array(buffer, 0, length) },
  u4: { bytes: 4, view: (buffer, length) => new Uint32Array(buffer, 0, length) },
  u8: { bytes: 8, view: (buffer, length) => new BigUint64Array(buffer, 0, length) },
  b1: { bytes: 1, view: (buffer, length) => new Uint8Array(buffer, 0, length).map((byte) => (byte === 0 ? 0 : 1)) },
};

/** Reads the bits of a float16 (IEEE 754 binary16) exactly. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

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

/** The most elements that are read: 4 GiB as float64. More is refused before memory is taken for it. */
const MAX_ELEMENTS = 2 ** 29;

/** Elements that are converted at once. */
const PIECE = 2 ** 17;

/** Fills `target` with the bytes of a file from `position` on. @returns  How many bytes there were. */
type Source = (target: Uint8Array, position: number) => number;

/**
 * Reads an .npy file, in pieces: beside the float64 values themselves it needs a few megabytes.
 *
 * @throws {DataError} If the file is not a readable regular file, or is not a complete .npy file of real numbers.
 */
export function readNpy(path: string): NpyArray {
  return withRegularFile(path, ({ handle, size }) =>
    readArray((target, position) => readFully(handle, target, position), size, path),
  );
}

/**
 * Reads only the shape of an .npy file.
 *
 * @throws {DataError} If the file is not a readable regular file, or its header is malformed.
 */
export function readNpyShape(path: string): number[] {
  return withRegularFile(path, ({ handle }) => {
    const start = Buffer.alloc(NPY_HEADER_LIMIT);
    return parseNpyHeader(start.subarray(0, readFully(handle, start, 0)), path).shape;
  });
}

/**
 * Parses the bytes of an .npy file: formats 1.0 to 3.0; f2, f4, f8, i1 to i8, u1 to u8, bool; either order of bytes and
 * axes.
 *
 * @param name  The file's name, for messages.
 * @throws {DataError} If the bytes are not such a file, or are too few or too many.
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const copy: Source = (target, position) => {
    const part = bytes.subarray(position, position + target.length);
    target.set(part);
    return part.length;
  };
  return readArray(copy, bytes.length, name);
}

function readArray(source: Source, size: number, name: string): NpyArray {
  const start = Buffer.alloc(Math.min(size, NPY_HEADER_LIMIT));
  const header = parseNpyHeader(start.subarray(0, source(start, 0)), name);
  const { kind, swapped } = parseDtype(header.dtype, name);
  const shape = `shape (${header.shape.join(', ')}) of ${header.dtype}`;
  const elements = header.shape.reduce((product, dimension) => product * dimension, 1);
  const expected = elements * DTYPES[kind].bytes;
  const present = size - header.dataOffset;
  if (expected !== present) {
    const verdict = expected > present ? 'truncated' : 'trailing bytes after the array';
    throw new DataError(`${name}: ${verdict}: ${shape} needs ${expected} bytes, found ${present}`);
  }
  if (elements > MAX_ELEMENTS) {
    throw new DataError(`${name}: expected at most ${MAX_ELEMENTS} values in one file, found ${shape}`);
  }
  const data = new Float64Array(elements);
  const { bytes, view } = DTYPES[kind];
  const buffer = new ArrayBuffer(bytes * Math.min(PIECE, elements));
  for (let at = 0; at < elements; at += PIECE) {
    const length = Math.min(PIECE, elements - at);
    const piece = Buffer.from(buffer, 0, length * bytes);
    if (source(piece, header.dataOffset + at * bytes) < piece.length) {
      throw new DataError(`${name}: truncated while it was read: ${shape} needs ${expected} bytes`);
    }
    if (swapped) swap(piece, bytes);
    setNumbers(data, view(buffer, length), at);
  }
  return { shape: header.shape, dtype: header.dtype, data: header.fortranOrder ? toCOrder(data, header) : data };
}

function parseDtype(dtype: string, name: string): { kind: string; swapped: boolean } {
  const [, order = '=', code = ''] = /^([<>=|]?)(.*)$/.exec(dtype) ?? [];
  const kind = code === '?' ? 'b1' : code;
  const known = Object.hasOwn(DTYPES, kind) ? DTYPES[kind] : undefined;
  if (!known || (order === '|' && known.bytes > 1)) {
    const what = UNSUPPORTED[kind[0] ?? ''];
    throw new DataError(
      `${name}: dtype '${dtype}'${what ? ` (${what})` : ''} is not supported, ` +
        `expected f2, f4, f8, i1 to i8, u1 to u8 or bool`,
    );
  }
  return { kind, swapped: order === (HOST_IS_LITTLE ? '>' : '<') };
}

/** Reverses the bytes of each element in place. */
function swap(piece: Buffer, bytes: number): void {
  if (bytes === 2) piece.swap16();
  if (bytes === 4) piece.swap32();
  if (bytes === 8) piece.swap64();
}

function setNumbers(data: Float64Array, values: Values, at: number): void {
  if (typeof values[0] === 'number') data.set(values as ArrayLike<number>, at);
  else for (let i = 0; i < values.length; i++) data[at + i] = Number(values[i]);
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
    throw new DataError(
      `an array of shape (${shape.join(', ')}) needs ${counted(size, 'element')}, found ${data.length}`,
    );
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
