/** Reads the lines of a file or a pipe as batches of records. A file can be followed as it grows, and resumed. */
import { statSync } from 'node:fs';
import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError, messageOf } from '../base/index';
import type { Batch, FilePosition } from './batches';
import { createLineParser, type LineFormat, type LineParser, parseLines } from './line-parser';
import { LineSplitter } from './line-splitter';
import type { PointColumns } from './point';

export interface LineInputOptions extends PointColumns {
  readonly format: LineFormat;
  /** Bytes of the longest line that is read; longer lines are dropped. Default 64 KiB. */
  readonly maxLineBytes?: number;
}

export interface FileInputOptions extends LineInputOptions {
  /** Whether to wait for more at the end of the file. Default false. */
  readonly follow?: boolean;
  /** Where an earlier run stopped; ignored if the file is another one now. */
  readonly from?: FilePosition;
  /** Milliseconds between two reads at the end of a followed file. Default 250. */
  readonly pollInterval?: number;
  readonly signal?: AbortSignal;
}

interface Piece {
  readonly bytes: Buffer;
  /** Where the piece starts; undefined in a pipe. */
  readonly position?: FilePosition;
}

const PIECE_BYTES = 65_536;

/**
 * Reads points from a file. A followed file is read further when it grows, from its start when it was truncated, and
 * reopened when another file has taken its name (log rotation).
 *
 * @throws {DataError} If the file cannot be read.
 */
export async function* fileBatches(file: string, options: FileInputOptions): AsyncGenerator<Batch> {
  const parser = createLineParser(options.format, options);
  try {
    // The header is at the start of the file, even if reading begins later.
    if (options.from) for (const line of await linesBefore(file, options.from)) parser(line);
    yield* lineBatches(filePieces(file, options), parser, options);
  } catch (error) {
    if (options.signal?.aborted) return;
    throw new DataError(`${file}: cannot be read (${messageOf(error)})`);
  }
}

/** Whether {@link fileBatches} would resume there, not start again because the file was replaced or truncated. */
export function canResume(file: string, from: FilePosition): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  return status !== undefined && holds(status, from);
}

/** Reads points from a pipe, such as standard input. */
export function pipeBatches(stream: AsyncIterable<Buffer | string>, options: LineInputOptions): AsyncGenerator<Batch> {
  const parser = createLineParser(options.format, options);
  return lineBatches(pipePieces(stream), parser, options);
}

async function* lineBatches(
  pieces: AsyncIterable<Piece>,
  parser: LineParser,
  { maxLineBytes }: LineInputOptions,
): AsyncGenerator<Batch> {
  const splitter = new LineSplitter(maxLineBytes);
  for await (const { bytes, position } of pieces) {
    if (position?.offset === 0) yield { records: parseLines(splitter.end(), parser) };
    const records = parseLines(splitter.push(bytes), parser);
    yield { records, position: position && after(position, bytes.length - splitter.incompleteBytes) };
  }
  yield { records: parseLines(splitter.end(), parser) };
}

function after({ inode, offset }: FilePosition, bytes: number): FilePosition {
  return { inode, offset: offset + bytes };
}

function holds({ ino, size }: { ino: number; size: number }, { inode, offset }: FilePosition): boolean {
  return ino === inode && offset <= size;
}

async function* pipePieces(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Piece> {
  for await (const bytes of stream) yield { bytes: Buffer.from(bytes) };
}

async function* filePieces(file: string, options: FileInputOptions): AsyncGenerator<Piece> {
  const { follow = false, from, pollInterval = 250, signal } = options;
  let handle = await fs.open(file);
  try {
    let { ino: inode, size } = await handle.stat();
    let offset = from && holds({ ino: inode, size }, from) ? from.offset : 0;
    while (!signal?.aborted) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, offset);
      if (bytesRead > 0) {
        yield { bytes: buffer.subarray(0, bytesRead), position: { inode, offset } };
        offset += bytesRead;
        continue;
      }
      if (!follow) return;
      await sleep(pollInterval, undefined, { signal });
      ({ size } = await handle.stat());
      if (size < offset) offset = 0;
      const current = await fs.stat(file).catch(() => undefined);
      if (current === undefined || current.ino === inode || size > offset) continue;
      await handle.close();
      handle = await fs.open(file);
      [inode, offset] = [current.ino, 0];
    }
  } finally {
    await handle.close();
  }
}

/** Returns the complete lines of the file's first piece before a position; none if the file was replaced. */
async function linesBefore(file: string, from: FilePosition): Promise<string[]> {
  const handle = await fs.open(file);
  try {
    if (!holds(await handle.stat(), from)) return [];
    const length = Math.min(from.offset, PIECE_BYTES);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, length, 0);
    return buffer.toString('utf8', 0, bytesRead).split(/\r?\n/).slice(0, -1);
  } finally {
    await handle.close();
  }
}
