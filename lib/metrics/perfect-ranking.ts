/** What no score can exceed where a rule fixes how many points are called anomalous. */
import { requireBetween } from '../base/index';
import { harmonicMean, type PrecisionRecallF1 } from './confusion';

/**
 * Computes precision, recall and F1 of a ranking that puts every anomalous point first: the best that any score can reach
 * if this share of the points is called anomalous.
 *
 * @param called     Share of the points that are called anomalous, above 0.
 * @param anomalous  Share of the points that are, above 0.
 * @throws {DataError} If a share lies outside [0, 1].
 */
export function perfectRanking(called: number, anomalous: number): PrecisionRecallF1 {
  requireBetween('called', called, [0, 1]);
  requireBetween('anomalous', anomalous, [0, 1]);
  const found = Math.min(called, anomalous);
  const [precision, recall] = [called === 0 ? 0 : found / called, anomalous === 0 ? 0 : found / anomalous];
  return { precision, recall, f1: harmonicMean(precision, recall) };
}
