/**
 * Sub-PCA: the principal components of the sliding windows of a column. A window that leaves the components, or lies far out
 * along those that vary little, is anomalous.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { mean as meanOf, numberWhere, oneOf, positiveSize } from '../../base/index';
import { coverScores } from './place-scores';
import { ofColumns, simpleDetector } from './simple-detector';

export interface SubPcaConfig {
  /** Steps; of a short training series a quarter. Default 100. */
  readonly windowSize: number;
  /** The column that the components are of: the scored one itself, as in TSB-AD (the default), or training. */
  readonly fittedTo: 'scored' | 'training';
  /**
   * `mahalanobis` (the default): the squared projections of the standardized window on all eigenvectors, each divided by its
   * eigenvalue, summed: the weighted distance of the papers. `pyod`: its distances to all unit eigenvectors, each divided by
   * the share of variance that it explains, summed, as PyOD and TSB-AD have it. `reconstruction`: its squared distance to the
   * leading components.
   */
  readonly distance: 'mahalanobis' | 'pyod' | 'reconstruction';
  /** Of `reconstruction`: as many components as explain this share of the variance. Default .9. */
  readonly explainedVariance: number;
}

const defaults: SubPcaConfig = {
  windowSize: 100,
  fittedTo: 'scored',
  distance: 'mahalanobis',
  explainedVariance: 0.9,
};

/** Components with a smaller share of the largest eigenvalue are rounding errors. */
const SMALLEST_SHARE = 1e-10;

interface Components {
  /** Of each place in the window. */
  readonly mean: Float64Array;
  /** 1 over the standard deviation of each place in the window; 0 where it does not vary. */
  readonly scale: Float64Array;
  /** Unit vectors, the leading first. */
  readonly vectors: readonly Float64Array[];
  readonly values: readonly number[];
  /** The share of the variance that each explains. */
  readonly shares: readonly number[];
}

/**
 * Sub-PCA as a series detector, offline: a step's score is the mean over the windows that cover it. Takes O(length *
 * windowSize^2).
 *
 * @see Shyu et al. 2003, "A Novel Anomaly Detection Scheme Based on Principal Component Classifier", and Aggarwal 2017,
 *      "Outlier Analysis", 3.3; PyOD's `PCA` and TSB-AD's `run_Sub_PCA`, whose score of a window stands at its middle.
 */
export const subPca = simpleDetector<SubPcaConfig>({
  name: 'sub-pca',
  defaults,
  checks: {
    windowSize: positiveSize,
    fittedTo: oneOf('scored', 'training'),
    distance: oneOf('mahalanobis', 'pyod', 'reconstruction'),
    explainedVariance: numberWhere('a number above 0 and at most 1', (share) => share > 0 && share <= 1),
  },
  fewest: ({ windowSize }) => windowSize + 1,
  score: ofColumns(({ train, test }, settings) => {
    const ofTraining = components(train, settings.windowSize);
    const ofTest = settings.fittedTo === 'training' ? ofTraining : components(test, settings.windowSize);
    return { train: scoreColumn(train, ofTraining, settings), test: scoreColumn(test, ofTest, settings) };
  }),
});

/** Finds the principal components of a column's standardized windows. */
function components(column: Float64Array, windowSize: number): Components {
  const count = column.length - windowSize + 1;
  const mean = Float64Array.from({ length: windowSize }, (_, i) => meanOf(column.subarray(i, i + count)));
  const covariance = Matrix.zeros(windowSize, windowSize);
  for (let i = 0; i < windowSize; i++) {
    for (let j = i; j < windowSize; j++) {
      let sum = 0;
      for (let start = 0; start < count; start++) sum += (column[start + i] - mean[i]) * (column[start + j] - mean[j]);
      covariance.set(i, j, sum / count);
    }
  }
  const scale = Float64Array.from(mean, (_, i) => {
    const deviation = Math.sqrt(covariance.get(i, i));
    return deviation > SMALLEST_SHARE * (1 + Math.abs(mean[i])) ? 1 / deviation : 0;
  });
  for (let i = 0; i < windowSize; i++) {
    for (let j = i; j < windowSize; j++) {
      const correlation = covariance.get(i, j) * scale[i] * scale[j];
      covariance.set(i, j, correlation).set(j, i, correlation);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const largest = realEigenvalues[order[0]];
  const kept = order.filter((i) => realEigenvalues[i] > 0 && realEigenvalues[i] > SMALLEST_SHARE * largest);
  const total = kept.reduce((sum, i) => sum + realEigenvalues[i], 0);
  return {
    mean,
    scale,
    vectors: kept.map((i) => positive(Float64Array.from(eigenvectorMatrix.getColumn(i)))),
    values: kept.map((i) => realEigenvalues[i]),
    shares: kept.map((i) => realEigenvalues[i] / total),
  };
}

/** Turns a vector so that its largest entry is positive, as scikit-learn does: the weighted distance depends on it. */
function positive(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

function scoreColumn(
  column: Float64Array,
  fitted: Components,
  { windowSize, ...settings }: SubPcaConfig,
): Float64Array {
  const { mean, scale } = fitted;
  const score = windowScore(fitted, settings);
  const window = new Float64Array(windowSize);
  const scores = Float64Array.from({ length: column.length - windowSize + 1 }, (_, start) => {
    for (let i = 0; i < windowSize; i++) window[i] = (column[start + i] - mean[i]) * scale[i];
    return score(window);
  });
  return coverScores(scores, column.length);
}

/** Makes the score of a standardized window. */
function windowScore(
  { vectors, values, shares }: Components,
  { distance, explainedVariance }: Omit<SubPcaConfig, 'windowSize'>,
): (window: Float64Array) => number {
  const sumOver = (each: (projection: number, j: number) => number) => (window: Float64Array) =>
    vectors.reduce((sum, vector, j) => sum + each(dot(window, vector), j), 0);
  if (distance === 'mahalanobis') return sumOver((projection, j) => projection ** 2 / values[j]);
  if (distance === 'pyod') {
    return (window) => {
      const squared = dot(window, window) + 1; // the eigenvectors' length is 1
      return sumOver((projection, j) => Math.sqrt(Math.max(0, squared - 2 * projection)) / shares[j])(window);
    };
  }
  let explained = 0;
  const leading = shares.findIndex((share) => (explained += share) >= explainedVariance);
  const projected = sumOver((projection, j) => (j <= leading || leading < 0 ? projection ** 2 : 0));
  return (window) => Math.max(0, dot(window, window) - projected(window));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
