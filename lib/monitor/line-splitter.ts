/** Splits a stream of bytes into lines. */
import { requireInteger } from '../base/index';

const LINE_BREAK = 0x0a;

/**
 * Splits bytes into lines, in whatever pieces they arrive. It keeps at most `maxBytes` and one piece; the rest of a
 * longer line is discarded as it arrives.
 */
export class LineSplitter {
  private carried: Buffer = Buffer.alloc(0);
  private discarding = false;
  private discardedBytes = 0;

  /**
   * @param maxBytes  Length of the longest line that is kept. Default 64 KiB.
   * @throws {DataError} If maxBytes is not a whole number of at least 1.
   */
  constructor(private readonly maxBytes = 65_536) {
    requireInteger('maxLineBytes', maxBytes, 1);
  }

  /** Takes bytes. @returns  The lines that they complete, without line breaks; null for a line that was too long. */
  push(bytes: Buffer): (string | null)[] {
    const lines: (string | null)[] = [];
    const rest = this.discarding ? this.skipDiscarded(bytes, lines) : bytes;
    const all = this.carried.length > 0 ? Buffer.concat([this.carried, rest]) : rest;
    const end = all.lastIndexOf(LINE_BREAK) + 1;
    if (end > 0) this.cut(all.subarray(0, end - 1), lines);
    // A copy, so that the piece can be freed.
    this.carried = Buffer.from(all.subarray(end));
    if (this.carried.length > this.maxBytes) {
      this.discardedBytes = this.carried.length;
      this.carried = Buffer.alloc(0);
      this.discarding = true;
    }
    return lines;
  }

  /** Ends the input. @returns  The last line, if it had no line break. */
  end(): (string | null)[] {
    const lines: (string | null)[] = this.discarding ? [null] : [];
    if (this.carried.length > 0) this.cut(this.carried, lines);
    this.carried = Buffer.alloc(0);
    this.discarding = false;
    return lines;
  }

  /** Bytes so far of the incomplete line, kept or discarded. */
  get incompleteBytes(): number {
    return this.discarding ? this.discardedBytes : this.carried.length;
  }

  private cut(bytes: Buffer, lines: (string | null)[]): void {
    let start = 0;
    while (start <= bytes.length) {
      const found = bytes.indexOf(LINE_BREAK, start);
      const end = found < 0 ? bytes.length : found;
      lines.push(end - start > this.maxBytes ? null : bytes.toString('utf8', start, end).replace(/\r$/, ''));
      start = end + 1;
    }
  }

  private skipDiscarded(bytes: Buffer, lines: (string | null)[]): Buffer {
    const end = bytes.indexOf(LINE_BREAK);
    if (end < 0) {
      this.discardedBytes += bytes.length;
      return Buffer.alloc(0);
    }
    this.discarding = false;
    lines.push(null);
    return bytes.subarray(end + 1);
  }
}
