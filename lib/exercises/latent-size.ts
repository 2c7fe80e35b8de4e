/** Exercise 1 of the chapter: what the size of the latent vector does to an autoencoder, on data whose dimension is known. */
import type { ByProfile, Suite, SuiteTable } from '../experiments/index';
import type { ProfileName } from '../models/index';

/** Of report 2's 30 features, 10 % and 30 %. */
export const trueDims: readonly number[] = [3, 9];
const latentDims: ByProfile<readonly number[]> = {
  smoke: [1, 3, 15],
  quick: [1, 2, 3, 5, 9, 15, 30],
  full: [1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 30],
};
const epochs: ByProfile<number> = { smoke: 2, quick: 15, full: 60 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };

/** One layer on either side, wider than the input: what binds is the latent vector alone. */
const network = { hiddenUnits: [64], latentActivation: 'linear', outputActivation: 'linear' };

/** Makes a table for each dimension of the data, which is drawn again with each seed; a row for each latent size. */
export const latentSize: Suite = ({ profile }) => trueDims.map((trueDim) => tableOf(trueDim, profile));

function tableOf(trueDim: number, profile: ProfileName): SuiteTable {
  return {
    name: `exercise-1, ${trueDim} dimensions`,
    title: `Autoencoder on 30 features that follow from ${trueDim} dimensions, by latent size`,
    source: { kind: 'correlated', channels: ['samples'], features: 30, latentDim: trueDim, train: 2000 },
    protocol: {
      windowSize: 1,
      stride: 1,
      validationFraction: 0.2,
      scaling: 'z-score',
      threshold: { kind: 'percentile', percentile: 95, of: 'training' },
    },
    rows: latentDims[profile].map((latentDim) => ({
      label: `autoencoder, latent ${latentDim}`,
      detector: 'autoencoder',
      config: { ...network, latentDim },
      training: { epochs: epochs[profile], learningRate: 3e-3 },
      probe: 'class-scores',
    })),
    seeds: seeds[profile],
    measures: ['rocAuc', 'prAuc'],
    notes: [],
  };
}
