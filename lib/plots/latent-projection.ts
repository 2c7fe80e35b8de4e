/** Projects a latent space of more than two dimensions on its first two principal components. */
import { PCA } from 'ml-pca';
import type { NumberArray } from '../base/index';
import { percent } from '../tables/number-format';
import { type Figure, requireFinite } from './figure';
import { plotLatent, type LatentOptions } from './latent';
import { PlotError } from './plot-error';

/**
 * Draws latent points along the two directions of largest variance; the axes name the share of each.
 *
 * @param points   Row-major, shape [n, latentDim].
 * @param options  As for `plotLatent`; `latentDim` is 2 or more, and with 2 the points are drawn unprojected.
 * @throws If the number of values is not a multiple of `latentDim`, there are fewer than two points, or all are equal.
 * @see Pearson 1901, "On lines and planes of closest fit to systems of points in space".
 */
export function plotLatentPca(points: NumberArray, options: LatentOptions & { latentDim: number }): Figure {
  const { latentDim, title = 'Latent space' } = options;
  requireFinite(points, 'latent points');
  const count = points.length / latentDim;
  if (!Number.isInteger(count) || latentDim < 2) {
    throw new PlotError(
      `There are ${points.length} coordinates; expected a multiple of latentDim, found ${latentDim}.`,
    );
  }
  if (latentDim === 2) return plotLatent(points, options);
  if (count < 2) throw new PlotError(`There is ${count} latent point; principal components need two or more.`);
  const rows = Array.from({ length: count }, (_, row) => {
    return Array.from(points.slice(row * latentDim, (row + 1) * latentDim));
  });
  const pca = new PCA(rows);
  const shares = pca.getExplainedVariance();
  if (!Number.isFinite(shares[0]))
    throw new PlotError('All latent points are equal; expected at least two different ones.');
  const projected = pca.predict(rows, { nComponents: 2 });
  const flat = Float64Array.from({ length: 2 * count }, (_, i) => projected.get(Math.floor(i / 2), i % 2));
  const name = (place: string, share = 0) => `${place} principal component, ${percent(share)} of the variance`;
  const axisNames = [name('First', shares[0]), name('Second', shares[1])] as const;
  return plotLatent(flat, { axisNames, ...options, title });
}
