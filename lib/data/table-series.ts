/** Builds a series from a table that was read, and describes what was taken. */
import { devicesInTurn, explainDisorder, rowsOfChannel } from './channel-column';
import { isNumbered } from './column-names';
import { doubtsOf } from './doubts';
import { bearsOutTime, featuresOf } from './feature-columns';
import { counted, DataError } from '../base/index';
import type { KeptTimes } from './kept-columns';
import { findLabels } from './label-column';
import type { RawTable } from './raw-table';
import type { Description, FeatureDescription, ReadOptions, TimeDescription } from './read-options';
import { missingCodes } from './missing-codes';
import { resampleSeries } from './resample';
import { makeSeries, type Series } from './series';
import type { TimeForm } from './time-value';
import { inOrder, TakenRows, withoutRepeats } from './taken-rows';
import { describeTimes, orderOf, readTimes, type Times, type TimeTexts, unitName } from './time-column';

/** What reading a file gives: the series, and what was taken for it. */
export interface SeriesReading {
  readonly series: Series;
  readonly description: Description;
  /**
   * For each step, its row of data in the file, counted from 0; absent where they are the same, and after resampling. What is
   * laid beside the file row by row, such as labels without times, belongs in this order.
   */
  readonly sourceRows?: Int32Array;
}

/** What is known of a table besides its cells. */
export interface TableFacts {
  readonly file: string;
  readonly text?: Description['text'];
  readonly notes: readonly string[];
}

/**
 * Builds a series from a table.
 *
 * @throws {DataError} If a cell is not a number or a label, no column is left as a feature, times are out of order, or the rows
 *                    are those of several devices; the message gives file, line and column.
 */
export function tableSeries(table: RawTable, facts: TableFacts, options: ReadOptions): SeriesReading {
  const { file } = facts;
  const notes = [...facts.notes];
  const leftOut = new Map<number, string>(table.plan.leftOut.map(({ place, reason }) => [place, reason]));
  const { plan } = table;
  if (plan.channel !== undefined) leftOut.set(plan.channel, 'tells devices apart');
  if (plan.label !== undefined) leftOut.set(plan.label, 'label');
  const devices = rowsOfChannel({ file, table, options }, new TakenRows(table.rows));
  const context = { file, table, options, notes, leftOut, rows: devices };
  const isTime = plan.time.length > 0 && (!plan.timeByContent || bearsOutTime(context, plan.time[0]));
  const timeColumns = isTime ? plan.time : [];
  for (const column of timeColumns) leftOut.set(column, 'time');
  const labels = findLabels(table, file, options, notes, (column, reason) => leftOut.set(column, reason));
  const features = featuresOf(context);
  const time = timeColumns.length > 0 ? takeTime(context, timeColumns, devices) : undefined;
  const rows = time?.rows ?? devices;
  const turns = devicesInTurn({ file, table, options }, rows);
  if (turns !== undefined) notes.push(turns);
  const values = gather(table, features, rows);
  const names = features.map((column) => plan.columns[column].name);
  const taken = makeSeries({
    name: file,
    values,
    features: features.length,
    names,
    ...(labels && { labels: Uint8Array.from({ length: rows.length }, (_, step) => labels.of(rows.row(step))) }),
    ...(time && { timestamps: time.timestamps }),
  });
  const resampled = options.resample === undefined ? undefined : resampleSeries(taken, time, options.resample, notes);
  const series = resampled?.series ?? taken;
  const described = describeFeatures(table, series, features);
  describeMissing(series, described, notes);
  notes.push(...missingCodes(series));
  notes.push(
    ...doubtsOf(series, {
      hasTime: time !== undefined || options.timeColumn === false,
      ...(labels && { label: labels.name }),
      isChosen: options.features !== undefined,
      isArray: !facts.text && isNumbered(series.names),
    }),
  );
  const anomalous = series.labels?.reduce((sum, label) => sum + label, 0) ?? 0;
  const outside = new Set([...timeColumns, labels?.column]);
  const description: Description = {
    file,
    rows: table.rows,
    steps: series.length,
    ...(facts.text && { text: facts.text }),
    ...(time && { time: { ...time.description, ...(resampled && describeGrid(resampled)) } }),
    ...(labels && {
      label: {
        column: labels.name,
        anomalous,
        normal: series.length - anomalous,
        ...(labels.anomalousLabels && { anomalousLabels: labels.anomalousLabels }),
      },
    }),
    features: described,
    leftOut: [...leftOut]
      .filter(([column]) => !outside.has(column))
      .sort(([a], [b]) => a - b)
      .map(([column, reason]) => ({ column: plan.columns[column].name, reason })),
    notes,
  };
  return { series, description, ...(rows.list && !resampled && { sourceRows: rows.list }) };
}

function describeGrid({
  series: { timestamps, length },
  step,
}: {
  series: Series;
  step: number;
}): Partial<TimeDescription> {
  const [first, last] = [timestamps![0], timestamps![length - 1]].map(String);
  return { first, last, step, regular: true, repeats: 0, gaps: 0, longestGap: step };
}

interface TakenTime {
  readonly rows: TakenRows;
  readonly timestamps: readonly (number | string)[];
  /** Absent where the column holds no times that can be read. */
  readonly times?: Times;
  readonly description: TimeDescription;
}

/** Reads the times, and puts the rows in their order. */
function takeTime(
  context: { file: string; table: RawTable; options: ReadOptions; notes: string[] },
  columns: readonly number[],
  found: TakenRows,
): TakenTime {
  const { file, table, options, notes } = context;
  const kept = columns.map((column) => table.times[column]!);
  const column: TimeTexts = {
    file,
    column: columns.map((place) => table.plan.columns[place].name).join(' + '),
    length: table.rows,
    text: (row) => (kept.length === 1 ? kept[0].text(row) : kept.map((times) => times.text(row)).join(' ')),
    line: (row) => table.lines.line(row),
  };
  const times = readTimes(column, options, notes);
  let rows = found;
  let order: TimeDescription['order'] = 'unknown';
  if (times) {
    const hint = orderOf(times, found).kind === 'out of order' ? explainDisorder(context, found, times) : '';
    const ordered = inOrder(found, times, { column, sort: options.sort, hint: hint && `; ${hint}`, notes });
    order = ordered.order;
    rows = options.sort === false ? ordered.rows : withoutRepeats(ordered.rows, times, table, notes);
    const { repeats } = describeTimes(times, rows);
    const devices = repeats > 0 && options.sort !== false ? explainDisorder(context, rows, times) : '';
    if (devices !== '') throw new DataError(`${file}: several rows of the same time, and ${devices}`);
  } else {
    notes.push(
      `column '${column.column}' does not read as times, such as '${column.text(0)}'; their order is not checked; --time-format reads them, such as %d.%m.%y %H:%M`,
    );
  }
  const texts = { first: column.text(rows.row(0)), last: column.text(rows.row(rows.length - 1)) };
  const stats = times ? describeTimes(times, rows) : { regular: false, repeats: 0, gaps: 0 };
  if (stats.gaps > 0) notes.push(gapNote(stats, times!.form));
  return {
    rows,
    timestamps: timestampsOf(kept, column, rows),
    times,
    description: { column: column.column, ...texts, ...stats, unit: times ? unitName(times.form) : 'text', order },
  };
}

/** Says how many gaps there are, and how long the longest is. */
function gapNote({ gaps, longestGap, step }: Partial<TimeDescription>, form: TimeForm): string {
  const unit = form.kind === 'number' && form.unit === undefined ? '' : ' s';
  return `${counted(gaps!, 'gap')} in time, the longest of ${longestGap}${unit} where steps are ${step}${unit}`;
}

function timestampsOf(kept: readonly KeptTimes[], column: TimeTexts, rows: TakenRows): readonly (number | string)[] {
  if (kept.length > 1) return Array.from({ length: rows.length }, (_, step) => column.text(rows.row(step)));
  const values = kept[0].values();
  return rows.list ? Array.from(rows.list, (row) => values[row]) : values;
}

/** Copies the values of features and rows; in place where both keep their order, so that a large table is held once. */
function gather(table: RawTable, features: readonly number[], rows: TakenRows): Float64Array {
  const { values, plan } = table;
  const slots = Int32Array.from(features, (column) => plan.columns[column].slot);
  const width = slots.length;
  const size = rows.length * width;
  if (!rows.list && width === plan.slots && slots.every((slot, i) => slot === i)) {
    return size === values.length ? values : values.slice(0, size);
  }
  const ascends = (list: Int32Array | undefined) => list?.every((value, i) => i === 0 || value > list[i - 1]) ?? true;
  const target = ascends(rows.list) && ascends(slots) ? values : new Float64Array(size);
  for (let step = 0; step < rows.length; step++) {
    const base = rows.row(step) * plan.slots;
    for (let i = 0; i < width; i++) target[step * width + i] = values[base + slots[i]];
  }
  return target === values ? values.slice(0, size) : target;
}

/** Describes all features in one pass over the rows, which is fast where they do not fit into the processor's cache. */
function describeFeatures(table: RawTable, series: Series, columns: readonly number[]): FeatureDescription[] {
  const { values, length, features } = series;
  const [missing, infinite] = [new Float64Array(features), new Float64Array(features)];
  const first = new Float64Array(features).fill(NaN);
  const [varies, isBroken] = [new Uint8Array(features), new Uint8Array(features)];
  for (let row = 0; row < values.length; row += features) {
    for (let i = 0; i < features; i++) {
      const value = values[row + i];
      if (value !== value) {
        missing[i]++;
        continue;
      }
      if (first[i] !== first[i]) first[i] = value;
      else if (value !== first[i]) varies[i] = 1;
      if (value - value !== 0) infinite[i]++;
      else if (isBroken[i] === 0 && value % 1 !== 0) isBroken[i] = 1;
    }
  }
  return columns.map((column, i) => {
    const { name, slot } = table.plan.columns[column];
    const isWhole = isBroken[i] === 0;
    const isTruth = table.truths[slot] > 0 && isWhole && table.truths[slot] >= length - missing[i];
    const type = isTruth ? 'truth value' : isWhole && missing[i] + infinite[i] < length ? 'whole number' : 'number';
    const isConstant = varies[i] === 0 && missing[i] < length;
    return { name, type, missing: missing[i], infinite: infinite[i], constant: isConstant };
  });
}

function describeMissing(
  { values, features, length }: Series,
  described: readonly FeatureDescription[],
  notes: string[],
): void {
  for (const { name, missing } of described) {
    if (missing === length) notes.push(`column '${name}' has no value; --ignore '${name}' leaves it out`);
  }
  if (described.some(({ missing }) => missing === length) || described.every(({ missing }) => missing === 0)) return;
  for (let step = 0; step < length; step++) {
    let isMissing = false;
    for (let i = 0; i < features; i++) if (Number.isNaN(values[step * features + i])) isMissing = true;
    if (!isMissing) return;
  }
  notes.push('each time step lacks a value in some column');
}
