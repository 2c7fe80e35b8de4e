/** telemanom's detection of anomalous sequences in the smoothed errors of a whole series. */
import type { NumberArray } from '../base/index';
import { labelsToSegments, segmentsToLabels, type Segment } from '../data/segments';
import { dynamicThreshold, invertedErrors } from './dynamic-threshold';
import { anomalousSequences, isSequence, pruneSequences } from './error-sequences';
import { checkedValues, requireFinite, requireWholeNumber } from './inputs';
import { moments, type Moments } from './moments';
import { ScoringError } from './scoring-error';
import { percentileThreshold } from './thresholds';

export interface TelemanomOptions {
  /** Points judged at a time. Default 70. */
  readonly batchSize?: number;
  /** Batches that a threshold is computed from: the judged one and its history. Default 30. */
  readonly windowSize?: number;
  /** See `dynamicThreshold`. Default 100. */
  readonly errorBuffer?: number;
  /** See `pruneSequences`. Default 0.13. */
  readonly p?: number;
  /** The model's input length, telemanom's l_s: in series of 1,800 points or more the first ones are ignored. Default 250. */
  readonly sequenceLength?: number;
}

export interface ScoredSequence {
  /** Half-open, in points of the errors; telemanom's own are shifted by its input length. */
  readonly segment: Segment;
  /** Largest distance of its errors to the threshold, divided by mean + standard deviation of their window. */
  readonly score: number;
}

interface ErrorWindow extends Moments {
  readonly errors: Float64Array;
  readonly inverted: Float64Array;
  readonly thresholds: { epsilon: number; epsilonInverse: number };
  /** Errors at or below this are never anomalous; Infinity if the whole window is too quiet to look at. */
  readonly minimumError: number;
}

/**
 * Detects anomalous sequences in the smoothed errors of a whole series as telemanom does. Each window of history has its
 * dynamic thresholds, for high and for low errors, and judges its newest batch (the first window judges all its points).
 * Sequences are pruned, and those of successive windows merged.
 *
 * @param smoothedErrors One per value; telemanom smooths with `ewma` over span batchSize * windowSize * 0.05 and sets
 *                       the first `sequenceLength` of them to the mean of the first 2 * `sequenceLength`.
 * @param values         The telemetry that was predicted; errors that are small in comparison are ignored.
 * @throws {ScoringError} If the arrays are empty, not finite or of unequal length, or an error is negative.
 * @see Hundman et al. 2018, sections 3.2 and 3.3; telemanom's `Errors.process_batches`, including its rule that the last
 *      window judges only batchSize points, so that up to batchSize - 1 points before them are never judged. Deviation: a
 *      merged sequence has the highest of its windows' scores.
 */
export function telemanomSequences(
  smoothedErrors: NumberArray,
  values: NumberArray,
  options: TelemanomOptions = {},
): ScoredSequence[] {
  const where = 'telemanomSequences';
  const settings = checkedOptions(where, options);
  const errors = checkedValues(where, 'smoothedErrors', smoothedErrors);
  const telemetry = checkedValues(where, 'values', values);
  requireComparable(where, errors, telemetry);
  const { batchSize, windowSize } = settings;
  const lastWindow = Math.max(0, Math.trunc((errors.length - windowSize * batchSize) / batchSize));
  const anomalous = new Uint8Array(errors.length);
  const parts: ScoredSequence[] = [];
  for (let i = 0; i <= lastWindow; i++) {
    const start = i * batchSize;
    const end = i === lastWindow ? errors.length : start + windowSize * batchSize;
    const window = prepareWindow(errors.subarray(start, end), telemetry.subarray(start, end), settings.errorBuffer);
    const firstIndex = i === 0 ? ignoredAtStart(errors.length, settings.sequenceLength) : end - start - batchSize;
    const known = anomalous.slice(start, end);
    const found = judgeWindow(window, { ...settings, firstIndex, known });
    for (const segment of labelsToSegments(found)) {
      const shifted = { start: start + segment.start, end: start + segment.end };
      anomalous.fill(1, shifted.start, shifted.end);
      parts.push({ segment: shifted, score: scoreOf(window, segment) });
    }
  }
  return merge(parts, anomalous);
}

interface JudgeOptions {
  readonly errorBuffer: number;
  readonly p: number;
  readonly firstIndex: number;
  readonly known: Uint8Array;
}

/** Marks the points that remain after pruning, in either direction. */
function judgeWindow(window: ErrorWindow, options: JudgeOptions): Uint8Array {
  const { errors, inverted, thresholds, minimumError } = window;
  const result = new Uint8Array(errors.length);
  if (minimumError === Infinity) return result;
  const directions = [
    { values: errors, threshold: thresholds.epsilon },
    { values: inverted, threshold: thresholds.epsilonInverse },
  ];
  for (const { values, threshold } of directions) {
    const { sequences, marked, maxNormal } = anomalousSequences(values, threshold, { ...options, minimumError });
    // telemanom prunes only sequences, so single points stay if there is no sequence.
    const kept =
      sequences.length === 0
        ? marked
        : segmentsToLabels(pruneSequences(sequences, values, { maxNormal, p: options.p }), values.length);
    kept.forEach((mark, i) => (result[i] |= mark));
  }
  return result;
}

function prepareWindow(errors: Float64Array, values: Float64Array, errorBuffer: number): ErrorWindow {
  const ofErrors = moments('telemanomSequences', errors);
  const ofValues = moments('telemanomSequences', values);
  const spread = percentileThreshold(values, 95) - percentileThreshold(values, 5);
  const highest = errors.reduce((a, b) => Math.max(a, b));
  const standsOut = ofErrors.standardDeviation > 0.05 * ofValues.standardDeviation || highest > 0.05 * spread;
  return {
    ...ofErrors,
    errors,
    inverted: invertedErrors(errors),
    thresholds: dynamicThreshold(errors, { errorBuffer }),
    minimumError: standsOut && highest > 0.05 ? 0.05 * spread : Infinity,
  };
}

function scoreOf(
  { errors, inverted, thresholds, mean, standardDeviation }: ErrorWindow,
  { start, end }: Segment,
): number {
  let distance = 0;
  for (let i = start; i < end; i++) {
    const above = Math.abs(errors[i] - thresholds.epsilon);
    distance = Math.max(distance, above, Math.abs(inverted[i] - thresholds.epsilonInverse));
  }
  return distance / (mean + standardDeviation);
}

function merge(parts: readonly ScoredSequence[], anomalous: Uint8Array): ScoredSequence[] {
  return labelsToSegments(anomalous)
    .filter(isSequence)
    .map((segment) => {
      const inside = parts.filter((part) => part.segment.start >= segment.start && part.segment.end <= segment.end);
      return { segment, score: inside.reduce((highest, { score }) => Math.max(highest, score), 0) };
    });
}

function ignoredAtStart(length: number, sequenceLength: number): number {
  if (length < 1800) return 0;
  return length < 2500 ? sequenceLength : 2 * sequenceLength;
}

function requireComparable(where: string, errors: Float64Array, values: Float64Array): void {
  if (errors.length !== values.length) {
    const found = `${errors.length} and ${values.length}`;
    throw new ScoringError(where, `smoothedErrors and values must be of one length, found ${found}.`);
  }
  const negative = errors.findIndex((error) => error < 0);
  if (negative >= 0) {
    const found = `smoothedErrors[${negative}] is ${errors[negative]}`;
    throw new ScoringError(where, `${found}; expected absolute errors, which are not negative.`);
  }
}

function checkedOptions(where: string, options: TelemanomOptions): Required<TelemanomOptions> {
  const { batchSize = 70, windowSize = 30, errorBuffer = 100, p = 0.13, sequenceLength = 250 } = options;
  requireWholeNumber(where, ['batchSize', batchSize], 1);
  requireWholeNumber(where, ['windowSize', windowSize], 1);
  requireWholeNumber(where, ['errorBuffer', errorBuffer], 0);
  requireWholeNumber(where, ['sequenceLength', sequenceLength], 0);
  requireFinite(where, ['p', p]);
  return { batchSize, windowSize, errorBuffer, p, sequenceLength };
}
