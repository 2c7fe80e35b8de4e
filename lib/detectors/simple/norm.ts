/** The norm of a time step: how far its features are from their training means, in standard deviations. */
import { mean, standardDeviation, varies } from '../../base/index';
import { column, type Series } from '../../data/index';
import { scoredSeries } from '../scored-series';
import { contextChecks, defaultContext, overContext, type Context } from './context';
import { simpleDetector } from './simple-detector';

/**
 * The L2 norm as a series detector averaged over context. It learns the scored features' means and deviations from training;
 * a feature that does not vary there, but by rounding, counts in its own unit.
 *
 * @see Sarfraz et al. 2024, "Position: Quo Vadis, Unsupervised Time Series Anomaly Detection?", arXiv:2405.02678.
 */
export const norm = simpleDetector<Context>({
  name: 'norm',
  defaults: defaultContext,
  checks: contextChecks,
  fewest: () => 1,
  score: ({ train, test, targets }, context) => {
    const learnt = scoredSeries(train, targets);
    const moments = learnt.names.map((_, feature) => {
      const values = column(learnt, feature);
      return { center: mean(values), deviation: varies(values) ? standardDeviation(values) : 1 };
    });
    const norms = ({ values, length, features }: Series) =>
      Float64Array.from({ length }, (_, step) =>
        Math.hypot(
          ...moments.map(({ center, deviation }, feature) => (values[step * features + feature] - center) / deviation),
        ),
      );
    return overContext({ train: norms(learnt), test: norms(scoredSeries(test, targets)) }, context);
  },
});
