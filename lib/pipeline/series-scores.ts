/** Scores each time step by the window that ends there, which is all that a stream knows at that moment. */
import { sliceSeries, slidingWindows, type Series } from '../data/index';
import type { Detector } from '../models/index';
import { ewma, scoreWindows } from '../scoring/index';

/** Largest number of window values in memory at once: 64 MiB. */
const CHUNK_VALUES = 2 ** 24;

/**
 * Scores a cleaned and scaled series.
 *
 * @returns  Shape [length]. The first windowSize - 1 time steps end no window and get the score of the first window.
 * @throws {DataError} If the series is shorter than a window or holds a value that is not finite.
 */
export function seriesScores(detector: Detector, series: Series, { smoothingSpan }: { smoothingSpan: number }) {
  const { windowSize, features } = detector.config;
  const chunk = Math.max(1, Math.floor(CHUNK_VALUES / (windowSize * features)));
  const count = Math.max(1, series.length - windowSize + 1); // slidingWindows refuses a series that is too short
  const scores = new Float64Array(count);
  for (let start = 0; start < count; start += chunk) {
    const part = sliceSeries(series, start, Math.min(series.length, start + chunk + windowSize - 1));
    scores.set(scoreWindows(detector, slidingWindows(part, { windowSize, stride: 1 })), start);
  }
  const smooth = smoothingSpan > 1 ? ewma(scores, { span: smoothingSpan, adjust: false }) : scores;
  return Float64Array.from({ length: series.length }, (_, time) => smooth[Math.max(0, time - windowSize + 1)]);
}

/** Returns the next smoothed score of a stream, equal to that of {@link seriesScores} to the last bit. */
export function nextSmoothed(previous: number | undefined, score: number, smoothingSpan: number): number {
  if (smoothingSpan === 1 || previous === undefined) return score;
  return ewma([previous, score], { span: smoothingSpan, adjust: false })[1];
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
