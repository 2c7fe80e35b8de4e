/** Combines the scores of several detectors into one. */
import { median } from '../base/index';
import { checkedValues } from './inputs';
import type { ScorePair } from './pooled-distance';
import { ScoringError } from './scoring-error';

/**
 * How scores of different detectors, or of two series, are made comparable before they are averaged.
 *
 * - `none`: nothing.
 * - `median`: subtracts each series' median. This removes a difference in level between the test series and training, as
 *   long as less than half of the series is anomalous. It needs the whole series, so it is for offline use only.
 * - `median-deviation`: as `median`, then divides by the series' median absolute deviation.
 * - `rank`: the share of the series' own scores that are lower. It loses how far apart scores lie. Offline use only.
 * - `tail`: -ln of the tail probability among training scores, (1 + number at least as high) / (1 + number of all). A score
 *   above the highest adds the logarithm of its ratio to it. It works on a stream, and is honest only if the training
 *   scores come from data that the detector was not fitted to.
 */
export type Calibration = 'none' | 'median' | 'median-deviation' | 'rank' | 'tail';

export const calibrations: readonly Calibration[] = ['none', 'median', 'median-deviation', 'rank', 'tail'];

/**
 * Calibrates the scores of one detector.
 *
 * @throws {ScoringError} If scores are empty or not finite.
 */
export function calibrateScores({ train, test }: ScorePair, calibration: Calibration): ScorePair {
  checkedValues('calibrateScores', 'train', train);
  checkedValues('calibrateScores', 'test', test);
  if (calibration === 'none') return { train, test };
  if (calibration === 'tail') return { train: tailScores(train, train), test: tailScores(test, train) };
  if (calibration === 'rank') return { train: ranks(train), test: ranks(test) };
  return { train: aroundMedian(train, calibration), test: aroundMedian(test, calibration) };
}

/**
 * Computes the weighted mean of calibrated scores.
 *
 * @param members  The scores of each.
 * @param options  `weights` are one per member; default equal.
 * @throws {ScoringError} If there is no member, lengths differ, or weights are not positive numbers.
 */
export function combineScores(
  members: readonly ScorePair[],
  { calibration, weights = members.map(() => 1) }: { calibration: Calibration; weights?: readonly number[] },
): ScorePair {
  const [first] = members;
  if (!first) throw new ScoringError('combineScores', 'expected at least one member, found none.');
  if (weights.length !== members.length || !weights.every((weight) => weight > 0 && weight < Infinity)) {
    const expected = `expected ${members.length} positive weights`;
    throw new ScoringError('combineScores', `${expected}, found [${weights.join(', ')}].`);
  }
  const calibrated = members.map((member, i) => {
    if (member.train.length === first.train.length && member.test.length === first.test.length) {
      return calibrateScores(member, calibration);
    }
    const expected = `${first.train.length} training and ${first.test.length} test scores`;
    const found = `${member.train.length} and ${member.test.length}`;
    throw new ScoringError('combineScores', `expected ${expected} of member ${i}, found ${found}.`);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (part: keyof ScorePair) => {
    const mean = new Float64Array(first[part].length);
    calibrated.forEach((each, m) => each[part].forEach((score, i) => (mean[i] += (weights[m] / total) * score)));
    return mean;
  };
  return { train: average('train'), test: average('test') };
}

/** Smaller than any score that matters; avoids a division by zero for a constant series. */
const SMALL = 1e-3;

function aroundMedian(scores: Float64Array, calibration: 'median' | 'median-deviation'): Float64Array {
  const middle = median(scores);
  const centred = scores.map((score) => score - middle);
  if (calibration === 'median') return centred;
  const deviation = median(centred.map(Math.abs)) + SMALL;
  return centred.map((score) => score / deviation);
}

function ranks(scores: Float64Array): Float64Array {
  const sorted = scores.slice().sort();
  return scores.map((score) => firstNotBelow(sorted, score) / sorted.length);
}

function tailScores(scores: Float64Array, reference: Float64Array): Float64Array {
  const sorted = reference.slice().sort();
  const highest = Math.max(sorted[sorted.length - 1], SMALL);
  return scores.map((score) => {
    const atLeast = sorted.length - firstNotBelow(sorted, score);
    const beyond = score > highest ? Math.log(score / highest) : 0;
    return beyond - Math.log((1 + atLeast) / (1 + sorted.length));
  });
}

/** Counts the ascending values below `value`. */
function firstNotBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
