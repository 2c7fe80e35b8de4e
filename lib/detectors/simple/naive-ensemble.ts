/** The naive ensemble: the mean of the standardized scores of other simple detectors, none of them chosen. */
import { mean, standardDeviation, varies } from '../../base/index';
import { column, type Series } from '../../data/index';
import type { Facts } from '../facts';
import { normalPair, scoredSeries } from '../scored-series';
import type { SeriesPair } from '../series-detector';

/**
 * Makes the naive ensemble of detectors as a series detector, offline. Each member has its default settings, and its scores of
 * either series are brought to mean 0 and deviation 1. Of a series that does not vary, scores differ by rounding alone: all are 0.
 *
 * @see Aggarwal & Sathe 2015, "Theoretical Foundations and Algorithms for Outlier Ensembles"; TSB-AutoAD, where it is hard to
 *      beat.
 */
export function naiveEnsemble(members: readonly Facts[]): Facts {
  return {
    detector: {
      score: async (pair, options) => {
        const { train, test, targets } = normalPair(pair);
        const flat = { train: isFlat(scoredSeries(train, targets)), test: isFlat(scoredSeries(test, targets)) };
        const sums = { train: new Float64Array(train.length), test: new Float64Array(test.length) };
        for (const { detector } of members) {
          const { steps } = await detector.score(pair, { ...options, config: {} });
          for (const part of ['train', 'test'] as const) {
            if (flat[part]) continue;
            standardized(steps![part]).forEach((score, step) => (sums[part][step] += score / members.length));
          }
        }
        return { steps: sums };
      },
      check: (pair: SeriesPair, options) => {
        const [setting] = Object.keys(options.config ?? {});
        if (setting !== undefined) {
          throw new Error(`config.${setting}: naive-ensemble has no such setting; expected none.`);
        }
        for (const { detector } of members) detector.check(pair, options);
      },
    },
    kind: 'baseline',
    defaults: {},
    trained: false,
    seeded: false,
  };
}

/** Tells whether no feature varies. */
const isFlat = (series: Series) => series.names.every((_, feature) => !varies(column(series, feature)));

/** Constant scores become 0. */
function standardized(scores: Float64Array): Float64Array {
  const center = mean(scores);
  const deviation = standardDeviation(scores, center);
  return deviation > 1e-12 * Math.abs(center) && varies(scores)
    ? scores.map((score) => (score - center) / deviation)
    : scores.map(() => 0);
}
