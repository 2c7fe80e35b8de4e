/**
 * What a linear variational autoencoder would tell of windows at a weight of its KL term: the yardstick by which the weight of
 * one with networks can be judged before it is trained.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Windows } from '../data/index';

export interface LinearCode {
  /** The variance of the noise that the weight ascribes to the values, n beta / 2: see `evidenceWeight`. */
  readonly noiseVariance: number;
  /** The largest variance of the windows in any direction. */
  readonly largestVariance: number;
  /** Directions in which windows vary by more than the noise: these alone are told. */
  readonly directions: number;
  /** What they come to. */
  readonly nats: number;
}

/**
 * Works out the optimum of a VAE with a linear encoder and decoder and the loss `mean squared error + beta KL`. It is
 * probabilistic PCA with noise of variance s^2 = n beta / 2: a direction of variance l carries ln(l / s^2) / 2 nats where l > s^2,
 * and nothing where not.
 *
 * @param windows    Normal windows; their covariance is what counts.
 * @param latentDim  At most so many directions. Default all.
 * @see Lucas, Tucker, Grosse & Norouzi 2019, "Don't Blame the ELBO!" (arXiv:1911.02469), sections 3 and 4.
 */
export function linearCode(windows: Windows, beta: number, latentDim = Infinity): LinearCode {
  const { windowSize, features } = windows;
  const noiseVariance = (windowSize * features * beta) / 2;
  const variances = directionVariances(windows);
  const told = variances.slice(0, latentDim).filter((variance) => variance > noiseVariance);
  return {
    noiseVariance,
    largestVariance: variances[0],
    directions: told.length,
    nats: told.reduce((sum, variance) => sum + Math.log(variance / noiseVariance) / 2, 0),
  };
}

/** Computes the variances of windows along their principal directions, the largest first. */
function directionVariances({ values, count, windowSize, features }: Windows): number[] {
  const rows = Matrix.from1DArray(count, windowSize * features, Array.from(values));
  const centered = rows.subRowVector(rows.mean('column'));
  const transposed = centered.transpose();
  // Both products have the same eigenvalues but for zeros: take the smaller.
  const product = count < windowSize * features ? centered.mmul(transposed) : transposed.mmul(centered);
  const { realEigenvalues } = new EigenvalueDecomposition(product.div(count), { assumeSymmetric: true });
  return realEigenvalues.sort((a, b) => b - a);
}
