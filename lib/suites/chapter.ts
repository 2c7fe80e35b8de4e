/** The chapter: its own example, detectors of images that learn one digit, and an LSTM autoencoder on sequences of sensors. */
import { plainRows, type ByProfile, type SuiteContext, type SuiteRow, type SuiteTable } from '../experiments/index';
import {
  asSettings,
  shallowAnoGanConfig,
  shallowFAnoGanConfig,
  smallAnoGanConfig,
  smallEgbadConfig,
  smallFAnoGanConfig,
  trivialDetectors,
  type ProfileName,
} from '../models/index';
import { autoencoderRows, chapterThreshold, exampleOfNoise } from './chapter-autoencoders';

/** The first digits; all of them in `full`. */
const digits: ByProfile<number> = { smoke: 1, quick: 3, full: 10 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };
const ganEpochs: ByProfile<number> = { smoke: 1, quick: 60, full: 400 };
/** What the setting with one layer was chosen for; it finds less after more of them. */
const shallowGanEpochs: ByProfile<number> = { smoke: 1, quick: 60, full: 60 };
const sequenceEpochs: ByProfile<number> = { smoke: 1, quick: 20, full: 50 };
const sequences: ByProfile<number> = { smoke: 40, quick: 500, full: 500 };

const threshold = chapterThreshold;

export function chapter(context: SuiteContext): readonly SuiteTable[] {
  return [exampleOfNoise(context), images(context), sequencesOfSensors(context)];
}

function images({ profile }: SuiteContext): SuiteTable {
  return {
    name: 'chapter, images',
    title: `MNIST, one normal digit against the others, mean of ${digits[profile]} digits`,
    source: { kind: 'mnist', channels: Array.from({ length: digits[profile] }, (_, digit) => String(digit)) },
    protocol: { windowSize: 1, stride: 1, validationFraction: 0.1, scaling: 'none', threshold },
    rows: [
      ...autoencoderRows(profile),
      ...ganRows(profile),
      { label: 'pca, 32 components', detector: 'pca', config: { components: 32 } },
      ...plainRows(['pca', 'k-means', 'isolation-forest', ...trivialDetectors]),
    ],
    seeds: seeds[profile],
    measures: ['rocAuc', 'prAuc', 'precision', 'recall', 'f1'],
    notes: [
      'Half of the test images are of the normal digit.',
      'One layer: settings chosen on the digits 3, 5 and 8, see shallowAnoGanConfig.',
      'PCA keeps 95 % of the variance, or as many components as the generators of one layer have latent dimensions.',
    ],
  };
}

/**
 * The chapter's networks, in `quick` half as wide so that two cores train them in a minute each, and the setting that few images
 * ask for. At the chapter's size: chapter-generators.ts.
 */
function ganRows(profile: ProfileName): SuiteRow[] {
  const size = { smoke: ', tiny', quick: ', half as wide, latent 32', full: '' }[profile];
  const training = { epochs: ganEpochs[profile], batchSize: 64 };
  const shallow = { epochs: shallowGanEpochs[profile], batchSize: 64 };
  const sized = (config: object) => (profile === 'quick' ? { config: asSettings(config) } : {});
  return [
    { label: `anogan${size}`, detector: 'anogan', training, ...sized(smallAnoGanConfig) },
    { label: 'anogan, one layer', detector: 'anogan', training: shallow, config: asSettings(shallowAnoGanConfig) },
    { label: `f-anogan${size}`, detector: 'f-anogan', training, ...sized(smallFAnoGanConfig) },
    { label: 'f-anogan, one layer', detector: 'f-anogan', training: shallow, config: asSettings(shallowFAnoGanConfig) },
    { label: `egbad${size}`, detector: 'egbad', training, ...sized(smallEgbadConfig) },
  ];
}

function sequencesOfSensors({ profile }: SuiteContext): SuiteTable {
  const windowSize = 50;
  return {
    name: 'chapter, sequences',
    title: 'Sequences of 5 sensors: two periods of a sine against noise',
    source: { kind: 'sensor', channels: ['sequences'], windowSize, train: sequences[profile] },
    protocol: { windowSize, stride: windowSize, validationFraction: 0.2, scaling: 'none', threshold },
    rows: [
      ...plainRows(['lstm-autoencoder'], { training: { epochs: sequenceEpochs[profile] } }),
      ...plainRows(['pca', 'moving-average', ...trivialDetectors]),
    ],
    seeds: seeds[profile],
    measures: ['rocAuc', 'prAuc', 'precision', 'recall', 'f1'],
    notes: ['The chapter tests on normal sequences that it trained on; these are new ones.'],
  };
}
