/** Finds anomalous sequences in a whole series of scores, with telemanom's threshold and pruning. */
import type { NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import { dynamicThreshold } from './dynamic-threshold';
import { anomalousSequences, pruneSequences } from './error-sequences';
import { checkedValues } from './inputs';
import { ScoringError } from './scoring-error';

export interface ScoreSequenceOptions {
  /**
   * Steps on either side of an anomalous one that join its sequence; two sequences lie at least this far apart. Default:
   * `sequenceBuffer`.
   */
  readonly errorBuffer?: number;
  /** Least relative drop to the next lower sequence, see `pruneSequences`. Default 0.1. */
  readonly p?: number;
}

const BUFFER = 100;

/**
 * Chooses the buffer for a series of this length: telemanom's 100, but at most a tenth, or a short series would be one
 * sequence.
 */
export function sequenceBuffer(length: number): number {
  return Math.min(BUFFER, Math.floor(length / 10));
}

/**
 * Finds the anomalous sequences of a whole series of scores by telemanom's dynamic threshold, with the series as one
 * window, and its pruning. For distances or errors that are smoothed already. Unlike `telemanomSequences` it looks only at
 * high scores, and at the whole series at once, so it is for offline use.
 *
 * @param scores  One per step, each at least 0.
 * @throws {ScoringError} If scores are empty, not finite or negative, or an option is out of range.
 * @see Hundman et al. 2018, sections 3.2 and 3.3.
 */
export function scoreSequences(scores: NumberArray, options: ScoreSequenceOptions = {}): Segment[] {
  const values = checkedValues('scoreSequences', 'scores', scores);
  const { errorBuffer = sequenceBuffer(values.length), p = 0.1 } = options;
  const negative = values.findIndex((score) => score < 0);
  if (negative >= 0) {
    const found = `scores[${negative}] is ${values[negative]}`;
    throw new ScoringError('scoreSequences', `${found}; expected distances or errors, which are not negative.`);
  }
  const { epsilon } = dynamicThreshold(values, { errorBuffer });
  const { sequences, maxNormal } = anomalousSequences(values, epsilon, { errorBuffer });
  // If all scores are equal, the threshold is their mean and every step reaches it: nothing stands out.
  if (maxNormal === undefined) return [];
  return pruneSequences(sequences, values, { maxNormal, p });
}
