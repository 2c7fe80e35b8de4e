/** The columns of a table as they are read, row by row. */
import { type CellRules, cellValue, isTruth } from './cell';
import type { TablePlan } from './column-plan';
import { KeptTexts, KeptTimes, RowLines } from './kept-columns';

/** A cell of a column of values that is not a number. */
interface Fault {
  readonly row: number;
  readonly text: string;
  readonly beyond: boolean;
}

/** What is kept of a table while its rows are read. */
export class RawTable {
  rows = 0;
  /** Row-major, shape [capacity, slots]. */
  values: Float64Array;
  readonly times: readonly (KeptTimes | undefined)[];
  readonly texts: readonly (KeptTexts | undefined)[];
  /** The first cell of each slot that is not a number. */
  readonly faults: (Fault | undefined)[];
  /** How many cells of each slot are true or false. */
  readonly truths: Float64Array;
  readonly lines = new RowLines();
  private readonly slots: number;

  /**
   * @param capacity  About how many rows there will be.
   */
  constructor(
    readonly plan: TablePlan,
    private readonly rules: CellRules,
    capacity: number,
  ) {
    this.slots = plan.slots;
    this.values = new Float64Array(Math.max(1, capacity) * plan.slots);
    this.times = plan.columns.map(({ times }) => (times ? new KeptTimes() : undefined));
    this.texts = plan.columns.map(({ texts }) => (texts ? new KeptTexts() : undefined));
    this.faults = Array.from({ length: plan.slots }, () => undefined);
    this.truths = new Float64Array(plan.slots);
  }

  /** Makes room for the next row. */
  startRow(): void {
    if ((this.rows + 1) * this.slots <= this.values.length) return;
    const grown = new Float64Array(Math.max(this.values.length * 2, this.slots * 16));
    grown.set(this.values);
    this.values = grown;
  }

  /** Reads the text of a cell of values. */
  valueOf(slot: number, text: string): number {
    const value = cellValue(text, this.rules);
    if (typeof value === 'number') {
      if (isTruth(text)) this.truths[slot]++;
      return value;
    }
    this.faults[slot] ??= { row: this.rows, text, beyond: value === 'beyond' };
    return NaN;
  }

  /** Keeps a cell of any column of the row at hand. */
  cell(column: number, text: string): void {
    const { slot } = this.plan.columns[column];
    if (slot >= 0) this.values[this.rows * this.slots + slot] = this.valueOf(slot, text);
    this.times[column]?.add(text);
    this.texts[column]?.add(text);
  }

  /** Ends the row at hand. */
  endRow(line: number): void {
    this.lines.add(this.rows++, line);
  }
}
