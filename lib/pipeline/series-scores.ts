/** Scores each time step by what a stream knows at that moment: the window that ends there, or all steps so far. */
import type { Series } from '../data/index';
import type { Detector } from '../models/index';
import { ewma, scoreEachStep } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import { StreamDetector } from './stream-detector';

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
  const { windowSize } = detector.config;
  const windowScores = scoreEachStep(detector, series);
  const smooth = smoothingSpan > 1 ? ewma(windowScores, { span: smoothingSpan, adjust: false }) : windowScores;
  const scores = new Float64Array(series.length).fill(smooth[0], 0, windowSize - 1);
  scores.set(smooth, windowSize - 1);
  return scores;
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
export function normalTimes({ length, labels }: Series, windowSize: number): Int32Array {
  const times = new Int32Array(length);
  let count = 0;
  let lastAnomalous = -Infinity;
  for (let time = 0; time < length; time++) {
    if (labels && labels[time] !== 0) lastAnomalous = time;
    if (time >= windowSize - 1 && time - lastAnomalous >= windowSize) times[count++] = time;
  }
  return times.slice(0, count);
}

/** Copies the scores of the given time steps. */
export function scoresAt(times: Int32Array, scores: Float64Array): Float64Array {
  const found = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) found[i] = scores[times[i]];
  return found;
}
