/** Averages over time: exponentially weighted, and with equal weights. */
import { numberWhere, oneOf, type NumberArray } from '../base/index';
import { checkedValues, requireOption, requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';

/** How fast an exponential average forgets: give exactly one of `span` and `alpha`. */
export interface EwmaOptions {
  /** Like a moving average over this many values: alpha = 2 / (span + 1). At least 1. */
  readonly span?: number;
  /** Weight of the newest value, above 0 and at most 1. */
  readonly alpha?: number;
  /**
   * Default true: the mean of all values so far with weights (1 - alpha)^age. False: the recursion
   * (1 - alpha) * previous + alpha * value, started from the first value.
   */
  readonly adjust?: boolean;
}

export interface MovingAverageOptions {
  /** Values per average, a whole number of at least 1. */
  readonly windowSize: number;
  /**
   * `causal` (the default) averages a value with those before it and may run on a stream. `centred` averages
   * windowSize values around it (one more before than after, if windowSize is even), so it is for offline use only. Both
   * average fewer values at the ends of the series.
   */
  readonly alignment?: 'causal' | 'centred';
}

/**
 * Computes an exponentially weighted moving average. It is causal: no average depends on later values.
 *
 * @param options A span, or options. telemanom smooths its errors with a span and `adjust` true.
 * @returns       One average per value.
 * @throws {ScoringError} If values are empty or not finite, or the options are out of range.
 * @see pandas' `ewm(...).mean()`, whose conventions these are.
 */
export function ewma(values: NumberArray, options: number | EwmaOptions): Float64Array {
  const checked = checkedValues('ewma', 'values', values);
  const { span, alpha, adjust = true } = typeof options === 'number' ? ({ span: options } as EwmaOptions) : options;
  const decay = 1 - newestWeight(span, alpha);
  const averages = new Float64Array(checked.length);
  let average = checked[0];
  let oldWeight = 1;
  averages[0] = average;
  for (let i = 1; i < checked.length; i++) {
    oldWeight *= decay;
    const newWeight = adjust ? 1 : 1 - decay;
    // As a convex combination, which stays within the values' range and so cannot overflow.
    const share = newWeight / (oldWeight + newWeight);
    average = average * (1 - share) + checked[i] * share;
    oldWeight = adjust ? oldWeight + 1 : 1;
    averages[i] = average;
  }
  return averages;
}

/**
 * Computes a moving average with equal weights.
 *
 * @returns One average per value.
 * @throws {ScoringError} If values are empty or not finite, or an option is out of range.
 */
export function movingAverage(values: NumberArray, options: MovingAverageOptions): Float64Array {
  const checked = checkedValues('movingAverage', 'values', values);
  const { windowSize, alignment = 'causal' } = options;
  requireWholeNumber('movingAverage', ['windowSize', windowSize], 1);
  requireOption('movingAverage', ['alignment', alignment], oneOf('causal', 'centred'));
  const before = alignment === 'causal' ? windowSize - 1 : Math.floor(windowSize / 2);
  const after = windowSize - 1 - before;
  const averages = new Float64Array(checked.length);
  for (let i = 0; i < checked.length; i++) {
    const start = Math.max(0, i - before);
    const end = Math.min(checked.length, i + after + 1);
    averages[i] = meanBetween(checked, start, end);
  }
  return averages;
}

const weight = numberWhere('a number above 0, at most 1', (value) => value > 0 && value <= 1);
const spanCheck = numberWhere('a finite number of at least 1', (value) => value >= 1);

function newestWeight(span: number | undefined, alpha: number | undefined): number {
  if ((span === undefined) === (alpha === undefined)) {
    throw new ScoringError('ewma', `expected either span or alpha, found ${span === undefined ? 'neither' : 'both'}.`);
  }
  if (alpha !== undefined) {
    requireOption('ewma', ['alpha', alpha], weight);
    return alpha;
  }
  requireOption('ewma', ['span', span], spanCheck);
  return 2 / (span! + 1);
}

// Each window is summed by itself: in a running sum one huge value would spoil the digits of all later averages.
function meanBetween(values: Float64Array, start: number, end: number): number {
  const count = end - start;
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  if (Number.isFinite(sum)) return sum / count;
  let mean = 0;
  for (let i = start; i < end; i++) mean += values[i] / count;
  return mean;
}
