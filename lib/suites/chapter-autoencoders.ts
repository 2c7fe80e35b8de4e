/** The chapter's autoencoders and VAE on images: its own example of noise, and the rows that its advice asks for on digits. */
import { grouped } from '../base/index';
import {
  plainRows,
  type ByProfile,
  type Protocol,
  type SuiteContext,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { trivialDetectors, type ProfileName } from '../models/index';

/** The chapter's threshold: the 95th percentile of the training scores. */
export const chapterThreshold: Protocol['threshold'] = { kind: 'percentile', percentile: 95, of: 'training' };

/** The chapter's VAE: pixels as probabilities, scored by the error and the KL divergence. */
const imageVae = {
  hiddenUnits: [256, 128],
  latentDim: 32,
  reconstruction: 'bce',
  outputActivation: 'sigmoid',
  beta: 1,
  scoreBeta: 1,
};

/** The chapter's network with the code 64: its own example, unlike its class, has three layers of these sizes. */
const exampleAutoencoder = { hiddenUnits: [256, 128], latentDim: 64 };

const BATCH_SIZE = 64;

/** The chapter trains for 50 epochs, on more images than the 800 or so of a digit here: hence the more epochs. */
const digitEpochs: ByProfile<number> = { smoke: 1, quick: 50, full: 200 };
const exampleEpochs: ByProfile<number> = { smoke: 1, quick: 50, full: 50 };
/** Four fifths of them are trained on, as many as the chapter's 1,000; the others decide which weights are kept. */
const exampleImages: ByProfile<number> = { smoke: 125, quick: 1250, full: 1250 };
const exampleSeeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };

/** Where the autoencoder departs from the chapter's: what its tables advise (4.1.4, 4.5.2), and what they advise against. */
const variants: Readonly<Record<string, NonNullable<SuiteRow['config']>>> = {
  '1 hidden layer': { hiddenUnits: [] },
  '6 hidden layers': { hiddenUnits: [128, 112, 96, 80, 64] },
  'dropout .25': { dropoutRate: 0.25 },
  'sigmoid hidden layers': { hiddenActivation: 'sigmoid' },
  'tanh hidden layers': { hiddenActivation: 'tanh' },
  sparse: { sparsity: 1e-4 },
};

/** Makes the rows of the digits: autoencoder and VAE, the autoencoder's variants, and the convolutional one. */
export function autoencoderRows(profile: ProfileName): SuiteRow[] {
  const training = { epochs: digitEpochs[profile], batchSize: BATCH_SIZE };
  return [
    ...plainRows(['autoencoder'], { training }),
    { label: 'vae', detector: 'vae', training, ...chapterVae(profile) },
    ...plainRows(['convolutional-autoencoder'], { training }),
    ...Object.entries(variants).map(([label, config]) => {
      return { label: `autoencoder, ${label}`, detector: 'autoencoder', config, training };
    }),
  ];
}

/** Makes the chapter's own example (sections 4.1.3 and 4.2.4): images of clipped Gaussian noise, uniform ones among them. */
export function exampleOfNoise({ profile }: SuiteContext): SuiteTable {
  const epochs = exampleEpochs[profile];
  // The chapter trains all epochs, without an early end.
  const training = { epochs, batchSize: BATCH_SIZE, patience: epochs };
  const config = profile === 'smoke' ? {} : { config: exampleAutoencoder };
  return {
    name: 'chapter, own example',
    title: `The chapter's own example: ${grouped(0.8 * exampleImages[profile])} clipped Gaussian images, uniform ones as anomalies`,
    source: { kind: 'gaussian-images', channels: ['images'], train: exampleImages[profile] },
    protocol: { windowSize: 1, stride: 1, validationFraction: 0.2, scaling: 'none', threshold: chapterThreshold },
    rows: [
      { label: 'autoencoder', detector: 'autoencoder', training, ...config },
      { label: 'vae', detector: 'vae', training, ...chapterVae(profile) },
      ...plainRows(['pca', 'isolation-forest', ...trivialDetectors]),
    ],
    seeds: exampleSeeds[profile],
    measures: ['rocAuc', 'prAuc', 'precision', 'recall', 'f1'],
    notes: [
      'Uniform pixels vary less than clipped Gaussian ones (.083 against .129), so that their error is the smaller one.',
      'The chapter tests on 100 of its training images; these are new ones.',
    ],
  };
}

/** At `smoke` the profile's sizes hold. */
function chapterVae(profile: ProfileName): Pick<SuiteRow, 'config'> {
  return profile === 'smoke' ? {} : { config: imageVae };
}
