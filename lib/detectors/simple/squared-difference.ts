/** The squared difference of a step from the one before it. */
import { contextChecks, defaultContext, overContext, type Context } from './context';
import { ofColumns, simpleDetector } from './simple-detector';

/**
 * The squared difference as a series detector averaged over context. It learns nothing; before its average the first step's
 * score is 0.
 *
 * @see dtaianomaly's `SquaredDifference`.
 */
export const squaredDifference = simpleDetector<Context>({
  name: 'squared-difference',
  defaults: defaultContext,
  checks: contextChecks,
  fewest: () => 1,
  score: ofColumns(({ train, test }, context) => overContext({ train: squares(train), test: squares(test) }, context)),
});

function squares(column: Float64Array): Float64Array {
  return column.map((value, step) => (value - column[Math.max(0, step - 1)]) ** 2);
}
