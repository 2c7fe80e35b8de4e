import { requireInteger } from '../base/index';

const LINE_BREAK = 0x0a;

/**
 * Cuts bytes into lines, whatever the pieces they come in. It keeps no more than `maxBytes` and one piece: of a longer
 * line the rest is thrown away as it comes.
 */
export class LineSplitter {
  private carried: Buffer = Buffer.alloc(0);
  private discarding = false;
  private discardedBytes = 0;

  /** @param maxBytes  Length of the longest line that is kept. Default 64 KiB. */
  constructor(private readonly maxBytes = 65_536) {
    requireInteger('maxLineBytes', maxBytes, 1);
  }

  /** @returns  The lines that these bytes complete, without their breaks; null for one that was too long. */
  push(bytes: Buffer): (string | null)[] {
    const lines: (string | null)[] = [];
    const rest = this.discarding ? this.skipDiscarded(bytes, lines) : bytes;
    const all = this.carried.length > 0 ? Buffer.concat([this.carried, rest]) : rest;
    const end = all.lastIndexOf(LINE_BREAK) + 1;
    if (end > 0) this.cut(all.subarray(0, end - 1), lines);
    // A copy, so that the piece it came in can be freed.
    this.carried = Buffer.from(all.subarray(end));
    if (this.carried.length > this.maxBytes) {
      this.discardedBytes = this.carried.length;
      this.carried = Buffer.alloc(0);
      this.discarding = true;
    }
    return lines;
  }

  /** @returns  The last line, if it had no break. */
  end(): (string | null)[] {
    const lines: (string | null)[] = this.discarding ? [null] : [];
    if (this.carried.length > 0) this.cut(this.carried, lines);
    this.carried = Buffer.alloc(0);
    this.discarding = false;
    return lines;
  }

  /** Bytes so far of the line that is not yet complete, kept or thrown away. */
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
