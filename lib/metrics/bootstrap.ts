/** Bootstrap intervals for metrics. */
import { alea } from 'seedrandom';
import { type BinaryArray, type NumberArray, shown, quantile } from '../base/index';
import { checkedLabelledScores, requireWholeNumber, type BinaryInput, type LabelledScores } from './inputs';
import { MetricError } from './metric-error';

/** A measure of scores (or predictions) against labels, such as `rocAuc` or `(p, l) => precisionRecallF1(p, l).f1`. */
export type Metric = (scores: Float64Array, labels: Uint8Array) => number;

export interface BootstrapOptions {
  /** Default 0. The same seed gives the same interval. */
  readonly seed?: number | string;
  /** 1 to 1,000,000. Default 1,000. */
  readonly resamples?: number;
  /** The interval's coverage, between 0 and 1. Default 0.95. */
  readonly level?: number;
  /**
   * Points drawn together, 1 to n. Default 1, for independent points. Neighbouring points of a series are not
   * independent, so that their interval would be too narrow: use blocks longer than the segments and windows.
   */
  readonly blockLength?: number;
}

export interface BootstrapInterval {
  /** The metric on the given arrays. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Resamples that were replaced because the metric was undefined on them, for example with labels of one class. */
  readonly redrawn: number;
}

// More resamples change the interval's ends by far less than they vary between samples.
const MAX_RESAMPLES = 1_000_000;

// Beyond this limit the interval would describe only a few unlikely resamples, and the search might not end.
const MAX_REDRAWS_PER_RESAMPLE = 10;

/**
 * Computes a percentile bootstrap interval for a metric. Points are drawn with their labels, with replacement, in
 * blocks that wrap around the end of the series. A resample on which the metric is undefined is replaced and counted,
 * so the interval is for samples on which the metric has a value.
 *
 * A metric of segments (`eventF1`, `rangeF1`, `affiliation`, `vus`) needs a series, and therefore a `blockLength` that
 * keeps most segments whole.
 *
 * @param metric  Called with arrays that are overwritten after it returns.
 * @param scores  Scores, or predictions as numbers if the metric takes predictions.
 * @throws {MetricError} If the input is empty, unequal or NaN, an option is out of range, the metric does not return a
 *                       finite number, or it is undefined on the given arrays or on too many resamples.
 * @see Efron & Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13; Politis & Romano 1992, "A circular
 *      block-resampling procedure for stationary data".
 */
export function bootstrap(
  metric: Metric,
  scores: NumberArray | BinaryArray,
  labels: BinaryInput,
  options: BootstrapOptions = {},
): BootstrapInterval {
  const { seed = 0, resamples = 1000, level = 0.95, blockLength = 1 } = options;
  const original = checkedLabelledScores('bootstrap', scores, labels);
  checkOptions({ resamples, level, blockLength }, original.labels.length);
  const estimate = valueOf(metric, original);
  const random = alea(String(seed));
  const values = new Float64Array(resamples);
  let redrawn = 0;
  const sample = { scores: new Float64Array(original.scores.length), labels: new Uint8Array(original.labels.length) };
  for (let done = 0; done < resamples;) {
    drawBlocks(original, sample, { blockLength, random });
    const value = valueIfDefined(metric, sample);
    if (value !== undefined) values[done++] = value;
    else if (++redrawn > MAX_REDRAWS_PER_RESAMPLE * resamples) throw tooFewDefined(redrawn, done);
  }
  values.sort();
  const tail = (1 - level) / 2;
  return { estimate, low: quantile(values, tail), high: quantile(values, 1 - tail), redrawn };
}

function checkOptions(options: Required<Omit<BootstrapOptions, 'seed'>>, points: number): void {
  requireWholeNumber('bootstrap', ['resamples', options.resamples], { min: 1, max: MAX_RESAMPLES });
  requireWholeNumber('bootstrap', ['blockLength', options.blockLength], { min: 1 });
  if (options.blockLength > points) {
    throw invalid(`blockLength must not exceed the ${points} points, found ${options.blockLength}.`);
  }
  if (typeof options.level !== 'number' || !(options.level > 0 && options.level < 1)) {
    throw invalid(`level must lie between 0 and 1, found ${shown(options.level)}.`);
  }
}

function drawBlocks(
  from: LabelledScores,
  to: LabelledScores,
  { blockLength, random }: { blockLength: number; random: () => number },
): void {
  const points = from.labels.length;
  let source = 0;
  for (let i = 0; i < points; i++) {
    source = i % blockLength === 0 ? Math.floor(random() * points) : (source + 1) % points;
    to.scores[i] = from.scores[source];
    to.labels[i] = from.labels[source];
  }
}

function valueOf(metric: Metric, sample: LabelledScores): number {
  const value = metric(sample.scores, sample.labels);
  if (Number.isFinite(value)) return value;
  throw invalid(`the metric must return a finite number, found ${shown(value)}.`);
}

function valueIfDefined(metric: Metric, sample: LabelledScores): number | undefined {
  try {
    return valueOf(metric, sample);
  } catch (error) {
    if (error instanceof MetricError && error.reason === 'undefined-measure') return undefined;
    throw error;
  }
}

function tooFewDefined(redrawn: number, done: number): MetricError {
  const detail = `the metric was undefined on ${redrawn} of ${redrawn + done} resamples; the rarer class is too small.`;
  return new MetricError('bootstrap', 'undefined-measure', detail);
}

function invalid(detail: string): MetricError {
  return new MetricError('bootstrap', 'invalid-input', detail);
}
