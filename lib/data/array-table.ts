/** Takes an array of numbers as a table whose columns are numbered. */
import { DataError } from '../base/index';
import { cellRules } from './cell';
import { numberedNames } from './column-names';
import { planColumns } from './column-plan';
import type { NpyArray } from './npy';
import { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';

/** Rows that are looked at before it is decided what is kept of each column. */
const SAMPLE_ROWS = 1000;

/**
 * Takes an array of shape [time] or [time, features].
 *
 * @param name  The file's name, for messages.
 * @throws {DataError} If the array has another shape.
 */
export function arrayTable({ shape, data }: NpyArray, name: string, options: ReadOptions): RawTable {
  const [rows = 0, width = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || rows < 1 || width < 1) {
    throw new DataError(`${name}: expected an array [time] or [time, features], found shape (${shape.join(', ')})`);
  }
  const sample = Array.from({ length: Math.min(rows, SAMPLE_ROWS) }, (_, row) =>
    Array.from(data.subarray(row * width, (row + 1) * width), String),
  );
  const rules = cellRules('.', options.missing);
  const plan = planColumns({ name, names: numberedNames(width), sample }, options, rules);
  const table = new RawTable(plan, rules, 0);
  const places = plan.columns.flatMap(({ slot, times, texts }, column) =>
    times || texts || slot >= 0 ? [column] : [],
  );
  const isWhole =
    plan.slots === width && plan.columns.every(({ slot }, column) => slot === column) && rules.numbers.size === 0;
  if (isWhole) table.values = data;
  for (let row = 0; row < rows; row++) {
    if (!isWhole) table.startRow();
    for (const column of places) {
      const value = data[row * width + column];
      const { slot } = plan.columns[column];
      if (!isWhole && slot >= 0) table.values[row * plan.slots + slot] = rules.numbers.has(value) ? NaN : value;
      table.times[column]?.add(String(value));
      table.texts[column]?.add(String(value));
    }
    table.endRow(row + 1);
  }
  return table;
}
