/** Splits delimited text into records of cells, as a stream: bytes of UTF-8 in, the bounds of cells out. */
import { DataError } from '../base/index';

const [QUOTE, BLANK, TAB, FEED, RETURN] = [34, 32, 9, 10, 13];

/** Longest record in bytes. A longer one is a file without line breaks, or a quote that is never closed. */
const LONGEST = 2 ** 29;

/** The delimiter of cells with runs of blanks and tabs between them. */
export const BLANKS = 'blanks';

export interface RecordOptions {
  /** The file's name, for messages. */
  readonly name: string;
  /** One ASCII character, or {@link BLANKS}. */
  readonly delimiter: string;
  /** Lines to pass over at the start, whatever they hold. */
  readonly skipLines?: number;
  /** Whether each cell is a record of its own. */
  readonly cellByCell?: boolean;
}

/**
 * The record at hand. Blanks around cells are cut off, and so are quotes.
 *
 * Read `starts`, `ends` and `bytes` only until the next record.
 */
export class RecordView {
  bytes: Buffer = Buffer.alloc(0);
  /** Number of cells. */
  cells = 0;
  /** Bounds of each cell in `bytes`. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** Whether each cell holds doubled quotes. */
  doubled = new Uint8Array(64);
  /** Whether each cell stood in quotes. */
  quoted = new Uint8Array(64);
  /** The line on which the record ends, from 1. */
  line = 0;

  text(cell: number): string {
    const text = this.bytes.toString('utf8', this.starts[cell], this.ends[cell]);
    return this.doubled[cell] === 1 ? text.replaceAll('""', '"') : text;
  }

  texts(): string[] {
    return Array.from({ length: this.cells }, (_, cell) => this.text(cell));
  }

  /** Adds a cell. */
  push(start: number, end: number, quoted: number, doubled: number): void {
    const cell = this.cells++;
    if (cell === this.starts.length) this.grow();
    this.starts[cell] = start;
    this.ends[cell] = end;
    this.quoted[cell] = quoted;
    this.doubled[cell] = doubled;
  }

  private grow(): void {
    const grown = <T extends Int32Array | Uint8Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    const size = this.starts.length * 2;
    this.starts = grown(this.starts, new Int32Array(size));
    this.ends = grown(this.ends, new Int32Array(size));
    this.quoted = grown(this.quoted, new Uint8Array(size));
    this.doubled = grown(this.doubled, new Uint8Array(size));
  }
}

/**
 * Reads a record without splitting it, where its cells are plain.
 *
 * @param line  The line that the record is on, if it is on one.
 * @returns  Where the next record begins, or {@link NOT_PLAIN_ROW}: the record is then split, and nothing of it was taken.
 */
export type ReadPlainRow = (bytes: Buffer, start: number, end: number, line: number) => number;

/** Says that a record is to be split into its cells: it is incomplete, or its cells are not all plain. */
export const NOT_PLAIN_ROW = -1;

/**
 * Visits the records of a text one by one. Lines end with a line feed, a carriage return or both; blank lines are passed over.
 *
 * @param chunks  Pieces of UTF-8.
 * @param visit   Called with each record; `false` ends the reading.
 * @param plain   Tried first on each record after the first; `visit` is called with those that it does not read.
 * @returns       The blank lines between records.
 * @throws {DataError} If a quote is not closed or stands within a cell; the message gives the line.
 */
export function readRecords(
  chunks: Iterable<Uint8Array>,
  options: RecordOptions,
  visit: (record: RecordView) => unknown,
  plain?: ReadPlainRow,
): { blankLines: number } {
  const splitter = new Splitter(options, plain);
  let bytes: Buffer = Buffer.allocUnsafeSlow(1 << 21);
  let start = 0;
  let end = 0;
  // Parsing an incomplete record begins again with more bytes: with twice as many each time, to begin seldom.
  let wanted = 0;
  for (const chunk of chunks) {
    if (end + chunk.length > bytes.length) {
      const size = end - start + chunk.length;
      if (size > LONGEST) splitter.fail(`the record that begins here is longer than ${LONGEST / 2 ** 20} MiB`);
      const roomy = size * 2 > bytes.length ? Buffer.allocUnsafeSlow(size * 2) : bytes;
      bytes.copy(roomy, 0, start, end);
      bytes = roomy;
      end -= start;
      start = 0;
    }
    bytes.set(chunk, end);
    end += chunk.length;
    if (end - start < wanted) continue;
    start = splitter.split(bytes, start, end, false, visit);
    if (splitter.stopped) return splitter;
    wanted = (end - start) * 2;
  }
  splitter.split(bytes, start, end, true, visit);
  return splitter;
}

/** What a splitter needs to know of the bytes at hand. */
class Splitter {
  stopped = false;
  blankLines = 0;
  private readonly record = new RecordView();
  private readonly delimiter: number;
  private readonly blanks: boolean;
  private linesToSkip: number;
  /** Complete lines before the record at hand. */
  private linesBefore = 0;
  private pendingBlank = 0;
  private records = 0;

  constructor(
    private readonly options: RecordOptions,
    private readonly plain: ReadPlainRow | undefined,
  ) {
    this.blanks = options.delimiter === BLANKS;
    this.delimiter = this.blanks ? BLANK : options.delimiter.charCodeAt(0);
    this.linesToSkip = options.skipLines ?? 0;
  }

  fail(message: string): never {
    throw new DataError(`${this.options.name}: line ${this.linesBefore + 1}: ${message}`);
  }

  /** Visits the complete records in [start, end). Returns where the first incomplete one begins. */
  split(bytes: Buffer, start: number, end: number, last: boolean, visit: (record: RecordView) => unknown) {
    const { record, plain } = this;
    record.bytes = bytes;
    let at = start;
    while (at < end) {
      if (this.linesToSkip > 0) {
        const next = this.lineEnd(bytes, at, end, last);
        if (next < 0) return at;
        at = next;
        this.linesBefore++;
        this.linesToSkip--;
        continue;
      }
      if (plain && this.records > 0) {
        const next = plain(bytes, at, end, this.linesBefore + 1);
        if (next !== NOT_PLAIN_ROW) {
          this.linesBefore++;
          this.count();
          at = next;
          continue;
        }
      }
      const next = this.next(bytes, at, end, last);
      if (next < 0) return at;
      at = next;
      this.linesBefore = record.line;
      if (record.cells === 0) continue;
      if (visit(record) === false) {
        this.stopped = true;
        return at;
      }
    }
    return at;
  }

  private lineEnd(bytes: Buffer, start: number, end: number, last: boolean): number {
    for (let at = start; at < end; at++)
      if (bytes[at] === FEED || bytes[at] === RETURN) return afterBreak(bytes, at, end, last);
    return last ? end : -1;
  }

  /** Finds the cells of the record that begins at `start`; -1 if it is incomplete. */
  private next(bytes: Buffer, start: number, end: number, last: boolean): number {
    const { record, delimiter, blanks } = this;
    const tabs = delimiter !== TAB;
    let line = this.linesBefore + 1;
    let at = start;
    let code = 0;
    record.cells = 0;
    for (;;) {
      while (at < end && ((code = bytes[at]) === BLANK || (code === TAB && tabs))) at++;
      if (at === end && !last) return -1;
      let from = at;
      let to: number;
      let quoted = 0;
      let doubled = 0;
      if (at < end && code === QUOTE) {
        quoted = 1;
        from = ++at;
        for (; ; at++) {
          if (at === end) {
            if (!last) return -1;
            this.fail('a quote is opened and never closed');
          }
          code = bytes[at];
          if (code === FEED) line++;
          else if (code === RETURN && !(at + 1 < end && bytes[at + 1] === FEED)) line++;
          else if (code === QUOTE) {
            if (at + 1 === end && !last) return -1;
            if (at + 1 === end || bytes[at + 1] !== QUOTE) break;
            doubled = 1;
            at++;
          }
        }
        to = at++;
        while (at < end && ((code = bytes[at]) === BLANK || (code === TAB && tabs)) && !blanks) at++;
      } else {
        while (at < end) {
          code = bytes[at];
          if (code === delimiter || code === FEED || code === RETURN || (blanks && code === TAB)) break;
          if (code === QUOTE) this.fail(`a quote within cell ${record.cells + 1}, which does not begin with one`);
          at++;
        }
        to = at;
        while (to > from && (bytes[to - 1] === BLANK || (bytes[to - 1] === TAB && tabs))) to--;
      }
      if (at === end && !last) return -1;
      code = at === end ? FEED : bytes[at];
      const ends = code === FEED || code === RETURN;
      if (!ends && code !== delimiter && !(blanks && code === TAB)) {
        this.fail(`text after the closing quote of cell ${record.cells + 1}`);
      }
      // With blanks between cells, those before a line break are no delimiter.
      if (!(blanks && to === from && quoted === 0)) record.push(from, to, quoted, doubled);
      if (ends) {
        const next = at === end ? end : afterBreak(bytes, at, end, last);
        if (next < 0) return -1;
        return this.finish(next, line);
      }
      at++;
      if (this.options.cellByCell && record.cells > 0) return this.finish(at, line - 1);
    }
  }

  /** Ends a record: a line without a cell, or with one that is empty and not quoted, is blank. */
  private finish(next: number, line: number): number {
    const { record } = this;
    record.line = line;
    if (record.cells === 1 && record.quoted[0] === 0 && record.starts[0] === record.ends[0]) record.cells = 0;
    if (record.cells === 0) this.pendingBlank++;
    else this.count();
    return next;
  }

  private count(): void {
    if (this.records++ > 0) this.blankLines += this.pendingBlank;
    this.pendingBlank = 0;
  }
}

/** Returns where the next line begins; -1 if a line feed may follow in the next bytes. */
function afterBreak(bytes: Buffer, at: number, end: number, last: boolean): number {
  if (bytes[at] === FEED) return at + 1;
  if (at + 1 === end) return last ? end : -1;
  return bytes[at + 1] === FEED ? at + 2 : at + 1;
}
