/**
 * Autoregression by least squares: each value as a linear function of the values before it, feature by feature, step by step.
 *
 * `linear-autoregression` (lib/detectors/simple/linear-autoregression.ts) is the paper's: all features from the past of all,
 * with a ridge and, if asked for, a reduced rank; it scores stored series, and its errors are squared and averaged over context.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { z } from 'zod';
import { mean, packNumbers, positiveSize, standardDeviation, unpackNumbers, varies } from '../../base/index';
import { column, type Series } from '../../data/index';
import { sizeFor } from '../scored-series';
import { causalDetector } from './causal-detector';
import type { CausalScorer } from './causal-form';
import { packed, requireState, size } from './scorer-state';
import { Shingle, ShingleState } from './shingle';

interface AutoregressionSettings {
  /** Steps that a value is predicted from. */
  readonly lags: number;
}

/** Added to the diagonal, as a share of the values' variance, so that a constant or smooth series has a solution too. */
const RIDGE = 1e-9;

/**
 * Fits a value to a constant and the `lags` values before it. Values that do not vary but by rounding have no weight.
 *
 * @param values  More than `lags`.
 * @returns       [constant, weight of the oldest value, ..., weight of the newest].
 */
export function fitAutoregression(values: Float64Array, lags: number): Float64Array {
  const size = lags + 1;
  const equations = values.length - lags;
  const products = Matrix.zeros(size, size);
  const targets = Matrix.zeros(size, 1);
  // Of mean 0 and deviation 1: a level far from 0 would hide the rest, and the ridge, in its square.
  const center = mean(values);
  const deviation = standardDeviation(values, center);
  const known = varies(values);
  const standard = values.map((value) => (known ? (value - center) / deviation : 0));
  const at = (time: number, i: number) => (i === 0 ? 1 : standard[time + i - 1]);
  for (let time = 0; time < equations; time++) {
    for (let i = 0; i < size; i++) {
      targets.set(i, 0, targets.get(i, 0) + at(time, i) * standard[time + lags]);
      for (let j = 0; j <= i; j++) products.set(i, j, products.get(i, j) + at(time, i) * at(time, j));
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) products.set(j, i, products.get(i, j));
    products.set(i, i, products.get(i, i) + RIDGE * equations);
  }
  const [constant, ...weights] = new CholeskyDecomposition(products).solve(targets).to1DArray();
  const explained = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.of(center * (1 - explained) + deviation * constant, ...weights);
}

const NAME = 'autoregression-residuals';

const State = z.strictObject({ lags: size, weights: z.array(packed).min(1), before: ShingleState });

/** Scores a step by the absolute difference from its prediction; over several features, the root of the mean square. */
class AutoregressionScorer implements CausalScorer {
  private readonly before: Shingle;

  constructor(
    private readonly weights: readonly Float64Array[],
    private readonly lags: number,
  ) {
    this.before = new Shingle(lags, weights.length);
  }

  /** Makes the scorer that a state was taken of. @throws {DataError} If it is not one. */
  static resume(state: unknown): AutoregressionScorer {
    const { lags, weights, before } = requireState(NAME, State, state);
    const unpacked = weights.map((each) => unpackNumbers('weights', each, new Float64Array(lags + 1)));
    const scorer = new AutoregressionScorer(unpacked, lags);
    scorer.before.restore(before);
    return scorer;
  }

  push(row: Float64Array): number | undefined {
    const score = this.before.isFull ? this.residual(row) : undefined;
    this.before.push(row);
    return score;
  }

  restart(): void {
    this.before.clear();
  }

  toJSON(): z.output<typeof State> {
    const { lags, weights, before } = this;
    return { lags, weights: weights.map(packNumbers), before: before.toJSON() };
  }

  private residual(row: Float64Array): number {
    const features = this.weights.length;
    let squares = 0;
    this.weights.forEach((weights, feature) => {
      let predicted = weights[0];
      for (let lag = 0; lag < this.lags; lag++) {
        predicted += weights[lag + 1] * this.before.values[lag * features + feature];
      }
      squares += (row[feature] - predicted) ** 2;
    });
    return Math.sqrt(squares / features);
  }
}

/**
 * Residuals of an autoregression as a series detector: fitted once, to training, each feature to its own past. With the
 * threshold of SPOT it is the usual way to put extreme value theory to work on a series that is not stationary.
 *
 * @see Siffer, Fouque, Termier & Largouet 2017, KDD, for the threshold; Box & Jenkins 1970 for the model.
 */
export const autoregressionResiduals = causalDetector<AutoregressionSettings>({
  name: NAME,
  defaults: { lags: 20, context: 1 },
  checks: { lags: positiveSize },
  seeded: false,
  fit: (train: Series, { lags: wanted }) => {
    if (train.length < 2) {
      throw new Error(
        `${train.name}: ${NAME} needs a training series of at least 2 time steps, found ${train.length}.`,
      );
    }
    const lags = sizeFor(train, wanted);
    const weights = train.names.map((_, feature) => fitAutoregression(column(train, feature), lags));
    return new AutoregressionScorer(weights, lags);
  },
  resume: (state) => AutoregressionScorer.resume(state),
  steps: ({ lags }) => lags + 1,
});
