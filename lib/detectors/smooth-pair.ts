/** Scores of two series averaged over their context. */
import { smoothScores, type ScorePair } from '../scoring/index';

/**
 * Averages both series' scores over so many steps; over a quarter of the test series, where that is less. A causal
 * average knows no length but that of the training series, and takes a quarter of that.
 */
export function smoothPair(
  { train, test }: ScorePair,
  steps: number,
  kind: 'centred' | 'causal' = 'centred',
): ScorePair {
  const context = {
    kind,
    steps: Math.max(1, Math.min(steps, Math.floor((kind === 'causal' ? train : test).length / 4))),
  };
  return { train: smoothScores(train, context), test: smoothScores(test, context) };
}
