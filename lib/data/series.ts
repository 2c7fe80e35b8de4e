/** Multivariate time series: how they are built, sliced and selected from. */
import { alignedRows, brief, counted, DataError, grouped, withSummary } from '../base/index';
import { numberedNames } from './column-names';

/** A multivariate time series, with labels and timestamps if there are any. */
export interface Series {
  /** The channel or file that it comes from, for messages and titles. */
  readonly name: string;
  /** Row-major, shape [length, features]. */
  readonly values: Float64Array;
  /** Number of time steps. */
  readonly length: number;
  readonly features: number;
  /** One name per feature. */
  readonly names: readonly string[];
  /** One per time step: 0 normal, 1 anomalous. Absent for an unlabelled series. */
  readonly labels?: Uint8Array;
  /** One per time step. */
  readonly timestamps?: readonly (number | string)[];
}

export interface SeriesParts {
  readonly name: string;
  /** Row-major, shape [length, features]. */
  readonly values: Float64Array;
  readonly features: number;
  /** Default: 'feature 0', 'feature 1', ... */
  readonly names?: readonly string[];
  readonly labels?: Uint8Array;
  readonly timestamps?: readonly (number | string)[];
}

/** Features that a summary shows; a wider row would not fit beside its neighbours. */
const SHOWN_FEATURES = 6;

/**
 * Builds a series and checks that its parts fit together. A cell of a notebook that ends with the series shows its
 * {@link head}.
 *
 * @throws {DataError} If values, names, labels or timestamps differ in length.
 */
export function makeSeries(parts: SeriesParts): Series {
  const { name, values, features, labels, timestamps } = parts;
  if (!Number.isSafeInteger(features) || features < 1) {
    throw new DataError(`${name}: a series needs at least one feature, found ${features}`);
  }
  const length = values.length / features;
  if (!Number.isInteger(length)) {
    throw new DataError(
      `${name}: ${counted(values.length, 'value')} do not fill rows of ${counted(features, 'feature')}`,
    );
  }
  const names = parts.names ?? numberedNames(features);
  if (names.length !== features)
    throw new DataError(`${name}: ${counted(features, 'feature')} but ${counted(names.length, 'name')}`);
  for (const [what, part] of Object.entries({ labels, timestamps })) {
    if (part && part.length !== length) {
      throw new DataError(`${name}: ${counted(length, 'time step')} but ${part.length} ${what}`);
    }
  }
  const rest = { ...(labels && { labels }), ...(timestamps && { timestamps }) };
  return shownAsHead({ name, values, length, features, names, ...rest });
}

/**
 * Summarizes a series for a reader: its name, shape and share of anomalies, then its first time steps, with their times
 * and labels, as aligned text.
 *
 * @param rows  How many time steps are shown. Default 5.
 */
export function head(series: Series, rows = 5): string {
  const { name, values, length, features, names, labels, timestamps } = series;
  const shown = Math.min(features, SHOWN_FEATURES);
  const more = features > shown ? ['...'] : [];
  const steps = Array.from({ length: Math.min(rows, length) }, (_, time) => [
    timestamps ? String(timestamps[time]) : String(time),
    ...Array.from({ length: shown }, (__, feature) => brief(values[time * features + feature])),
    ...more,
    ...(labels ? [String(labels[time])] : []),
  ]);
  const headings = [timestamps ? 'time' : 'step', ...names.slice(0, shown), ...more, ...(labels ? ['label'] : [])];
  return [
    `${name}: ${counted(length, 'time step', grouped)} of ${counted(features, 'feature')}, ${anomalyShare(labels)}`,
    ...alignedRows(headings, steps),
    ...(length > steps.length ? [`... ${grouped(length - steps.length)} more`] : []),
  ].join('\n');
}

/** Lets a cell of a notebook that ends with the series show its {@link head}, not all numbers. */
export function shownAsHead(series: Series): Series {
  return withSummary(series, head);
}

/** Says how many labels are anomalous. */
export function anomalyShare(labels: Uint8Array | undefined): string {
  if (!labels) return 'without labels';
  const anomalous = labels.reduce((sum, label) => sum + (label === 0 ? 0 : 1), 0);
  const share = labels.length === 0 ? '' : ` (${((100 * anomalous) / labels.length).toFixed(1)} %)`;
  return `${grouped(anomalous)} anomalous${share}`;
}

/**
 * Builds a series from rows, one array of numbers per time step.
 *
 * @public
 * @throws {DataError} If there are no rows or the rows differ in length.
 */
export function seriesFromRows(
  name: string,
  rows: readonly (readonly number[])[],
  rest: Pick<SeriesParts, 'names' | 'labels' | 'timestamps'> = {},
): Series {
  const features = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * features);
  rows.forEach((row, time) => {
    if (row.length !== features) {
      throw new DataError(
        `${name}: expected ${counted(features, 'value')} in row ${time} as in row 0, found ${row.length}`,
      );
    }
    values.set(row, time * features);
  });
  return makeSeries({ name, values, features, ...rest });
}

/**
 * Copies one feature over time.
 *
 * @throws {DataError} If there is no such feature.
 */
export function column(series: Series, feature: number): Float64Array {
  const { name, length, features } = series;
  if (!Number.isInteger(feature) || feature < 0 || feature >= features) {
    throw new DataError(`${name}: expected a feature from 0 to ${features - 1}, found ${feature}`);
  }
  const result = new Float64Array(length);
  copyColumn(series, feature, result);
  return result;
}

/** Copies one feature over time to an array that is there, [length]. */
export function copyColumn({ values, length, features }: Series, feature: number, to: Float64Array): void {
  for (let time = 0; time < length; time++) to[time] = values[time * features + feature];
}

/** Copies the time steps [start, end), with their labels and timestamps. The bounds follow Array.prototype.slice. */
export function sliceSeries(series: Series, start: number, end: number = series.length): Series {
  const { name, values, length, features, names, labels, timestamps } = series;
  const bound = (index: number) => Math.min(length, index < 0 ? Math.max(0, length + index) : index);
  return makeSeries({
    name,
    values: values.slice(bound(start) * features, bound(end) * features),
    features,
    names,
    ...(labels && { labels: labels.slice(start, end) }),
    ...(timestamps && { timestamps: timestamps.slice(start, end) }),
  });
}

/** Gives the time steps [start, end) without copying their values, for readers: with their labels, without timestamps. */
export function viewSeries(series: Series, start: number, end: number): Series {
  const { name, values, features, names, labels } = series;
  const view = { name, values: values.subarray(start * features, end * features), features, names };
  return makeSeries({ ...view, ...(labels && { labels: labels.subarray(start, end) }) });
}

/**
 * Copies the given time steps in the given order, with their labels and timestamps.
 *
 * @param rows  Indices of time steps.
 */
export function selectRows(series: Series, rows: Int32Array): Series {
  const { name, values, features, names, labels, timestamps } = series;
  const selected = new Float64Array(rows.length * features);
  rows.forEach((row, i) => selected.set(values.subarray(row * features, (row + 1) * features), i * features));
  return makeSeries({
    name,
    values: selected,
    features,
    names,
    ...(labels && { labels: Uint8Array.from(rows, (row) => labels[row]) }),
    ...(timestamps && { timestamps: Array.from(rows, (row) => timestamps[row]) }),
  });
}
