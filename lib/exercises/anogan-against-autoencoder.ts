/** Exercise 3 of the chapter: AnoGAN beside an autoencoder on the same images: how well each scores, and at what price. */
import type { ByProfile, Suite, SuiteRow } from '../experiments/index';
import { digitProtocol, digitSource } from './digit-windows';

const autoencoderEpochs: ByProfile<number> = { smoke: 1, quick: 30, full: 200 };
const anoGan: ByProfile<Pick<SuiteRow, 'config'> & { readonly epochs: number }> = {
  smoke: { epochs: 1 },
  quick: { epochs: 50, config: { hiddenUnits: [256, 128], latentDim: 32 } },
  full: { epochs: 400 },
};

/** Makes one row each; their probe measures the search of AnoGAN after every step. */
export const anoGanAgainstAutoencoder: Suite = ({ profile }) => {
  const { epochs, config } = anoGan[profile];
  const batchSize = 64;
  return [
    {
      name: 'exercise-3',
      title: 'AnoGAN against an autoencoder on the digit 3',
      source: digitSource(3),
      protocol: digitProtocol,
      rows: [
        {
          label: 'autoencoder',
          detector: 'autoencoder',
          training: { epochs: autoencoderEpochs[profile], batchSize },
          probe: 'rival',
        },
        { label: 'anogan', detector: 'anogan', config, training: { epochs, batchSize }, probe: 'rival' },
      ],
      seeds: [0],
      measures: ['rocAuc', 'prAuc'],
      notes: [],
    },
  ];
};
