/** Explains the ensemble's highest score by example: the training stretch that is most like the one around that step. */
import { slidingWindows, type Windows } from '../data/index';
import { multiScaleScores, scoredSeries, type SeriesPair } from '../detectors/index';
import { nearestExample } from '../scoring/index';

export interface HighestScore extends NearestStretch {
  /** The ensemble's scores of the test steps. */
  readonly scores: Float64Array;
  /** The step of the highest. */
  readonly peak: number;
}

export interface NearestStretch {
  /** First step of the stretch around the step that is explained, in the test series. */
  readonly start: number;
  /** Its telemetry. */
  readonly values: Float32Array;
  /** First step of the training stretch that is nearest to it. */
  readonly nearestStart: number;
  readonly nearest: Float32Array;
  /** Euclidean distance of the two. */
  readonly distance: number;
}

/** Scores a pair of series by the ensemble and explains the highest score. @throws {DataError} If a series is too short. */
export function highestScore(pair: SeriesPair): HighestScore {
  const scores = multiScaleScores(pair).steps!.test;
  const peak = scores.reduce((best, score, step) => (score > scores[best] ? step : best), 0);
  return { scores, peak, ...nearestStretch(pair, peak) };
}

/** Steps of a stretch, and from one training stretch to the next. */
const STRETCH = 100;
const STRIDE = 5;

/**
 * Finds the training stretch of 100 steps whose telemetry is nearest to that around a step of the test series. If even that
 * one looks different, the reason for a high score is plain to see.
 *
 * @throws {DataError} If a series is shorter than a stretch.
 */
export function nearestStretch(pair: SeriesPair, step: number): NearestStretch {
  const cut = (part: 'train' | 'test', stride: number) =>
    slidingWindows(scoredSeries(pair[part], 'first'), { windowSize: STRETCH, stride });
  const [around, normal] = [cut('test', 1), cut('train', STRIDE)];
  const start = Math.min(Math.max(0, step - STRETCH / 2), around.count - 1);
  const { index, distance } = nearestExample(around, start, normal);
  const valuesOf = ({ values }: Windows, i: number) => values.slice(i * STRETCH, (i + 1) * STRETCH);
  return {
    start,
    values: valuesOf(around, start),
    nearestStart: normal.starts[index],
    nearest: valuesOf(normal, index),
    distance,
  };
}
