/**
 * The chapter's generators at its size: AnoGAN, f-AnoGAN and EGBAD with its dense networks and in the convolutional form, each
 * trained on all images of a digit.
 */
import { plainRows, type ByProfile, type Suite, type SuiteRow } from '../experiments/index';
import { digitProtocol } from '../exercises/digit-windows';
import { asSettings, convolutionalGanSizes, trivialDetectors, type ProfileName } from '../models/index';

/** The first three. What is not the chapter's was chosen on other digits, or without labels. */
const digits: ByProfile<string[]> = { smoke: ['2'], quick: ['2'], full: ['0', '1', '2'] };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };

/** Epochs of some 12 batches. The chapter leaves the training out. */
const epochs: ByProfile<number> = { smoke: 2, quick: 100, full: 200 };

/** The names of its generators; the sizes are its own, so that a row says where it departs from them. */
const generators = { anogan: 'AnoGAN', 'f-anogan': 'f-AnoGAN', egbad: 'EGBAD' };

export const chapterGenerators: Suite = ({ profile }) => [
  {
    name: 'chapter, generators',
    title: `The chapter's generators on MNIST, one normal digit against the others: ${describe(profile)}`,
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
      'Trained on 80 % of all images of the digit that the package has, a tenth of them held out.',
      'Half of the test images are of the normal digit.',
      "Dense: the chapter's networks, 100-256-512-784. Convolutional: 32 and 64 channels, 100 latent dimensions.",
      'PCA keeps 95 % of the variance, or as many components as the generators have latent dimensions.',
    ],
  },
];

function describe(profile: ProfileName): string {
  const count = digits[profile].length;
  return count === 1 ? `digit ${digits[profile][0]}` : `mean of the digits ${digits[profile].join(', ')}`;
}

/** Makes two rows of each generator. */
function generatorRows(profile: ProfileName): SuiteRow[] {
  const training = { epochs: epochs[profile], batchSize: 64 };
  const forms = profile === 'smoke' ? { tiny: {} } : { dense: {}, convolutional: asSettings(convolutionalGanSizes) };
  return Object.entries(generators).flatMap(([detector, name]) =>
    Object.entries(forms).map(([form, config]) => ({
      label: `${name}, ${form}`,
      detector,
      config,
      training,
      probe: 'generated' as const,
    })),
  );
}
