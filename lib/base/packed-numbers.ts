/**
 * Arrays of numbers as text for JSON, every bit kept: shorter than numbers in decimal, and faster to read. The bytes are
 * little-endian, as on every machine that TensorFlow runs on.
 */
import { DataError } from './errors';

type Packable = Float64Array | Int32Array;

/** Packs numbers as base64. */
export function packNumbers({ buffer, byteOffset, byteLength }: Packable): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/**
 * Fills an array with the numbers that {@link packNumbers} packed.
 *
 * @param what  The numbers, for the message.
 * @returns     The array.
 * @throws {DataError} If there are more or fewer numbers, or one is not finite.
 */
export function unpackNumbers<Numbers extends Packable>(what: string, text: string, into: Numbers): Numbers {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== into.byteLength) {
    const found = bytes.length / into.BYTES_PER_ELEMENT;
    throw new DataError(`${what}: expected ${into.length} packed numbers; found ${found}`);
  }
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes);
  const wild = into.findIndex((value) => !Number.isFinite(value));
  if (wild >= 0) throw new DataError(`${what}: expected finite numbers; found ${into[wild]}`);
  return into;
}
