/** Single figures of a look inside, for tables, plots and claims. */
import { mean } from '../../base/index';
import type { DenseInside } from './dense';

/** What is read of a result. */
interface Probed {
  readonly row?: string;
  readonly probe?: object;
}

/** A dimension that carries less, in nats, is not in use. */
const IN_USE = 0.01;

/** A value of a code that is smaller counts as zero. */
const ACTIVE = 1e-3;

/**
 * Takes what the probe `dense` found.
 *
 * @throws If the row has not been looked into.
 */
export function denseInside({ row = 'row', probe }: Probed): DenseInside {
  if (probe && 'klByDim' in probe) return probe as DenseInside;
  throw new Error(`${row}: expected what the probe 'dense' finds; found ${probe ? 'another probe' : 'none'}.`);
}

/** Sums the KL divergence over the latent dimensions: what the latent space carries, in nats. */
export function nats(row: Probed): number {
  return denseInside(row).klByDim.reduce((sum, each) => sum + each, 0);
}

/** Counts the latent dimensions that carry more than .01 nats. */
export function dimensionsInUse(row: Probed): number {
  return denseInside(row).klByDim.filter((each) => each > IN_USE).length;
}

/** Computes how much larger the error of validation windows is than that of training windows. */
export function generalizationGap(row: Probed): number {
  const { errors } = denseInside(row);
  return errors.validation - errors.train;
}

/** Computes the share of the test windows' codes that is not zero. */
export function activeShare(row: Probed): number {
  return mean(denseInside(row).codes.map((value) => (Math.abs(value) > ACTIVE ? 1 : 0)));
}
