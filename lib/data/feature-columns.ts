/** Decides which columns of a table are features, once all rows are read. */
import { DataError } from '../base/index';
import { cellRules, cellValue, isAlmostNumber } from './cell';
import { tellsDevices } from './channel-column';
import { isChannelName, isLikelyTimeName } from './column-names';
import { EITHER_WAY } from './delimiter';
import { FIRST_ROWS, refuseRuns, requireOneRun, type RunContext, unitOfRuns, valuesOf } from './one-run';
import type { RawTable } from './raw-table';
import { isClock, isDisorderedTime, MIN_COUNT_ROWS, restartsOf, stepsOf, type Values } from './steps-of-values';
import { refuseUnits, unitChange } from './time-units';
import { unitOf } from './time-value';

interface Context extends RunContext {
  readonly notes: string[];
  /** Columns left out so far: time, labels, device and others. */
  readonly leftOut: Map<number, string>;
}

/** Why a column is left out where the options name the features. */
export const NOT_ASKED_FOR = 'not among the features that were asked for';

/**
 * Whether a time column that was found by its first rows is one in all rows.
 *
 * @throws {DataError} If it counts up in the first hundred rows and not in all: it may be a time of several series.
 */
export function bearsOutTime(context: Omit<Context, 'leftOut'>, column: number): boolean {
  const { file, table, options, notes, rows } = context;
  const { name, slot } = table.plan.columns[column];
  const values = valuesOf(context, slot);
  if (table.faults[slot] === undefined && unitOf(values[0]) !== undefined) return true;
  const { growing, counting } = stepsOf(values);
  if (growing && (counting || isLikelyTimeName(name))) return true;
  if (options.features && isDisorderedTime(values, name)) return true;
  const start = values.subarray(0, 100);
  if (options.features) return false;
  if (values.length > 100 && stepsOf(start).counting) {
    const row = values.findIndex((value, i) => i > 0 && !(value > values[i - 1]));
    const where = row < 0 ? 'by other steps later' : `until line ${table.lines.line(rows.row(row))}`;
    const unit = unitOfRuns(context, restartsOf(values));
    if (unit !== undefined) refuseRuns(context, { counter: name, unit, where });
    throw new DataError(
      `${file}: column '${name}' counts up ${where}, as a time does where several series follow each other; ` +
        `--time-column '${name}' takes it as the time, --ignore '${name}' leaves it out, --features takes columns by name`,
    );
  }
  notes.push(`column '${name}' does not count up in all rows; it is taken as a feature`);
  return false;
}

/**
 * Returns the columns that are features, in order, and says of the others why they are not: text, further counts, and columns
 * that are named like a device.
 *
 * @throws {DataError} If a cell of a feature is not a number, or no column is left.
 */
export function featuresOf(context: Context): number[] {
  const { table, options, notes, leftOut } = context;
  const { columns } = table.plan;
  const numeric: number[] = [];
  columns.forEach(({ name, slot }, column) => {
    if (leftOut.has(column)) return;
    if (options.features && !options.features.includes(name)) {
      leftOut.set(column, NOT_ASKED_FOR);
    } else if (slot < 0) leaveText(context, column);
    else if (isText(context, slot) && !options.features) {
      leftOut.set(column, `holds text, such as '${shorten(table.faults[slot]!.text)}'`);
    } else if (tellsDevices(table, column, true) && !options.features) {
      leftOut.set(column, 'named like a device, and the same in every row');
    } else if (name === 'unnamed' && !options.features && valuesOf(context, slot).every(Number.isNaN)) {
      leftOut.set(column, 'has no name and no value');
    } else numeric.push(column);
  });
  for (const column of numeric) requireNumbers(context, column);
  if (!options.features && options.timeColumn === undefined && !hasTime(leftOut)) {
    for (const column of numeric) {
      requireOneClock(context, column);
      requireOneRun(context, column);
    }
  }
  const counts =
    options.features || options.timeColumn === false ? [] : numeric.filter((column) => isCount(context, column));
  if (counts.length < numeric.length) {
    for (const column of counts) leftOut.set(column, 'only counts, by about the same step in every row');
  } else if (counts.length > 0) {
    notes.push(
      `${counts.map((column) => `'${columns[column].name}'`).join(', ')}: counts by about the same step in every row, as a time does`,
    );
  }
  const features = numeric.filter((column) => !leftOut.has(column));
  if (features.length === 0) refuseNone(context);
  return options.features
    ? options.features.map((name) => columns.findIndex((column) => column.name === name))
    : features;
}

/** @throws {DataError} If a column without a time's name holds Unix times that continue in another unit. */
function requireOneClock(context: Context, column: number): void {
  const { file, table, rows } = context;
  const { name, slot } = table.plan.columns[column];
  if (unitOf(table.values[rows.row(0) * table.plan.slots + slot]) === undefined) return;
  const values = valuesOf(context, slot);
  const place = unitChange(values);
  if (place < 0) return;
  const line = (at: number) => table.lines.line(rows.row(at));
  refuseUnits(
    { file, column: name, line },
    { row: place, before: String(values[place - 1]), text: String(values[place]) },
  );
}

function hasTime(leftOut: Context['leftOut']): boolean {
  return [...leftOut.values()].includes('time');
}

/** Leaves a column of text out. One that is mostly numbers is refused: a few of its cells are wrong. */
function leaveText({ file, table, options, notes, leftOut }: Context, column: number): void {
  const kept = table.texts[column]!;
  const rules = cellRules(options.decimal, options.missing);
  const values = kept.texts.map((text) => cellValue(text, rules));
  const count = (test: (value: number | string) => boolean) =>
    values.reduce<number>((sum, value, code) => sum + (test(value) ? kept.counts[code] : 0), 0);
  const [texts, numbers] = [
    count((value) => typeof value === 'string'),
    count((value) => typeof value === 'number' && value === value),
  ];
  const first = values.findIndex((value) => typeof value === 'string');
  if (numbers > texts && !kept.overflows) {
    throw new DataError(
      notNumber(file, table, column, { text: kept.texts[first], row: kept.firstRows[first], beyond: false }),
    );
  }
  const different = kept.overflows ? 'many' : String(kept.texts.length);
  const example = shorten(kept.texts[Math.max(0, first)]);
  leftOut.set(column, `holds text, such as '${example}' (${different} different)`);
  const { name } = table.plan.columns[column];
  if (kept.texts.length === table.rows && table.rows > 2) {
    notes.push(
      `column '${name}' is left out: it holds text that differs in every row, such as '${example}'` +
        (hasTime(leftOut) ? '' : `; if these are times, --time-column '${name}' and --time-format read them`),
    );
  }
}

/** Whether a column has faults and not a single number. */
function isText(context: Context, slot: number): boolean {
  const fault = context.table.faults[slot];
  return (
    fault !== undefined && !fault.beyond && !isAlmostNumber(fault.text) && valuesOf(context, slot).every(Number.isNaN)
  );
}

function requireNumbers({ file, table }: Context, column: number): void {
  const fault = table.faults[table.plan.columns[column].slot];
  if (fault) throw new DataError(notNumber(file, table, column, fault));
}

function notNumber(
  file: string,
  table: RawTable,
  column: number,
  { text, row, beyond }: { readonly text: string; readonly row: number; readonly beyond: boolean },
): string {
  const where = `${file}: line ${table.lines.line(row)}, column '${table.plan.columns[column].name}'`;
  return `${where}: '${shorten(text)}' is ${beyond ? 'beyond the range of float64' : `not a number${hint(text)}`}`;
}

/** Says what may help with a cell that is not a number. */
function hint(text: string): string {
  if (EITHER_WAY.test(text)) {
    return '; for decimal commas, say --decimal ,; commas between thousands must be taken out of the file';
  }
  if (/^[+-]?\d+,\d+$/.test(text)) return '; for decimal commas, say --decimal ,';
  if (/^[+-]?\d[\d.,' ]*[^\d.,' ]/.test(text)) return '; --ignore leaves the column out';
  return /^[?*#x.]+$|^-?9{3,}$/i.test(text) ? `; --missing '${text}' takes it as missing` : '';
}

/** Whether a column only counts up or down, by about the same step, or is named like a number of rows and grows in each. */
function isCount(context: Context, column: number): boolean {
  const { name, slot } = context.table.plan.columns[column];
  if (context.rows.length < MIN_COUNT_ROWS) return false;
  const values = suspectValues(context, slot);
  const { growing, counting } = stepsOf(values);
  return counting || isClock(values) || (growing && (isLikelyTimeName(name) || isChannelName(name)));
}

/** Copies the values of a slot if its first rows never fall or never grow; otherwise only those rows, which tell enough. */
function suspectValues(context: Context, slot: number): Values {
  const start = valuesOf(context, slot, FIRST_ROWS);
  const never = (test: (step: number) => boolean) =>
    start.every((value, row) => row === 0 || !test(value - start[row - 1]));
  return never((step) => step < 0) || never((step) => step > 0) ? valuesOf(context, slot) : start;
}

function refuseNone({ file, table, leftOut }: Context): never {
  const text = table.texts.findIndex(
    (kept, column) => kept && column !== table.plan.label && /^holds text/.test(leftOut.get(column) ?? ''),
  );
  if (text >= 0) {
    throw new DataError(notNumber(file, table, text, { text: table.texts[text]!.texts[0], row: 0, beyond: false }));
  }
  const slot = table.plan.columns.findIndex((column) => column.slot >= 0 && table.faults[column.slot]);
  if (slot >= 0) throw new DataError(notNumber(file, table, slot, table.faults[table.plan.columns[slot].slot]!));
  throw new DataError(`${file}: expected a column of values, found only timestamps and labels`);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
