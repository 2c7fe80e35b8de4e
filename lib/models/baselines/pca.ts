/**
 * PCA reconstruction on windows: the score is a window's squared distance to its projection on the leading principal
 * components of the training windows. This is a linear autoencoder without gradient descent.
 */
import * as tf from '@tensorflow/tfjs';
import { numberWhere, optional, positiveSize } from '../../base/index';
import { Matrix } from 'ml-matrix';
import { PCA } from 'ml-pca';
import type { Windows } from '../../data/index';
import { dense } from '../../layers/index';
import { requireConfig, type ConfigChecks } from '../config-checks';
import { requireWindows } from '../detector';
import { FittedBaseline } from './fitted-baseline';

export interface PcaConfig {
  readonly windowSize: number;
  readonly features: number;
  /**
   * Keeps as many components as explain this share of the training windows' variance. Default 0.95. Unlike a number of
   * components, a share suits windows of any size.
   */
  readonly explainedVariance: number;
  /** Keeps this many components instead, or all if there are fewer. */
  readonly components?: number;
}

export const defaultPcaConfig: PcaConfig = { windowSize: 10, features: 25, explainedVariance: 0.95 };

const checks: ConfigChecks<PcaConfig> = {
  explainedVariance: numberWhere('a number above 0 and at most 1', (share) => share > 0 && share <= 1),
  components: optional(positiveSize),
};

/** Eigenvalues below this share of the largest are rounding errors; their vectors are meaningless. */
const SMALLEST_EIGENVALUE = 1e-10;

export class PcaReconstruction extends FittedBaseline {
  readonly name = 'pca';
  readonly config: PcaConfig;

  /** @throws If a setting is out of range. */
  constructor(config: Partial<PcaConfig> = {}) {
    super();
    this.config = requireConfig(this.name, { ...defaultPcaConfig, ...config }, checks);
  }

  /**
   * Learns two variables: the mean window, [windowSize * features], and the components, [windowSize * features,
   * components].
   */
  override fitTo(windows: Windows): void {
    this.requireTraining(windows);
    const { values, count, windowSize, features } = windows;
    const width = windowSize * features;
    const mean = columnMeans(values, width);
    const { vectors, kept } = count < width ? this.wide(values, mean) : this.tall(values, mean);
    this.learn(
      { data: Float32Array.from(mean), shape: [width] },
      { data: Float32Array.from(vectors.to1DArray()), shape: [width, kept] },
    );
  }

  /** Computes the mean squared error of the reconstruction. */
  override anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    this.requireFitted();
    requireWindows(this, windows);
    const [mean, vectors] = this.variables as unknown as [tf.Tensor1D, tf.Tensor2D];
    return tf.tidy(() => {
      const rows = windows.reshape<tf.Tensor2D>([windows.shape[0], -1]).sub<tf.Tensor2D>(mean);
      if (vectors.shape[1] === 0) return rows.square().mean<tf.Tensor1D>(1);
      // dense and not matMul: its sums do not depend on the number of threads.
      const zeros = (length: number) => tf.zeros<tf.Rank.R1>([length]);
      const code = dense(rows, vectors, zeros(vectors.shape[1])); // [windows, components]
      const projected = dense(code, vectors.transpose(), zeros(vectors.shape[0]));
      return tf.squaredDifference(rows, projected).mean<tf.Tensor1D>(1);
    });
  }

  /** Computes the leading eigenvectors of X^T X as unit columns, from its sum over the rows of centered X. */
  private tall(values: Float32Array, mean: Float64Array): { vectors: Matrix; kept: number } {
    const { vectors, kept } = this.leading(productOfColumns(values, mean));
    return { vectors: kept === 0 ? Matrix.zeros(mean.length, 0) : vectors, kept };
  }

  /**
   * Computes the same where there are fewer rows than columns, from the smaller X X^T: if X X^T u = l u, then X^T u / sqrt(l) is
   * an eigenvector of X^T X with the same eigenvalue.
   */
  private wide(values: Float32Array, mean: Float64Array): { vectors: Matrix; kept: number } {
    const width = mean.length;
    const centered = Matrix.from1DArray(values.length / width, width, Array.from(values)).subRowVector([...mean]);
    const transposed = centered.transpose();
    const { vectors: leading, kept } = this.leading(centered.mmul(transposed));
    if (kept === 0) return { vectors: Matrix.zeros(width, 0), kept };
    const vectors = transposed.mmul(leading);
    const norms = Array.from({ length: kept }, (_, j) => vectors.getColumnVector(j).norm('frobenius'));
    return { vectors: vectors.divRowVector(norms), kept };
  }

  private leading(product: Matrix): { vectors: Matrix; kept: number } {
    const pca = new PCA(product, { isCovarianceMatrix: true });
    const kept = this.count(pca.getEigenvalues());
    return { vectors: pca.getEigenvectors().subMatrix(0, product.rows - 1, 0, Math.max(0, kept - 1)), kept };
  }

  /** Counts the components to keep; none if all windows are equal. */
  private count(eigenvalues: readonly number[]): number {
    const { explainedVariance, components } = this.config;
    const usable = eigenvalues.filter((value) => value > SMALLEST_EIGENVALUE * eigenvalues[0] && value > 0);
    if (components !== undefined) return Math.min(components, usable.length);
    const total = usable.reduce((sum, value) => sum + value, 0);
    let explained = 0;
    const last = usable.findIndex((value) => (explained += value) >= explainedVariance * total);
    return last >= 0 ? last + 1 : usable.length;
  }
}

/** Computes the mean of each column of rows that lie end to end. */
function columnMeans(values: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let start = 0; start < values.length; start += width) {
    for (let i = 0; i < width; i++) sums[i] += values[start + i];
  }
  const rows = values.length / width;
  return sums.map((sum) => sum / rows);
}

/** Rows whose products are summed in one pass over the matrix. */
const ROWS_AT_ONCE = 4;

/**
 * Computes X^T X of the centered rows, a few rows at a time: a matrix of all rows in float64 would take gigabytes. Each sum is
 * taken row by row, so that the number of rows in a pass does not change it.
 */
function productOfColumns(values: Float32Array, mean: Float64Array): Matrix {
  const width = mean.length;
  const sums = new Float64Array(width * width);
  const [a, b, c, d] = Array.from({ length: ROWS_AT_ONCE }, () => new Float64Array(width));
  const center = (row: Float64Array, start: number) => {
    for (let i = 0; i < width; i++) row[i] = values[start + i] - mean[i];
  };
  let start = 0;
  for (; start + ROWS_AT_ONCE * width <= values.length; start += ROWS_AT_ONCE * width) {
    [a, b, c, d].forEach((row, i) => center(row, start + i * width));
    addProducts(sums, a, b, c, d);
  }
  for (; start < values.length; start += width) {
    center(a, start);
    for (let i = 0; i < width; i++) for (let j = i; j < width; j++) sums[i * width + j] += a[i] * a[j];
  }
  const product = new Matrix(width, width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) product.set(i, j, sums[Math.min(i, j) * width + Math.max(i, j)]);
  }
  return product;
}

/** Adds the products of four rows' values to the upper half of a matrix, one row after the other. */
function addProducts(sums: Float64Array, a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): void {
  const width = a.length;
  for (let i = 0; i < width; i++) {
    const [ai, bi, ci, di] = [a[i], b[i], c[i], d[i]];
    const at = i * width;
    for (let j = i; j < width; j++) {
      sums[at + j] = sums[at + j] + ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
    }
  }
}
