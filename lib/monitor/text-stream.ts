/** Decodes a stream of bytes to UTF-8: unpacks gzip and reads UTF-16, as files are read. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError, messageOf } from '../base/index';
import { isGzip } from '../data/gunzip';
import { encodingOf, otherKind } from '../data/text-chunks';

/** Bytes that tell what a stream is. */
const LOOKED_AT = 256;

/** Whether the first bytes of a file are of plain UTF-8 text, which can be read from any place. */
export function isPlainText(first: Buffer): boolean {
  return !isGzip(first) && otherKind(first) === undefined && encodingOf(first).encoding === 'utf-8';
}

/**
 * Yields the bytes of a stream as UTF-8.
 *
 * @param name  What the stream is, for messages.
 * @throws {DataError} If it is not text, such as a Parquet file, or its gzip data are damaged.
 */
export async function* utf8Stream(stream: AsyncIterable<Buffer | string>, name: string): AsyncGenerator<Buffer> {
  const { first, all } = await withStart(stream);
  if (!isGzip(first)) {
    yield* decoded(first, all, name);
    return;
  }
  const unpacked = Readable.from(all).pipe(createGunzip());
  try {
    const inner = await withStart(unpacked);
    yield* decoded(inner.first, inner.all, name);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${name}: damaged gzip data (${messageOf(error)})`);
  }
}

async function* decoded(first: Buffer, all: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const other = otherKind(first);
  if (other !== undefined) throw new DataError(`${name}: expected text, found ${other}`);
  const { encoding } = encodingOf(first);
  if (encoding === 'utf-8') {
    for await (const bytes of all) yield bytes;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const bytes of all) yield Buffer.from(decoder.decode(bytes, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Waits for the bytes that tell what a stream is, or for the end of its first line: a slow pipe is not held up. */
async function withStart(stream: AsyncIterable<Buffer | string>) {
  const iterator = stream[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  let isOver = false;
  while (!isOver && first.length < LOOKED_AT && !first.includes(0x0a)) {
    const { done, value } = await iterator.next();
    if (done) isOver = true;
    else first = Buffer.concat([first, Buffer.from(value)]);
  }
  async function* all(): AsyncGenerator<Buffer, void, undefined> {
    if (first.length > 0) yield first;
    if (isOver) return;
    for await (const bytes of { [Symbol.asyncIterator]: () => iterator }) yield Buffer.from(bytes);
  }
  return { first, all: all() };
}
