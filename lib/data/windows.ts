/** Windows: cutting a series into them, selecting them, and mapping their scores and predictions back to time steps. */
import {
  alignedRows,
  type BinaryArray,
  brief,
  counted,
  DataError,
  grouped,
  type NumberArray,
  Random,
  requireBetween,
  requireInteger,
  withSummary,
} from '../base/index';
import { labelsToSegments, segmentsToLabels, type Segment } from './segments';
import { anomalyShare, type Series } from './series';

/** Windows cut from a series, ready for a model. */
export interface Windows {
  /** Row-major, shape [count, windowSize, features]. */
  readonly values: Float32Array;
  readonly count: number;
  readonly windowSize: number;
  readonly stride: number;
  readonly features: number;
  /** One per window: 1 if any of its time steps is anomalous. */
  readonly labels: Uint8Array;
  /** One per window: the index of its first time step in the series. */
  readonly starts: Int32Array;
}

/** Counts the windows that fit: floor((length - windowSize) / stride) + 1, or 0 if the series is too short. */
export function windowCount(length: number, options: { windowSize: number; stride: number }): number {
  return Math.max(0, Math.floor((length - options.windowSize) / options.stride) + 1);
}

/** Windows that a summary shows. */
const SHOWN_WINDOWS = 5;

/**
 * Cuts a series into windows of `windowSize` time steps that start every `stride` steps. A remainder at the end is left
 * out.
 *
 * @param options.stride  Default: half a window, rounded down, so that neighbours share half of their steps.
 * @returns  A copy in float32. Without labels in the series, all windows are labelled 0.
 * @throws {DataError} If the series is shorter than one window or holds a value that is not finite in float32.
 */
export function slidingWindows(series: Series, options: { windowSize: number; stride?: number }): Windows {
  const { windowSize } = options;
  requireInteger('windowSize', windowSize, 1);
  const { stride = Math.max(1, windowSize >> 1) } = options;
  requireInteger('stride', stride, 1);
  const { features } = series;
  requireWindow(series, windowSize);
  const count = windowCount(series.length, { windowSize, stride });
  const size = windowSize * features;
  const values = new Float32Array(count * size);
  const labels = new Uint8Array(count);
  const starts = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * stride;
    starts[i] = start;
    copyValues(series.values, start * features, values, i * size, size);
    labels[i] = series.labels?.subarray(start, start + windowSize).some((label) => label !== 0) ? 1 : 0;
  }
  return shownAsSummary({ values, count, windowSize, stride, features, labels, starts });
}

/** Lets a cell of a notebook that ends with windows show their shape and the first of them, not all numbers. */
function shownAsSummary(windows: Windows): Windows {
  return withSummary(windows, ({ values, count, windowSize, stride, features, labels, starts }) => {
    const size = windowSize * features;
    const first = Array.from({ length: Math.min(SHOWN_WINDOWS, count) }, (_, i) => {
      const window = values.subarray(i * size, (i + 1) * size);
      const [low, high] = [Math.min(...window), Math.max(...window)];
      const average = window.reduce((sum, value) => sum + value, 0) / size;
      return [i, starts[i], starts[i] + windowSize - 1, ...[low, average, high].map(brief), labels[i]].map(String);
    });
    const shape = `${counted(windowSize, 'time step')} and ${counted(features, 'feature')}, stride ${stride}`;
    return [
      `${counted(count, 'window', grouped)} of ${shape}, ${anomalyShare(labels)}`,
      ...alignedRows(['window', 'first step', 'last step', 'lowest', 'mean', 'highest', 'label'], first),
      ...(count > first.length ? [`... ${grouped(count - first.length)} more`] : []),
    ].join('\n');
  });
}

/**
 * Cuts a series into the windows that `slidingWindows` cuts with a stride of 1, a batch at a time, so that they are never all
 * in memory.
 *
 * @param options.batch  Windows in a batch; the last one may have fewer.
 * @returns  Batches of row-major values, [count, windowSize, features]. Each is valid until the next is asked for.
 * @throws {DataError} As `slidingWindows`.
 */
export function* windowBatches(
  series: Series,
  options: { windowSize: number; batch: number },
): Generator<Pick<Windows, 'values' | 'count'>> {
  const { windowSize, batch } = options;
  const { features } = series;
  requireWindow(series, windowSize);
  const count = series.length - windowSize + 1;
  const size = windowSize * features;
  // The values of a batch in float32, from which its windows are copied whole.
  const steps = new Float32Array((Math.min(batch, count) + windowSize - 1) * features);
  const values = new Float32Array(Math.min(batch, count) * size);
  for (let start = 0; start < count; start += batch) {
    const found = Math.min(batch, count - start);
    copyValues(series.values, start * features, steps, 0, (found + windowSize - 1) * features);
    for (let i = 0; i < found; i++) values.set(steps.subarray(i * features, i * features + size), i * size);
    yield { values: values.subarray(0, found * size), count: found };
  }
}

/** Copies values, rounded to float32. A loop is faster here than `set`, which converts value by value. */
function copyValues(from: Float64Array, start: number, to: Float32Array, place: number, count: number): void {
  for (let i = 0; i < count; i++) to[place + i] = from[start + i];
}

/** @throws {DataError} If the series is shorter than one window or holds a value that is not finite in float32. */
function requireWindow(series: Series, windowSize: number): void {
  const { name, length } = series;
  if (length === 0)
    throw new DataError(`${name}: no time steps to cut windows from; earlier steps dropped all of them`);
  if (length < windowSize) {
    throw new DataError(
      `${name}: expected at least ${counted(windowSize, 'time step')} for one window, found ${length}`,
    );
  }
  requireFloat32(series);
}

function requireFloat32({ name, values, features, names }: Series): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(Math.fround(values[i]))) continue;
    const where = `time step ${Math.floor(i / features)}, ${names[i % features]}`;
    const remedy = Number.isFinite(values[i]) ? ', beyond float32; scale' : '; clean';
    throw new DataError(`${name}: the value at ${where} is ${values[i]}${remedy} the series before cutting windows`);
  }
}

/**
 * Copies the given windows in the given order.
 *
 * @throws {DataError} If an index lies outside [0, count).
 */
export function selectWindows(windows: Windows, indices: Int32Array | readonly number[]): Windows {
  const size = windows.windowSize * windows.features;
  const count = indices.length;
  const values = new Float32Array(count * size);
  const labels = new Uint8Array(count);
  const starts = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= windows.count) {
      throw new DataError(`expected a window from 0 to ${windows.count - 1}, found ${index}`);
    }
    values.set(windows.values.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = windows.labels[index];
    starts[i] = windows.starts[index];
  }
  return shownAsSummary({ ...windows, values, count, labels, starts });
}

/** Selects the windows labelled 0: a copy, or the windows themselves if all are. */
export function normalWindows(windows: Windows): Windows {
  const indices: number[] = [];
  windows.labels.forEach((label, i) => label === 0 && indices.push(i));
  if (indices.length === windows.count) return windows;
  return selectWindows(windows, indices);
}

/**
 * Splits the indices 0 to count - 1 at random: the first floor((1 - validationFraction) count) of a permutation are for
 * training.
 *
 * @param options.validationFraction  Default 0.2, as in report 3.
 * @throws {DataError} If count is negative or the fraction lies outside [0, 1].
 */
export function trainValidationSplit(
  count: number,
  options: { validationFraction?: number; seed: number | string },
): { train: Int32Array; validation: Int32Array } {
  const { validationFraction = 0.2, seed } = options;
  requireInteger('count', count, 0);
  requireBetween('validationFraction', validationFraction, [0, 1]);
  const order = new Random(seed).fork('train-validation split').permutation(count);
  // Rounded before floor: 1 - 0.9 is a little less than a tenth in binary, which would cost a window.
  const training = Math.floor(Number(((1 - validationFraction) * count).toFixed(9)));
  return { train: order.slice(0, training), validation: order.slice(training) };
}

/**
 * Computes scores of time steps from scores of windows: the mean over all windows that cover a step. A step that no
 * window covers takes the score of the last covered step before it, or of the first one after it.
 *
 * @param windowScores  One per window [count], or one per time step of each window [count, windowSize].
 * @param seriesLength  Number of time steps in the series.
 * @returns             Shape [seriesLength].
 * @throws {DataError} If the number of scores fits neither shape, there is no window, or one reaches past the end.
 */
export function pointScores(
  windowScores: NumberArray,
  windows: Pick<Windows, 'count' | 'windowSize' | 'starts'>,
  seriesLength: number,
): Float64Array {
  const { count, windowSize, starts } = windows;
  const perStep = windowScores.length === count * windowSize;
  if (count === 0 || (!perStep && windowScores.length !== count)) {
    throw new DataError(
      `expected ${counted(count, 'score')} (one per window) or ${count * windowSize} (one per step) of at least one window, found ${windowScores.length}`,
    );
  }
  const sums = new Float64Array(seriesLength);
  const covers = new Int32Array(seriesLength);
  for (let i = 0; i < count; i++) {
    if (starts[i] + windowSize > seriesLength) {
      throw new DataError(
        `window ${i} ends at ${starts[i] + windowSize}, past the series' ${counted(seriesLength, 'time step')}`,
      );
    }
    for (let step = 0; step < windowSize; step++) {
      sums[starts[i] + step] += windowScores[perStep ? i * windowSize + step : i];
      covers[starts[i] + step]++;
    }
  }
  let last = covers.findIndex((covered) => covered > 0);
  return sums.map((_, time) => {
    if (covers[time] > 0) last = time;
    return sums[last] / covers[last];
  });
}

/**
 * Finds the stretches of time that anomalous windows cover, merged if they overlap or touch.
 *
 * @param predictions  One per window: 1 if it is called anomalous.
 * @returns            Half-open segments in time steps.
 * @throws {DataError} If there is not one prediction per window.
 */
export function windowSegments(predictions: BinaryArray, windows: Windows): Segment[] {
  const { count, starts, windowSize } = windows;
  if (predictions.length !== count) {
    throw new DataError(`expected ${counted(count, 'prediction')}, one per window, found ${predictions.length}`);
  }
  const covered = Array.from(starts)
    .filter((_, i) => predictions[i] !== 0)
    .map((start) => ({ start, end: start + windowSize }));
  const length = covered.reduce((end, segment) => Math.max(end, segment.end), 0);
  return labelsToSegments(segmentsToLabels(covered, length));
}
