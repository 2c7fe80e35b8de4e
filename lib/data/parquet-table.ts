/** Takes a Parquet file as a table: its numbers as they are, its texts and times as a CSV would hold them. */
import { cellRules } from './cell';
import type { TextCell } from './cell-rows';
import { planColumns } from './column-plan';
import { DataError } from '../base/index';
import type { ParquetColumn, ParquetTable } from './parquet';
import { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';
import type { TextTable } from './table';

/** Rows that are looked at before it is decided what is kept of each column. */
const SAMPLE_ROWS = 1000;

/**
 * Reads all rows into columns.
 *
 * @throws {DataError} If the file has no rows or is damaged, or an option names a column that is not there.
 */
export function readParquetTable(file: ParquetTable, options: ReadOptions): RawTable {
  const { name } = file;
  const names = file.columns.map((column) => column.name);
  const rules = cellRules('.', options.missing);
  let table: RawTable | undefined;
  for (const { rows, columns } of file.groups()) {
    if (!table) {
      const sample = Array.from({ length: Math.min(rows, SAMPLE_ROWS) }, (_, row) =>
        columns.map((column) => column.text(row)),
      );
      table = new RawTable(planColumns({ name, names, sample }, options, rules), rules, file.rows);
    }
    addGroup(table, columns, { rows, missing: rules.numbers });
  }
  if (!table) throw new DataError(`${name}: expected rows of data, found none`);
  return table;
}

/** The columns that are left out since their values are not plain, each as a note. */
export function parquetNotes({ leftOut }: ParquetTable): string[] {
  return leftOut.map(({ column, reason }) => `column '${column}' holds ${reason}, and is left out`);
}

function addGroup(
  table: RawTable,
  columns: readonly ParquetColumn[],
  { rows, missing }: { rows: number; missing: ReadonlySet<number> },
): void {
  const { slots } = table.plan;
  for (let row = 0; row < rows; row++) {
    table.startRow();
    columns.forEach((column, place) => {
      const { slot, times, texts } = table.plan.columns[place];
      const isNumber = column.kind === 'number' || column.kind === 'truth';
      if (!isNumber || times || texts) table.cell(place, column.text(row));
      if (!isNumber || slot < 0) return;
      const value = column.number(row);
      table.values[table.rows * slots + slot] = missing.has(value) ? NaN : value;
      if (column.kind === 'truth' && !times && !texts && !Number.isNaN(value)) table.truths[slot]++;
    });
    table.endRow(table.rows + 1);
  }
}

/** Reads all rows as cells. */
export function parquetCells(file: ParquetTable): TextTable {
  const rows: TextCell[][] = [];
  for (const group of file.groups()) {
    for (let row = 0; row < group.rows; row++) rows.push(group.columns.map((column) => column.text(row) || null));
  }
  const columns = file.columns.map(({ name }) => name);
  return { name: file.name, columns, rows, lines: rows.map((_, row) => row + 1) };
}
