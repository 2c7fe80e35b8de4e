/** The variance of the values around a step, or up to it. */
import { oneOf, positiveSize, variance } from '../../base/index';
import { ofColumns, simpleDetector } from './simple-detector';

export interface MovingVarianceConfig {
  /** Steps; of a short training series a quarter. Default 100. */
  readonly windowSize: number;
  /** `centred` (the default) has the step in its middle and is offline; `causal` ends with it and may run on a stream. */
  readonly alignment: 'centred' | 'causal';
}

const defaults: MovingVarianceConfig = { windowSize: 100, alignment: 'centred' };

/**
 * Moving variance as a series detector. It learns nothing. Windows are cut off at the ends of the series. Takes O(length *
 * windowSize).
 *
 * @see dtaianomaly's `MovingWindowVariance`, which averages over the windows that cover a step, besides.
 */
export const movingVariance = simpleDetector<MovingVarianceConfig>({
  name: 'moving-variance',
  defaults,
  checks: { windowSize: positiveSize, alignment: oneOf('centred', 'causal') },
  fewest: () => 1,
  score: ofColumns(({ train, test }, settings) => ({
    train: scoreColumn(train, settings),
    test: scoreColumn(test, settings),
  })),
});

function scoreColumn(column: Float64Array, { windowSize, alignment }: MovingVarianceConfig): Float64Array {
  const before = alignment === 'causal' ? windowSize - 1 : Math.ceil((windowSize - 1) / 2);
  return column.map((_, step) =>
    variance(column.subarray(Math.max(0, step - before), Math.max(0, step - before + windowSize))),
  );
}
