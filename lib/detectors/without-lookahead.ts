/** What the first scores of a test series are, where they would have to look ahead. */
import { median } from '../base/index';
import type { ScorePair } from '../scoring/index';

/**
 * Gives the first scores of the test series the median of the training scores: too little lies before them, and what they
 * would be computed from lies ahead of their step.
 *
 * @param count  How many; at most all.
 */
export function withoutLookahead({ train, test }: ScorePair, count: number): ScorePair {
  const usual = median(train);
  return { train, test: test.map((score, i) => (i < count ? usual : score)) };
}
