/** One score per time step, of the window that ends there: what a stream can know at that moment, and no more. */
import { sliceSeries, slidingWindows, type Series } from '../data/index';
import type { Detector } from '../models/index';
import { ewma, scoreWindows } from '../scoring/index';

/** Values of windows that are held at once: 64 MiB. */
const CHUNK_VALUES = 2 ** 24;

/**
 * Scores a cleaned and scaled series.
 *
 * @returns  Shape [length]. The first windowSize - 1 time steps end no window and take the score of the first one.
 * @throws {DataError} If the series is shorter than a window or holds a value that is not finite.
 */
export function seriesScores(detector: Detector, series: Series, { smoothingSpan }: { smoothingSpan: number }) {
  const { windowSize, features } = detector.config;
  const chunk = Math.max(1, Math.floor(CHUNK_VALUES / (windowSize * features)));
  const count = Math.max(1, series.length - windowSize + 1); // in too short a series, slidingWindows says so
  const scores = new Float64Array(count);
  for (let start = 0; start < count; start += chunk) {
    const part = sliceSeries(series, start, Math.min(series.length, start + chunk + windowSize - 1));
    scores.set(scoreWindows(detector, slidingWindows(part, { windowSize, stride: 1 })), start);
  }
  const smooth = smoothingSpan > 1 ? ewma(scores, { span: smoothingSpan, adjust: false }) : scores;
  return Float64Array.from({ length: series.length }, (_, time) => smooth[Math.max(0, time - windowSize + 1)]);
}

/** The next smoothed score of a stream, from the one before; the arithmetic of {@link seriesScores}, to the last bit. */
export function nextSmoothed(previous: number | undefined, score: number, smoothingSpan: number): number {
  if (smoothingSpan === 1 || previous === undefined) return score;
  return ewma([previous, score], { span: smoothingSpan, adjust: false })[1];
}

/**
 * The time steps whose score tells of normal data only: all labels in their window are 0, and the window is whole.
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
