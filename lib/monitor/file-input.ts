/** Reads the lines of a file or a pipe as batches of records. A file can be followed as it grows, and resumed. */
import { createReadStream, statSync } from 'node:fs';
import fs from 'node:fs/promises';
import { DataError, messageOf } from '../base/index';
import type { Batch, FilePosition } from './batches';
import { findPlace, openPlace } from './file-place';
import { followFile, type FollowOptions } from './file-tail';
import { createLineParser, type LineFormat, parseLines } from './line-parser';
import { LineSplitter } from './line-splitter';
import type { PointColumns } from './point';
import { isPlainText, utf8Stream } from './text-stream';

export interface LineInputOptions extends PointColumns {
  readonly format: LineFormat;
  /** Bytes of the longest line that is read; longer lines are dropped. Default 64 KiB. */
  readonly maxLineBytes?: number;
}

export interface FileInputOptions extends LineInputOptions, FollowOptions {}

/** Bytes that tell what a file is. */
const START_BYTES = 256;
/** Bytes at the start of a file in which its header is looked for. */
const HEADER_BYTES = 65_536;

/**
 * Reads points from a file, also if it is packed with gzip or in UTF-16. A followed file is read further when it grows, and
 * over log rotation; see {@link followFile}.
 *
 * @throws {DataError} If the file cannot be read, is not text, or is to be followed and not plain UTF-8.
 */
export async function* fileBatches(file: string, options: FileInputOptions): AsyncGenerator<Batch> {
  const parser = createLineParser(options.format, options);
  const { maxLineBytes, follow = false } = options;
  const lines = new LineSplitter(maxLineBytes);
  const addedLines = new LineSplitter(maxLineBytes);
  try {
    if (!isPlainText(await firstBytes(file))) {
      if (follow) throw new DataError('a file that is packed or not in UTF-8 cannot be followed');
      yield* streamBatches(createReadStream(file), options, file);
      return;
    }
    // The header is at the start of the file, even if reading begins later.
    if (options.from) parseLines(await linesBefore(file, options.from), parser);
    for await (const { bytes, kind, placeBefore } of followFile(file, options)) {
      if (kind === 'added') {
        yield { records: parseLines(addedLines.push(bytes), parser) };
        continue;
      }
      if (kind === 'first') yield { records: parseLines([...addedLines.end(), ...lines.end()], parser) };
      const records = parseLines(lines.push(bytes), parser);
      yield { records, position: placeBefore(lines.incompleteBytes) };
    }
    yield { records: parseLines([...addedLines.end(), ...lines.end()], parser) };
  } catch (error) {
    if (options.signal?.aborted) return;
    if (error instanceof DataError && error.message.startsWith(file)) throw error;
    throw new DataError(`${file}: cannot be read (${messageOf(error)})`);
  }
}

/** Whether {@link fileBatches} would resume there, not start again because the file is gone or was truncated. */
export function canResume(file: string, from: FilePosition): boolean {
  return findPlace(file, from) !== undefined;
}

/** Returns the position at the start of a file. @throws The file system's own error. */
export function startOf(file: string): FilePosition {
  return { inode: statSync(file).ino, offset: 0 };
}

/**
 * Reads points from a pipe, such as standard input; it may be packed with gzip.
 *
 * @throws {DataError} If it is not text.
 */
export function pipeBatches(stream: AsyncIterable<Buffer | string>, options: LineInputOptions): AsyncGenerator<Batch> {
  return streamBatches(stream, options, 'standard input');
}

async function* streamBatches(
  stream: AsyncIterable<Buffer | string>,
  { format, maxLineBytes, ...columns }: LineInputOptions,
  name: string,
): AsyncGenerator<Batch> {
  const parser = createLineParser(format, columns);
  const lines = new LineSplitter(maxLineBytes);
  for await (const bytes of utf8Stream(stream, name)) yield { records: parseLines(lines.push(bytes), parser) };
  yield { records: parseLines(lines.end(), parser) };
}

/** Returns the first bytes of a file, which tell whether it is plain text. */
async function firstBytes(file: string): Promise<Buffer> {
  const handle = await fs.open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Returns the complete lines of the file's first piece before a position; none if the file is gone. */
async function linesBefore(file: string, from: FilePosition): Promise<string[]> {
  const length = Math.min(from.offset, HEADER_BYTES);
  const opened = await openPlace(file, from, (handle) => handle.read(Buffer.alloc(HEADER_BYTES), 0, length, 0));
  if (opened === undefined) return [];
  await opened.handle.close();
  const { buffer, bytesRead } = opened.value;
  return buffer.toString('utf8', 0, bytesRead).split(/\r?\n/).slice(0, -1);
}
