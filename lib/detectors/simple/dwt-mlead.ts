/**
 * DWT-MLEAD: the Haar wavelet's coefficients of every level, a Gaussian fitted to the sliding windows of each, and how many of
 * the least likely windows, of all levels, cover a step.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { between, quantile, wholeNumber } from '../../base/index';
import { ofColumns, simpleDetector } from './simple-detector';

export interface DwtMleadConfig {
  /** The finest level whose coefficients are looked at: each is of 2^level steps. Default 3. */
  readonly startLevel: number;
  /** The share of each level's windows that counts as least likely. Default .01. */
  readonly share: number;
}

const defaults: DwtMleadConfig = { startLevel: 3, share: 0.01 };

/** A coefficient of the Gaussian's covariance below this share of the largest is a rounding error. */
const SMALLEST_SHARE = 1e-12;

/**
 * DWT-MLEAD as a series detector, offline. It learns from the scored series itself. Takes O(length) for windows of at most
 * log2(length) coefficients.
 *
 * @see Thill, Konen & Baeck 2017, "Time Series Anomaly Detection with Discrete Wavelet Transforms and Maximum Likelihood
 *      Estimation", as aeon's `DWT_MLEAD` has it: windows are shorter on coarser levels, and nothing is clustered. Where a
 *      covariance is singular, aeon marks nothing on the level; here its pseudo-inverse decides.
 */
export const dwtMlead = simpleDetector<DwtMleadConfig>({
  name: 'dwt-mlead',
  defaults,
  checks: { startLevel: wholeNumber(1, 20), share: between(0, 1) },
  fewest: ({ startLevel }) => 2 ** startLevel + 1,
  score: ofColumns(({ train, test }, settings) => ({
    train: leafCounts(train, settings),
    test: leafCounts(test, settings),
  })),
});

/** Counts the least likely windows, of all levels, that cover a step; a step that one alone covers counts as none. */
function leafCounts(column: Float64Array, { startLevel, share }: DwtMleadConfig): Float64Array {
  const levels = Math.ceil(Math.log2(column.length));
  const width = 2 ** levels;
  const counts = new Float64Array(column.length);
  let smooth: Float64Array = Float64Array.from({ length: width }, (_, i) => column[i % column.length]);
  for (let level = 1; level < levels; level++) {
    const [approximation, detail] = haar(smooth);
    smooth = approximation;
    if (level < startLevel) continue;
    const windowSize = Math.max(2, levels - level - startLevel + 1);
    for (const coefficients of [approximation, detail]) {
      const marks = unlikely(coefficients, windowSize, share);
      for (let step = 0; step < counts.length; step++) counts[step] += marks[step >> level];
    }
  }
  return counts.map((count) => (count < 2 ? 0 : count));
}

/** Computes a level's approximation and detail coefficients: sums and differences of neighbours, over the root of 2. */
function haar(values: Float64Array): readonly [approximation: Float64Array, detail: Float64Array] {
  const half = (sign: 1 | -1) =>
    Float64Array.from(
      { length: values.length / 2 },
      (_, i) => (values[2 * i] + sign * values[2 * i + 1]) * Math.SQRT1_2,
    );
  return [half(1), half(-1)];
}

/** Counts, for each coefficient, the least likely of the windows that cover it. */
function unlikely(coefficients: Float64Array, windowSize: number, share: number): Float64Array {
  const distances = mahalanobis(coefficients, windowSize);
  const boundary = quantile(distances.slice().sort(), 1 - share);
  const marks = new Float64Array(coefficients.length);
  distances.forEach((distance, start) => {
    if (distance > boundary) for (let i = 0; i < windowSize; i++) marks[start + i]++;
  });
  return marks;
}

/** Computes the squared Mahalanobis distance of each window to all, which falls as the likelihood grows. */
function mahalanobis(coefficients: Float64Array, windowSize: number): Float64Array {
  const count = coefficients.length - windowSize + 1;
  const windows = new Matrix(count, windowSize);
  for (let i = 0; i < count; i++) windows.setRow(i, coefficients.subarray(i, i + windowSize));
  windows.subRowVector(windows.mean('column'));
  const covariance = windows.transpose().mmul(windows).div(count);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const smallest = SMALLEST_SHARE * Math.max(...realEigenvalues);
  const projected = windows.mmul(eigenvectorMatrix);
  return Float64Array.from({ length: count }, (_, i) =>
    realEigenvalues.reduce((sum, value, j) => (value > smallest ? sum + projected.get(i, j) ** 2 / value : sum), 0),
  );
}
