/** Columns kept as they are read: times digit for digit, and texts that repeat as codes. */

/** Most different texts that a column of codes tells apart. */
export const MOST_CODES = 65_535;

/**
 * The times of a column, compactly: as numbers while each is written as `String` writes it, otherwise as texts.
 */
export class KeptTimes {
  private numbers: number[] | undefined = [];
  private texts: string[] = [];

  get length(): number {
    return this.numbers?.length ?? this.texts.length;
  }

  /** Adds the text of a time, or the number that was read from such a text. */
  add(text: string): void {
    if (this.numbers) {
      const value = Number(text);
      if (text !== '' && String(value) === text && Number.isFinite(value)) {
        this.numbers.push(value);
        return;
      }
      this.texts = this.numbers.map(String);
      this.numbers = undefined;
    }
    this.texts.push(text);
  }

  /** Adds a whole number that is written without sign and leading zeros. */
  addWhole(value: number): void {
    if (this.numbers) this.numbers.push(value);
    else this.texts.push(String(value));
  }

  text(row: number): string {
    return this.numbers ? String(this.numbers[row]) : this.texts[row];
  }

  /** All of them: numbers where every one is written as `String` writes it. */
  values(): readonly (number | string)[] {
    return this.numbers ?? this.texts;
  }
}

/** A column of texts that repeat, such as labels and the names of devices. */
export class KeptTexts {
  /** The different texts, in the order in which they come. */
  readonly texts: string[] = [];
  /** The row in which each comes first. */
  readonly firstRows: number[] = [];
  /** How often each comes. */
  readonly counts: number[] = [];
  /** Whether there are more different texts than codes; those beyond have the last code. */
  overflows = false;
  length = 0;
  private codes = new Uint16Array(1024);
  private readonly known = new Map<string, number>();

  add(text: string): void {
    let code = this.known.get(text);
    if (code === undefined) {
      if (this.texts.length < MOST_CODES) {
        code = this.texts.length;
        this.known.set(text, code);
        this.texts.push(text);
        this.firstRows.push(this.length);
        this.counts.push(0);
      } else {
        this.overflows = true;
        code = MOST_CODES - 1;
      }
    }
    this.counts[code]++;
    if (this.length === this.codes.length) {
      const grown = new Uint16Array(this.codes.length * 2);
      grown.set(this.codes);
      this.codes = grown;
    }
    this.codes[this.length++] = code;
  }

  /** The code of a row: the place of its text in `texts`. */
  code(row: number): number {
    return this.codes[row];
  }

  text(row: number): string {
    return this.texts[this.codes[row]];
  }
}

/** On which line of the file each row ends, kept as the rows at which the distance of row and line changes. */
export class RowLines {
  private readonly rows: number[] = [];
  private readonly offsets: number[] = [];

  add(row: number, line: number): void {
    const offset = line - row;
    if (offset === this.offsets[this.offsets.length - 1]) return;
    this.rows.push(row);
    this.offsets.push(offset);
  }

  line(row: number): number {
    let [low, high] = [0, this.rows.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return row + (this.offsets[low] ?? 1);
  }
}
