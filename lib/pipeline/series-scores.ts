/** Scores each time step by what a stream knows at that moment: the window that ends there, or all steps so far. */
import { slidingWindows, viewSeries, type Series } from '../data/index';
import type { Detector } from '../models/index';
import { ewma, scoreWindows } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import { StreamDetector } from './stream-detector';

/** Largest number of window values in memory at once: 64 MiB. */
const CHUNK_VALUES = 2 ** 24;

/**
 * Scores a cleaned and scaled series.
 *
 * @returns  Shape [length]. The first windowSize - 1 time steps end no window and get the score of the first window; so do
 *           those that a detector does not score that scores step by step.
 * @throws {DataError} If the series is shorter than a window or holds a value that is not finite.
 * @throws {PipelineError} If it is too short for a detector that scores step by step.
 */
export function seriesScores(
  detector: Detector | StreamDetector,
  series: Series,
  { smoothingSpan }: { smoothingSpan: number },
): Float64Array {
  if (detector instanceof StreamDetector) return stepScores(detector, series, smoothingSpan);
  const { windowSize, features } = detector.config;
  const chunk = Math.max(1, Math.floor(CHUNK_VALUES / (windowSize * features)));
  const count = Math.max(1, series.length - windowSize + 1); // slidingWindows refuses a series that is too short
  const scores = new Float64Array(count);
  for (let start = 0; start < count; start += chunk) {
    const part = viewSeries(series, start, Math.min(series.length, start + chunk + windowSize - 1));
    scores.set(scoreWindows(detector, slidingWindows(part, { windowSize, stride: 1 })), start);
  }
  const smooth = smoothingSpan > 1 ? ewma(scores, { span: smoothingSpan, adjust: false }) : scores;
  return Float64Array.from({ length: series.length }, (_, time) => smooth[Math.max(0, time - windowSize + 1)]);
}

function stepScores(detector: StreamDetector, series: Series, smoothingSpan: number): Float64Array {
  const { values, length, features } = series;
  const scorer = detector.open(smoothingSpan);
  const scores = Array.from({ length }, (_, time) => {
    return scorer.push(values.subarray(time * features, (time + 1) * features));
  });
  const first = scores.find((score) => score !== undefined);
  if (first === undefined) {
    throw new PipelineError(`${series.name}: expected time steps enough for ${detector.name}; found ${length}.`);
  }
  return Float64Array.from(scores, (score) => score ?? first);
}

/**
 * Finds the time steps whose whole window is normal: all its labels are 0, and it lies within the series.
 *
 * @returns  Indices, ascending.
 */
export function normalTimes({ length, labels }: Series, windowSize: number): number[] {
  const times: number[] = [];
  let lastAnomalous = -Infinity;
  for (let time = 0; time < length; time++) {
    if (labels && labels[time] !== 0) lastAnomalous = time;
    if (time >= windowSize - 1 && time - lastAnomalous >= windowSize) times.push(time);
  }
  return times;
}
