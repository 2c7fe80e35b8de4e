/**
 * The chapter's generators at its size: AnoGAN, f-AnoGAN and EGBAD with its dense networks and in the convolutional form, each
 * trained on all images of a digit.
 */
import { plainRows, type ByProfile, type Suite, type SuiteRow } from '../experiments/index';
import { digitProtocol } from '../exercises/digit-windows';
import { asSettings, convolutionalGanSizes, trivialDetectors, type ProfileName } from '../models/index';

/** No setting was chosen by the labels of these. */
const digits: ByProfile<string[]> = { smoke: ['2'], quick: ['2'], full: ['0', '1', '2'] };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };

/** The chapter leaves the training out. An epoch has some 12 batches. */
const epochs: ByProfile<number> = { smoke: 1, quick: 60, full: 80 };

const generators = { anogan: 'AnoGAN', 'f-anogan': 'f-AnoGAN', egbad: 'EGBAD' };

export const chapterGenerators: Suite = ({ profile }) => [
  {
    name: 'chapter, generators',
    title: titleOf(profile),
    source: { kind: 'mnist', channels: digits[profile] },
    protocol: digitProtocol,
    rows: [
      ...generatorRows(profile),
      ...plainRows(['autoencoder'], { training: { epochs: epochs[profile], batchSize: 64 } }),
      { label: 'pca, 100 components', detector: 'pca', config: { components: 100 } },
      ...plainRows(['pca', ...trivialDetectors]),
    ],
    seeds: seeds[profile],
    measures: ['rocAuc', 'prAuc', 'precision', 'recall', 'f1'],
    notes: [
      'Trained on 72 % of all images that the package has of the digit; 8 % are held out. Half of the test images are of it.',
      "Dense: the chapter's networks, 100-256-512-784. Convolutional 16-32: 100 latent dimensions, two layers of 16 and 32 channels.",
      'AnoGAN searches for 500 steps. PCA keeps 95 % of the variance, or as many components as there are latent dimensions.',
    ],
  },
];

function titleOf(profile: ProfileName): string {
  const [first, ...more] = digits[profile];
  const which = more.length === 0 ? `digit ${first}` : `mean of the digits ${digits[profile].join(', ')}`;
  return `MNIST, one normal digit against the others, ${epochs[profile]} epochs, ${which}`;
}

/** Makes two rows of each generator, of its sizes at `smoke` one. */
function generatorRows(profile: ProfileName): SuiteRow[] {
  const training = { epochs: epochs[profile], batchSize: 64 };
  const forms =
    profile === 'smoke'
      ? { tiny: undefined }
      : { dense: undefined, 'convolutional 16-32': asSettings(convolutionalGanSizes) };
  return Object.entries(forms).flatMap(([form, config]) =>
    Object.entries(generators).map(([detector, name]) => ({
      label: `${name}, ${form}`,
      detector,
      ...(config && { config }),
      training,
      probe: 'generated' as const,
    })),
  );
}
