/**
 * OPSSAT-AD, segments of a CubeSat's telemetry in 18 numbers each, with its publisher's split: dense networks beside the detectors
 * that its publisher's benchmark has too. Nothing is tuned on it.
 */
import { findDataSet } from '../data/index';
import { plainRows, type ByProfile, type SuiteContext, type SuiteRow, type SuiteTable } from '../experiments/index';
import { trivialDetectors, type ProfileName } from '../models/index';

const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };
const epochs: ByProfile<number> = { smoke: 1, quick: 50, full: 100 };

/** Generators need many more steps than an autoencoder; AnoGAN's search for each segment takes the longest. */
const generators: readonly string[] = ['anogan', 'f-anogan', 'egbad'];

/** Makes the suite's one table: a segment is a window of one step. */
export function opssat({ profile, data }: SuiteContext): readonly SuiteTable[] {
  return [
    {
      name: 'opssat',
      title: 'OPSSAT-AD, segments of the test split',
      source: { kind: 'opssat', root: findDataSet('opssat', data), channels: ['segments'] },
      protocol: {
        windowSize: 1,
        stride: 1,
        validationFraction: 0.2,
        scaling: 'z-score',
        threshold: { kind: 'percentile', percentile: 95, of: 'training' },
      },
      rows: [...denseRows(profile), ...plainRows(['isolation-forest', 'pca', 'k-means', 'range', ...trivialDetectors])],
      seeds: seeds[profile],
      measures: ['rocAuc', 'prAuc', 'precision', 'recall', 'f1'],
      notes: [
        'OPSSAT-AD: learnt, and scaled, from the normal segments of the training split, tested on the test split; the threshold is the 95th percentile of the training scores. Networks have the sizes of the catalogue: nothing was chosen on this data.',
      ],
    },
  ];
}

function denseRows(profile: ProfileName): SuiteRow[] {
  const training = { epochs: epochs[profile], batchSize: 32 };
  return [
    ...plainRows(['autoencoder', 'vae'], { training }),
    ...plainRows(profile === 'quick' ? ['egbad', 'f-anogan'] : generators, { training }),
  ];
}
