/** What exercise 2 measured of each latent space, one value for each seed. */
import type { LatentSpace, Results } from '../experiments/index';

/** One model's figures; each an array with one value for each seed. */
export interface SpaceFindings {
  readonly model: string;
  /** Undefined for the autoencoder, which has no KL term. */
  readonly kl?: readonly number[];
  readonly activeDims: readonly number[];
  readonly meanLength: readonly number[];
  readonly generatedDistance: readonly number[];
  readonly ownDistance: readonly number[];
  readonly halfwayDistance: readonly number[];
  readonly errorRocAuc: readonly number[];
  /** Of error + beta KL; undefined for the autoencoder. */
  readonly bothRocAuc?: readonly number[];
  readonly lengthRocAuc: readonly number[];
}

/** Reads the results of exercise 2, in the order of its rows. */
export function spaceFindings(results: Results): SpaceFindings[] {
  return results.labels.map((model) => {
    const own = results.row(model);
    const over = (figure: (space: LatentSpace) => number) => own.over(({ probe }) => figure(probe as LatentSpace));
    const isVae = (own.rows[0].probe as LatentSpace).vae !== undefined;
    return {
      model,
      ...(isVae && { kl: over(({ vae }) => vae!.kl), bothRocAuc: over(({ vae }) => vae!.bothRocAuc) }),
      activeDims: over(({ activeDims }) => activeDims),
      meanLength: over(({ meanLength }) => meanLength),
      generatedDistance: over(({ generatedDistance }) => generatedDistance),
      ownDistance: over(({ ownDistance }) => ownDistance),
      halfwayDistance: over(({ halfwayDistance }) => halfwayDistance),
      errorRocAuc: over(({ errorRocAuc }) => errorRocAuc),
      lengthRocAuc: over(({ lengthRocAuc }) => lengthRocAuc),
    };
  });
}
