/** The normal distribution with the mean and covariance of codes, to draw from: an autoencoder's own latent distribution. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { NumberArray, Random } from '../../base/index';

/** Added to the variances as a share of their mean, so that a dimension that no code uses has a root, too. */
const RIDGE = 1e-9;

/**
 * Draws codes from the normal distribution fitted to given ones.
 *
 * @param codes  [count, latentDim] row-major, at least two.
 * @returns      [draws, latentDim] row-major.
 * @see Ghosh et al. 2020, "From variational to deterministic autoencoders", arXiv:1903.12436, section 4: an autoencoder
 *      generates if it is sampled from a density that is fitted to its codes afterwards.
 */
export function drawLikeCodes(
  codes: NumberArray,
  { latentDim, draws, random }: { latentDim: number; draws: number; random: Random },
): Float32Array {
  const rows = Matrix.from1DArray(codes.length / latentDim, latentDim, Array.from(codes));
  const center = rows.mean('column');
  const deviations = rows.subRowVector(center);
  const covariance = deviations.transpose().mmul(deviations).div(rows.rows);
  const ridge = RIDGE * (covariance.trace() / latentDim) + Number.MIN_VALUE;
  const root = new CholeskyDecomposition(covariance.add(Matrix.eye(latentDim).mul(ridge))).lowerTriangularMatrix;
  const drawn = new Float32Array(draws * latentDim);
  for (let i = 0; i < draws; i++) {
    const noise = Matrix.columnVector(Array.from({ length: latentDim }, () => random.normal()));
    const step = root.mmul(noise);
    for (let j = 0; j < latentDim; j++) drawn[i * latentDim + j] = center[j] + step.get(j, 0);
  }
  return drawn;
}
