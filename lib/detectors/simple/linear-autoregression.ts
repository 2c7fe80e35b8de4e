/**
 * Linear autoregression in closed form: the next values of the scored features, as ridge regression on their last values
 * foretells them. The score is the squared error, averaged over context.
 *
 * `autoregression-residuals` (lib/detectors/causal/autoregression.ts) is the form for streams: each feature from its own past
 * alone, all but without a ridge, its absolute error as it comes.
 */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { numberWhere, optional, positiveSize } from '../../base/index';
import type { Series } from '../../data/index';
import { scoredSeries } from '../scored-series';
import { contextChecks, defaultContext, overContext, type Context } from './context';
import { simpleDetector } from './simple-detector';

export interface LinearAutoregressionConfig extends Context {
  /** Steps looked back at; of a short training series a quarter, and of many features as many as make 600 values. Default 100. */
  readonly windowSize: number;
  /** Added to the variance of each value looked back at. Default .001. */
  readonly ridge: number;
  /** The rank of the coefficients of all features together, as reduced-rank regression has it. Default: not reduced. */
  readonly rank?: number;
}

const defaults: LinearAutoregressionConfig = {
  windowSize: 100,
  ridge: 1e-3,
  rank: undefined,
  ...defaultContext,
};

/** Values looked back at, steps times features; time grows with their square. */
const MOST_VALUES = 600;

/** Learnt from training. */
interface Regression {
  readonly lags: number;
  /** The mean of each feature. */
  readonly mean: Float64Array;
  /** [lags * features, features]; the oldest step first. */
  readonly coefficients: Matrix;
}

/**
 * Linear autoregression as a series detector. It learns from training. Before a series' first step that step's value is taken
 * to have stood for ever. Takes O(training steps * (windowSize * features)^2).
 *
 * @see Yugay et al. 2026, "Strong Linear Baselines Strike Back", arXiv:2602.00672, sections on OLS and RRR; Izenman 1975 for the
 *      reduced rank: the coefficients are projected on the leading components of what they foretell.
 */
export const linearAutoregression = simpleDetector<LinearAutoregressionConfig>({
  name: 'linear-autoregression',
  defaults,
  checks: {
    windowSize: positiveSize,
    ridge: numberWhere('a number above 0', (value) => value > 0),
    rank: optional(positiveSize),
    ...contextChecks,
  },
  fewest: () => 1,
  score: ({ train, test, targets }, settings) => {
    const learnt = scoredSeries(train, targets);
    const regression = fit(learnt, settings);
    const scores = { train: errors(learnt, regression), test: errors(scoredSeries(test, targets), regression) };
    return overContext(scores, settings);
  },
});

function fit(
  { values, length, features }: Series,
  { windowSize, ridge, rank }: LinearAutoregressionConfig,
): Regression {
  const lags = Math.max(1, Math.min(windowSize, Math.floor(MOST_VALUES / features)));
  const mean = new Float64Array(features);
  values.forEach((value, i) => (mean[i % features] += value / length));
  const centred = values.map((value, i) => value - mean[i % features]);
  const width = lags * features;
  const count = length - lags;
  // Of each row: the values looked back at, then those foretold, which follow them in the series.
  const products = new Float64Array(width * (width + features));
  for (let start = 0; start < count * features; start += features) {
    for (let i = 0; i < width; i++) {
      const value = centred[start + i] / count;
      if (value === 0) continue;
      for (let j = i; j < width + features; j++) products[i * (width + features) + j] += value * centred[start + j];
    }
  }
  const at = (i: number, j: number) => products[i * (width + features) + j];
  const gram = new Matrix(width, width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) gram.set(i, j, at(i, j) + (i === j ? ridge : 0)).set(j, i, gram.get(i, j));
  }
  const target = new Matrix(width, features);
  for (let i = 0; i < width; i++) for (let j = 0; j < features; j++) target.set(i, j, at(i, width + j));
  const coefficients = new CholeskyDecomposition(gram).solve(target);
  return { lags, mean, coefficients: rank === undefined ? coefficients : reduced(coefficients, target, rank) };
}

/** Projects coefficients on the leading components of what they foretell, with the ridge's share of it. */
function reduced(coefficients: Matrix, target: Matrix, rank: number): Matrix {
  // With G B = X^T Y, the second moments of what is foretold, B^T G B, are B^T X^T Y.
  const foretold = coefficients.transpose().mmul(target);
  const symmetric = Matrix.add(foretold, foretold.transpose()).div(2);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const leading = order.slice(0, rank);
  const vectors = eigenvectorMatrix.subMatrixColumn(leading);
  return coefficients.mmul(vectors).mmul(vectors.transpose());
}

/** Computes the squared error of every step, summed over the features. */
function errors({ values, length, features }: Series, { lags, mean, coefficients }: Regression): Float64Array {
  const weights = Float64Array.from(coefficients.to1DArray());
  const at = (step: number, feature: number) => values[Math.max(0, step) * features + feature] - mean[feature];
  const foretold = new Float64Array(features);
  return Float64Array.from({ length }, (_, step) => {
    foretold.fill(0);
    for (let lag = 0; lag < lags; lag++) {
      for (let from = 0; from < features; from++) {
        const value = at(step - lags + lag, from);
        const row = (lag * features + from) * features;
        for (let to = 0; to < features; to++) foretold[to] += value * weights[row + to];
      }
    }
    return foretold.reduce((sum, each, feature) => sum + (at(step, feature) - each) ** 2, 0);
  });
}
