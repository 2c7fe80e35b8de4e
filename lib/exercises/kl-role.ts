/** Exercise 2 of the chapter: what the KL term does to the latent space of a VAE, by training with different weights of it. */
import type { ByProfile, Suite } from '../experiments/index';
import { digitProtocol, digitSource } from './digit-windows';

/** Weights of the KL term; 0 leaves it out. */
const betas: ByProfile<readonly number[]> = {
  smoke: [0, 1],
  quick: [0, 0.1, 1, 4],
  full: [0, 0.01, 0.1, 1, 4, 16],
};
const sizes: ByProfile<{ readonly hiddenUnits: number[]; readonly latentDim: number }> = {
  smoke: { hiddenUnits: [16], latentDim: 4 },
  quick: { hiddenUnits: [256, 128], latentDim: 16 },
  full: { hiddenUnits: [256, 128], latentDim: 32 },
};
const epochs: ByProfile<number> = { smoke: 1, quick: 30, full: 200 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };

/** Pixels as probabilities, as in the chapter. */
const images = { reconstruction: 'bce', outputActivation: 'sigmoid' };

/** Makes a row for each weight, and an autoencoder of the same sizes: no KL term and no noise. */
export const klRole: Suite = ({ profile }) => {
  const config = { ...sizes[profile], ...images };
  const shared = { training: { epochs: epochs[profile], batchSize: 64 }, probe: 'latent-space' } as const;
  return [
    {
      name: 'exercise-2',
      title: `VAE on the digit 3 by the weight of its KL term, ${config.latentDim} latent dimensions`,
      source: digitSource(3),
      protocol: digitProtocol,
      rows: [
        ...betas[profile].map((beta) => ({
          label: beta === 0 ? 'vae without KL' : `vae, beta ${beta}`,
          detector: 'vae',
          config: { ...config, beta },
          ...shared,
        })),
        {
          label: 'autoencoder',
          detector: 'autoencoder',
          config: { ...config, latentActivation: 'linear' },
          ...shared,
        },
      ],
      seeds: seeds[profile],
      measures: ['rocAuc', 'prAuc'],
      notes: [],
    },
  ];
};
