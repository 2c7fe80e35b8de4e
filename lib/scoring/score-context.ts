/** Averages scores over time and converts them between steps and windows. */
import { mean, type NumberArray } from '../base/index';
import { checkedValues, requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';
import { ewma, movingAverage } from './smoothing';

/** How scores are averaged over time. `centred` looks ahead, for offline use; `causal` and `ewma` may run on a stream. */
export interface ScoreContext {
  readonly kind: 'none' | 'centred' | 'causal' | 'ewma';
  /** Steps averaged, or the span of an exponential average; unused by `none`. */
  readonly steps?: number;
}

/**
 * Averages scores over time.
 *
 * @throws {ScoringError} If scores are empty or not finite, or `steps` is not a whole number of at least 1.
 */
export function smoothScores(scores: NumberArray, { kind, steps = 1 }: ScoreContext): Float64Array {
  const values = checkedValues('smoothScores', 'scores', scores);
  if (kind === 'none') return values;
  requireWholeNumber('smoothScores', ['steps', steps], 1);
  if (kind === 'ewma') return ewma(values, steps);
  return movingAverage(values, { windowSize: steps, alignment: kind });
}

export interface StepScoreOptions {
  readonly stride: number;
  /** Steps of the series: scores are those of steps 0, stride, 2 * stride, ... */
  readonly length: number;
  /** `line` (the default) interpolates to the next scored step; `hold` keeps the last score, as a stream must. */
  readonly between?: 'line' | 'hold';
}

/**
 * Spreads scores of every `stride`-th step to every step; after the last one its score is held.
 *
 * @throws {ScoringError} If the number of scores does not fit.
 */
export function stepScores(scores: NumberArray, { stride, length, between = 'line' }: StepScoreOptions): Float64Array {
  const values = checkedValues('stepScores', 'scores', scores);
  requireWholeNumber('stepScores', ['stride', stride], 1);
  const expected = Math.ceil(length / stride);
  if (values.length !== expected) {
    const places = `one for every ${stride} of ${length} steps`;
    throw new ScoringError('stepScores', `expected ${expected} scores, ${places}; found ${values.length}.`);
  }
  return Float64Array.from({ length }, (_, step) => {
    const before = Math.floor(step / stride);
    if (between === 'hold') return values[before];
    const [low, high] = [values[before], values[Math.min(values.length - 1, before + 1)]];
    return low + ((high - low) * (step % stride)) / stride;
  });
}

/**
 * Averages the scores of each window's steps.
 *
 * @param starts  The first step of each window.
 * @throws {ScoringError} If a window leaves the series.
 */
export function windowScores(
  scores: NumberArray,
  { starts, windowSize }: { starts: ArrayLike<number>; windowSize: number },
): Float64Array {
  const values = checkedValues('windowScores', 'scores', scores);
  return Float64Array.from({ length: starts.length }, (_, i) => {
    const start = starts[i];
    if (start < 0 || start + windowSize > values.length) {
      const found = `[${start}, ${start + windowSize})`;
      throw new ScoringError('windowScores', `window ${i}, ${found}, leaves the ${values.length} scores.`);
    }
    return mean(values.subarray(start, start + windowSize));
  });
}
