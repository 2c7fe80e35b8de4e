/** Series that follow each other in one table without a time: a count that starts again, and the column that tells the runs apart. */
import { DataError } from '../base/index';
import { isCalendarName, isLikelyTimeName } from './column-names';
import type { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';
import { countsAtFirst, restartsOf } from './steps-of-values';
import type { Rows } from './time-column';

/** A table, and the rows of it that are read. */
export interface RunContext {
  readonly file: string;
  readonly table: RawTable;
  readonly options: ReadOptions;
  /** The rows of the device that is read. */
  readonly rows: Rows;
}

/** Rows that show whether a column may be a count: only one that may is copied whole. */
export const FIRST_ROWS = 64;

/** Copies the values of a slot over the rows that are read, or over the first of them. */
export function valuesOf(
  { table: { values, plan }, rows }: Pick<RunContext, 'table' | 'rows'>,
  slot: number,
  most = Infinity,
): Float64Array {
  const column = new Float64Array(Math.min(rows.length, most));
  for (let place = 0; place < column.length; place++) column[place] = values[rows.row(place) * plan.slots + slot];
  return column;
}

/**
 * Requires of a table without a time that a column does not count up again and again, as the time of runs after each other does.
 * A phase that repeats by equal steps, such as the hour of the day, is a feature, unless another column numbers its rounds.
 *
 * @throws {DataError} If it does; the message gives the first row of the second run, and the column that tells the runs apart.
 */
export function requireOneRun(context: RunContext, column: number): void {
  const { file, table, rows } = context;
  const { name, slot } = table.plan.columns[column];
  const restarts = countsAtFirst(valuesOf(context, slot, FIRST_ROWS)) && restartsOf(valuesOf(context, slot));
  if (!restarts) return;
  const [period] = restarts;
  const isPhase = restarts.every((row, i) => row === (i + 1) * period) && rows.length - restarts.at(-1)! <= period;
  const where = `until line ${table.lines.line(rows.row(period))}`;
  const unit = isCalendarName(name) ? undefined : unitOfRuns(context, restarts);
  if (unit !== undefined) refuseRuns(context, { counter: name, unit, where });
  const isNamed = isLikelyTimeName(name) && !isCalendarName(name);
  if (isPhase && !isNamed) return;
  throw new DataError(
    `${file}: column '${name}' counts up ${where}, where it starts again, as a time does where several series follow each ` +
      `other; expected one series: --ignore '${name}' leaves the column out, --features takes columns by name`,
  );
}

/** Finds the column of whole numbers or texts that has one value in each run and another in every other run. */
export function unitOfRuns({ table, rows }: RunContext, restarts: readonly number[] | undefined): number | undefined {
  if (!restarts) return undefined;
  const { plan, values, texts, faults } = table;
  const found = plan.columns.findIndex(({ name, slot }, column) => {
    const kept = texts[column];
    if (column === plan.label || column === plan.channel || isCalendarName(name) || (slot >= 0 && faults[slot]))
      return false;
    if (slot < 0 && (!kept || kept.overflows)) return false;
    const at = (place: number) =>
      slot < 0 ? kept!.code(rows.row(place)) : values[rows.row(place) * plan.slots + slot];
    const units = new Set([at(0)]);
    let run = 0;
    for (let place = 0; place < rows.length; place++) {
      if (place === restarts[run]) {
        run++;
        if (units.has(at(place))) return false;
        units.add(at(place));
      } else if (!Number.isInteger(at(place)) || (place > 0 && at(place) !== at(place - 1))) return false;
    }
    return true;
  });
  return found < 0 ? undefined : found;
}

export function refuseRuns(
  { file, table, rows }: RunContext,
  { counter, unit, where }: { readonly counter: string; readonly unit: number; readonly where: string },
): never {
  const { name, slot } = table.plan.columns[unit];
  const first = slot < 0 ? table.texts[unit]!.text(rows.row(0)) : table.values[rows.row(0) * table.plan.slots + slot];
  throw new DataError(
    `${file}: column '${counter}' counts up ${where}, where it starts again and column '${name}' changes, as where several ` +
      `series follow each other; expected one series: --channel-column '${name}' --channel '${first}' takes one, ` +
      `--ignore '${counter}' and --ignore '${name}' take all rows as one`,
  );
}
