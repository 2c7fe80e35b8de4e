/** Reads the values of points from cells and from JSON by the rules for files. */
import { type CellRules, cellRules, cellValue, type Decimal, readDecimal } from '../data/cell';
import { EITHER_WAY, EITHER_WAY_POINT } from '../data/delimiter';
import type { PointReading } from './point';

/** Reads values; NaN stands for everything that is not a number. */
export class ValueReader {
  private rules: CellRules;
  private readonly isTold: boolean;

  constructor(private readonly options: Pick<PointReading, 'decimal' | 'missing'>) {
    this.isTold = options.decimal !== undefined;
    this.rules = cellRules(options.decimal, options.missing);
  }

  /** The character before decimals, as it was told or found so far. */
  get decimal(): Decimal {
    return this.rules.decimal;
  }

  /** Takes the decimal comma that several lines show, unless another character was told. */
  takeDecimalComma(): void {
    if (!this.isTold) this.rules = cellRules(',', this.options.missing);
  }

  /** Reads a JSON value: numbers, numeric text, true and false. */
  fromJson(value: unknown): number {
    if (typeof value === 'number') return this.rules.numbers.has(value) ? NaN : value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'string' ? numberOf(cellValue(value.trim(), this.rules)) : NaN;
  }

  /**
   * Reads a cell. Unless the decimal character is told, the first number with a comma that cannot part thousands shows that
   * it is a comma.
   *
   * @returns  'unclear' for a number such as 1,234, which may have a decimal comma or a comma between thousands, and for 1.234
   *           where decimal commas were found.
   */
  fromCell(cell: string): number | 'unclear' {
    // A comma that was found, not told, does not tell that the point of another number stands between thousands.
    if (this.decimal === ',' && !this.isTold && EITHER_WAY_POINT.test(cell)) return 'unclear';
    const value = cellValue(cell, this.rules);
    if (value !== 'text' || this.isTold) return numberOf(value);
    if (this.decimal === ',') return readDecimal(cell, '.') ?? NaN;
    if (readDecimal(cell, ',') === undefined) return NaN;
    if (EITHER_WAY.test(cell)) return 'unclear';
    this.rules = cellRules(',', this.options.missing);
    return numberOf(cellValue(cell, this.rules));
  }
}

function numberOf(value: ReturnType<typeof cellValue>): number {
  if (value === 'text') return NaN;
  return value === 'beyond' ? Infinity : value;
}
