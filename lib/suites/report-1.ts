/** Report 1: a VAE on windows of a periodic series, its latent space of 5, 10 and 20 dimensions. */
import { plainRows, type ByProfile, type Protocol, type SuiteContext, type SuiteTable } from '../experiments/index';

const WINDOW_SIZE = 50;
const FEATURES = 10;

const length: ByProfile<number> = { smoke: 2000, quick: 10_000, full: 10_000 };
/** The report does not say. Neighbouring windows at a stride of 1 are nearly the same: `full` alone pays for them. */
const stride: ByProfile<number> = { smoke: 10, quick: 5, full: 1 };
const epochs: ByProfile<number> = { smoke: 1, quick: 30, full: 50 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };

/**
 * With this weight the mean squared error and the KL term make up the evidence bound of a decoder of unit variance: half the
 * summed squared error plus KL, times 2 / values. At a weight of 1 the mean error is so small beside KL that z carries nothing.
 */
const beta = 2 / (WINDOW_SIZE * FEATURES);

/** The report's. */
const threshold = { kind: 'percentile', percentile: 95, of: 'test' } as const;

export function report1({ profile }: SuiteContext): readonly SuiteTable[] {
  const protocol: Protocol = {
    windowSize: WINDOW_SIZE,
    stride: stride[profile],
    validationFraction: 0.2,
    scaling: 'z-score',
    threshold,
  };
  const training = { epochs: epochs[profile] };
  return [
    {
      name: 'report-1',
      title: `VAE on the periodic series: 10 features, 5 % anomalies, windows of 50 with stride ${stride[profile]}, up to ${epochs[profile]} epochs`,
      source: { kind: 'periodic', channels: ['series'], features: FEATURES, length: length[profile] },
      protocol,
      rows: [
        ...[5, 10, 20].map((latentDim) => ({
          label: `vae, latent ${latentDim}`,
          detector: 'vae',
          config: { latentDim, beta },
          training,
        })),
        ...plainRows(['pca', 'k-means', 'isolation-forest', 'moving-average', 'range']),
        ...plainRows(['nearest-neighbour', 'constant', 'random']),
        // Of equal test scores none exceeds a percentile: this row's threshold comes from its training scores.
        ...plainRows(['all-anomalous'], { protocol: { threshold: { ...threshold, of: 'training' } } }),
      ],
      seeds: seeds[profile],
      measures: ['precision', 'recall', 'f1', 'rocAuc', 'prAuc'],
      notes: [
        "The threshold is the report's, the 95th percentile of the test scores: 5 windows in 100 are predicted anomalous, " +
          'while a quarter or more hold an anomalous step, so that no recall can much exceed a fifth, nor F1 a third.',
      ],
    },
  ];
}
