/** Reads rows whose cells are already apart, such as those of JSON lines, into columns. */
import { cellRules } from './cell';
import { planColumns } from './column-plan';
import { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';

/** Rows that are looked at before it is decided what is kept of each column. */
const SAMPLE_ROWS = 1000;

/** A cell as read: text, a number, a truth value, or null for a missing value. */
export type TextCell = string | number | boolean | null;

/** Takes the rows of a file one by one. */
export class CellRows {
  private readonly sample: { cells: readonly TextCell[]; line: number }[] = [];
  private table: RawTable | undefined;

  /**
   * @param name  The file's name, for messages.
   */
  constructor(
    private readonly name: string,
    private readonly options: ReadOptions,
  ) {}

  /** Takes a row; `columns` names its cells, `line` says where it is. */
  add(columns: readonly string[], cells: readonly TextCell[], line: number): void {
    if (this.table) addRow(this.table, cells, line);
    else if (this.sample.push({ cells, line }) === SAMPLE_ROWS) this.start(columns);
  }

  /** Returns the columns of all rows. */
  finish(columns: readonly string[]): RawTable {
    return this.table ?? this.start(columns);
  }

  private start(names: readonly string[]): RawTable {
    const { name, options, sample } = this;
    const rules = cellRules(options.decimal, options.missing);
    const rows = sample.map(({ cells }) => cells.map(textOf));
    const table = new RawTable(planColumns({ name, names, sample: rows }, options, rules), rules, rows.length);
    for (const { cells, line } of sample) addRow(table, cells, line);
    this.table = table;
    return table;
  }
}

function addRow(table: RawTable, cells: readonly TextCell[], line: number): void {
  table.startRow();
  cells.forEach((cell, column) => table.cell(column, textOf(cell)));
  table.endRow(line);
}

/** Writes a cell as CSV has it. */
function textOf(cell: TextCell): string {
  return cell === null ? '' : String(cell);
}
