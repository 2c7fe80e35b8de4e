/**
 * The `.safetensors` format (Hugging Face): eight bytes that give the header's length, little endian; a JSON header with
 * each tensor's type, shape and position; then the tensors' bytes, little endian, row-major, end to end. Python reads such
 * files with `safetensors.torch.load_file`.
 */
import { endianness } from 'node:os';
import { z } from 'zod';
import { DataError, messageOf, zodFault } from '../base/index';

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface SafetensorsContent {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tensors: readonly StoredTensor[];
}

const LENGTH_BYTES = 8;
/** F32 and I32, the two types that are read and written, take four bytes. */
const VALUE_BYTES = 4;

/** The header of a detector has some 20 KB. Parsing takes fifty times as much memory. */
const HEADER_BYTES = 8 * 2 ** 20;

const Count = z.int().nonnegative();
const Entry = z.strictObject({
  dtype: z.enum(['F32', 'I32']),
  shape: z.array(Count),
  data_offsets: z.tuple([Count, Count]),
});
const Metadata = z.record(z.string(), z.string());
const Entries = z.record(z.string(), Entry);
const Header = z.record(z.string(), z.unknown());

/** Encodes tensors and metadata as the bytes of a file. */
export function encodeSafetensors({ metadata, tensors }: SafetensorsContent): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const dtype = values instanceof Float32Array ? 'F32' : 'I32';
    header[name] = { dtype, shape, data_offsets: [end, (end += values.length * VALUE_BYTES)] };
  }
  const json = Buffer.from(JSON.stringify(header));
  // Padded with spaces, so that the values begin at a multiple of eight bytes.
  const text = Buffer.alloc(Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES, ' ');
  json.copy(text);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...tensors.map(({ values }) => littleEndian(bytesOf(values)))]);
}

/**
 * Reads the bytes of a file, and checks that each belongs to the header or to a tensor.
 *
 * @param file  Its name, for messages.
 * @throws {DataError} If it is too short or too long, its header does not follow the format, a tensor has another type than
 *                    F32 or I32, or a tensor's position does not fit its shape.
 */
export function parseSafetensors(bytes: Uint8Array, file: string): SafetensorsContent {
  const { header, data } = splitHeader(bytes, file);
  const { __metadata__ = {}, ...entries } = header;
  const metadata = parsePart(Metadata, __metadata__, { file, part: '__metadata__' });
  const places = Object.entries(parsePart(Entries, entries, { file, part: 'the list of tensors' }));
  places.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  let next = 0;
  for (const [name, { shape, data_offsets: offsets }] of places) {
    const end = next + shape.reduce((product, length) => product * length, VALUE_BYTES);
    if (offsets[0] !== next || offsets[1] !== end) {
      const found = `found [${offsets.join(', ')}]`;
      const place = `${JSON.stringify(name)}, of shape [${shape.join(', ')}], must have the offsets [${next}, ${end}]`;
      throw new DataError(`${file}: the tensor ${place}, ${found}`);
    }
    next = end;
  }
  if (data.length !== next) {
    throw new DataError(`${file}: expected ${next} bytes of tensors after the header, found ${data.length}`);
  }
  const tensors = places.map(([name, { dtype, shape, data_offsets: offsets }]): StoredTensor => {
    const { buffer } = littleEndian(data.subarray(offsets[0], offsets[1]));
    return { name, shape, values: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) };
  });
  return { metadata, tensors };
}

/** Splits a file into its header, a JSON object, and the bytes after it. */
function splitHeader(bytes: Uint8Array, file: string): { header: Record<string, unknown>; data: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < LENGTH_BYTES) {
    throw new DataError(`${file}: expected a .safetensors file of at least 8 bytes, found ${buffer.length}`);
  }
  const length = buffer.readBigUInt64LE();
  const rest = buffer.subarray(LENGTH_BYTES);
  if (length > rest.length) {
    throw new DataError(
      `${file}: expected a header of ${length} bytes, found ${rest.length} bytes in all after its length`,
    );
  }
  if (length > HEADER_BYTES) {
    throw new DataError(`${file}: expected a header of at most ${HEADER_BYTES} bytes, found ${length}`);
  }
  let header: unknown;
  try {
    header = JSON.parse(rest.toString('utf8', 0, Number(length)));
  } catch (error) {
    throw new DataError(`${file}: expected a header in JSON (${messageOf(error)})`);
  }
  return { header: parsePart(Header, header, { file, part: 'the header' }), data: rest.subarray(Number(length)) };
}

/**
 * Parses a part of a file with a schema.
 *
 * @throws {DataError} If the part does not fit the schema; the message names the file, the part and the field.
 */
export function parsePart<T>(schema: z.ZodType<T>, value: unknown, { file, part }: { file: string; part: string }): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DataError(`${file}: ${part} is not valid (${zodFault(parsed.error, part)})`);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);

/** Copies values of four bytes, swapped if the machine is big endian; the copy's buffer holds nothing else. */
function littleEndian(values: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(values);
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32();
  return copy;
}
