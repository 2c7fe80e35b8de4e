/** Exercise 3 of the chapter: AnoGAN beside an autoencoder on the same images: how well each scores, and at what price. */
import { plainRows, type ByProfile, type Suite } from '../experiments/index';
import { trivialDetectors } from '../models/index';
import { digitProtocol, digitSource } from './digit-windows';

const autoencoderEpochs: ByProfile<number> = { smoke: 1, quick: 30, full: 200 };
const anoGanEpochs: ByProfile<number> = { smoke: 1, quick: 30, full: 200 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };

/** Makes one row each, with a probe that measures the search of AnoGAN after every step; beside them rows without a network. */
export const anoGanAgainstAutoencoder: Suite = ({ profile }) => {
  const training = (epochs: ByProfile<number>) => ({ epochs: epochs[profile], batchSize: 64 });
  return [
    {
      name: 'exercise-3',
      title: 'AnoGAN against an autoencoder on the digit 3',
      source: digitSource(3),
      protocol: digitProtocol,
      rows: [
        ...plainRows(['autoencoder'], { training: training(autoencoderEpochs), probe: 'rival' }),
        ...plainRows(['anogan'], { training: training(anoGanEpochs), probe: 'rival' }),
        ...plainRows(['pca', ...trivialDetectors]),
      ],
      seeds: seeds[profile],
      measures: ['rocAuc', 'prAuc'],
      notes: [],
    },
  ];
};
