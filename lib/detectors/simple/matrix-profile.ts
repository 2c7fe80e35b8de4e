/** The matrix profile: how far a window, whatever its level and size, is from the window that is most like it. */
import { oneOf, wholeNumber } from '../../base/index';
import { join, selfJoin } from './matrix-join';
import { coverScores } from './place-scores';
import { ofColumns, simpleDetector } from './simple-detector';

export interface MatrixProfileConfig {
  /** Steps; of a short training series a quarter. Default 100. */
  readonly windowSize: number;
  /**
   * Where the nearest window is looked for: in the scored series itself (`self`, the default), in training, or in training and
   * the steps of the test series before it (`left`), which may run on a stream.
   */
  readonly among: 'self' | 'training' | 'left';
}

const defaults: MatrixProfileConfig = { windowSize: 100, among: 'self' };

/** Steps that a window is compared over. Longer series take time in proportion to their length, and not to its square. */
const REACH = 20_000;

/**
 * The matrix profile as a series detector. A step's score is the mean over the windows that cover it; with `left` it is the
 * distance of the window that ends with it, and training comes before the test series as if there were no gap. Takes O(length
 * * min(length, 20,000)): a window is compared with those up to 20,000 steps away, or of the last 20,000 steps of training.
 *
 * @see Yeh et al. 2016, "Matrix Profile I"; TSB-AD's `run_MatrixProfile` and, of `left`, `run_Left_STAMPi`.
 */
export const matrixProfile = simpleDetector<MatrixProfileConfig>({
  name: 'matrix-profile',
  defaults,
  checks: { windowSize: wholeNumber(3), among: oneOf('self', 'training', 'left') },
  fewest: ({ windowSize }) => Math.max(12, windowSize + Math.ceil(windowSize / 4) + 1),
  score: ofColumns(({ train, test }, { windowSize, among }) => {
    const self = (column: Float64Array) => coverScores(selfJoin(column, windowSize, { reach: REACH }), column.length);
    if (among === 'self') return { train: self(train), test: self(test) };
    if (among === 'training') {
      const ofTest = join(test, train.subarray(-REACH), windowSize);
      return { train: self(train), test: coverScores(ofTest, test.length) };
    }
    const both = new Float64Array(train.length + test.length);
    both.set(train);
    both.set(test, train.length);
    const ending = selfJoin(both, windowSize, { reach: REACH, earlier: true });
    const steps = Float64Array.from(both, (_, step) => ending[Math.max(0, step - windowSize + 1)]);
    return { train: steps.subarray(0, train.length), test: steps.subarray(train.length) };
  }),
});
