/** Tells a position in a file by the bytes before it, and whether they are still there. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { FilePosition } from './batches';

/** Bytes at the start of a file and before a position that tell the file from others. */
const TOLD_BY = 1024;

/**
 * What was read of a file, as far as it tells positions in it. A position is told by the bytes that were read, not by
 * those that the file holds later: it may be truncated and grow again at any time.
 */
export class ReadPlace {
  private readonly inode: number;
  private first: Buffer;
  /** The bytes of the last read, and those before them that tell where it began. */
  private last: Buffer;
  private incompleteLine: FilePosition;

  /**
   * @param descriptor  An open file.
   * @param bytes       Bytes from its start that count as read.
   * @param lineStart   Where the line that goes on there started. Default there.
   */
  constructor(
    descriptor: number,
    private bytes: number,
    lineStart?: FilePosition,
  ) {
    const length = Math.min(bytes, TOLD_BY);
    this.inode = fs.fstatSync(descriptor).ino;
    this.first = bytesAt(descriptor, 0, length);
    this.last = bytesAt(descriptor, bytes - length, length);
    this.incompleteLine = lineStart ?? this.end;
  }

  /** Adds what was read. */
  add(bytes: Buffer): void {
    if (this.first.length < TOLD_BY) this.first = Buffer.concat([this.first, bytes.subarray(0, TOLD_BY)]);
    this.last = Buffer.concat([this.last.subarray(-TOLD_BY), bytes]);
    this.bytes += bytes.length;
  }

  /** Bytes from the start of the file that were read. */
  get offset(): number {
    return this.bytes;
  }

  get end(): FilePosition {
    return this.at(this.bytes);
  }

  /** Where the incomplete line at the end starts, as {@link findLineStart} last found. */
  get lineStart(): FilePosition {
    return this.incompleteLine;
  }

  /**
   * Finds where an incomplete line of so many bytes starts, and keeps it. It must be asked after each read: only what the
   * last read brought is searched, so that a line that began earlier starts where it was found at first.
   */
  findLineStart(bytes: number): FilePosition {
    const offset = this.bytes - bytes;
    const isHeld = this.last.length - bytes >= Math.min(offset, TOLD_BY);
    if (isHeld) this.incompleteLine = this.at(offset);
    return this.incompleteLine;
  }

  private at(offset: number): FilePosition {
    const length = Math.min(offset, TOLD_BY);
    const end = this.last.length - (this.bytes - offset);
    const digest = digestOf(this.first.subarray(0, length), this.last.subarray(end - length, end));
    return { inode: this.inode, offset, digest };
  }
}

/** Whether an open file still has the bytes before a position that it had. */
export function isUnchanged(descriptor: number, { inode, offset, digest }: FilePosition): boolean {
  const { ino, size } = fs.fstatSync(descriptor);
  if (size < offset) return false;
  return digest === undefined ? ino === inode : digestAt(descriptor, offset) === digest;
}

function digestAt(descriptor: number, offset: number): string {
  const length = Math.min(offset, TOLD_BY);
  return digestOf(bytesAt(descriptor, 0, length), bytesAt(descriptor, offset - length, length));
}

/** Hashes the first bytes of a file and the last ones before an offset. */
function digestOf(first: Buffer, last: Buffer): string {
  return createHash('sha256').update(first).update(last).digest('hex').slice(0, 32);
}

function bytesAt(descriptor: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, start));
}
