/** Report 2: an MLP-VAE on 30 correlated features with three kinds of anomaly, its latent space of 2 to 16 dimensions. */
import {
  plainRows,
  type ByProfile,
  type Protocol,
  type SuiteContext,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { trivialDetectors } from '../models/index';

const FEATURES = 30;
const BATCH_SIZE = 32;

const train: ByProfile<number> = { smoke: 500, quick: 5000, full: 5000 };
const epochs: ByProfile<number> = { smoke: 1, quick: 30, full: 100 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };

/** The evidence bound of a decoder of unit variance, see report 1. */
const beta = 2 / FEATURES;

export function report2({ profile }: SuiteContext): readonly SuiteTable[] {
  const protocol: Protocol = {
    windowSize: 1,
    stride: 1,
    validationFraction: 0.2,
    scaling: 'z-score',
    // The report: mean and standard deviation of the errors, conservative. Three is the usual reading.
    threshold: { kind: 'sigma', k: 3 },
  };
  const batches = Math.ceil(((1 - protocol.validationFraction) * train[profile]) / BATCH_SIZE);
  // KL comes in over the first third of the training.
  const annealing = { shape: 'linear', steps: Math.ceil((epochs[profile] * batches) / 3) };
  const training = { epochs: epochs[profile], batchSize: BATCH_SIZE };
  const row = (label: string, config: NonNullable<SuiteRow['config']>): SuiteRow => {
    return { label: `vae, ${label}`, detector: 'vae', config: { beta, ...config }, training };
  };
  return [
    {
      name: 'report-2',
      title: `MLP-VAE on 30 correlated features, trained on normal samples for up to ${epochs[profile]} epochs`,
      source: { kind: 'correlated', channels: ['samples'], features: FEATURES, train: train[profile] },
      protocol,
      rows: [
        ...[2, 4, 8, 16].map((latentDim) => row(`latent ${latentDim}`, { latentDim, klAnnealing: annealing })),
        // Beside the report's: what its annealing does, at its weight and at the plain sum of mean error and KL.
        row('latent 16, constant KL', { latentDim: 16 }),
        row('latent 16, beta 1', { latentDim: 16, beta: 1, klAnnealing: annealing }),
        row('latent 16, beta 1, constant KL', { latentDim: 16, beta: 1 }),
        row('latent 8, tanh', { latentDim: 8, hiddenActivation: 'tanh', klAnnealing: annealing }),
        ...plainRows(['pca', 'k-means', 'isolation-forest', 'range', ...trivialDetectors]),
      ],
      seeds: seeds[profile],
      measures: ['rocAuc', 'prAuc', 'precision', 'recall', 'f1'],
      notes: [
        'The features follow from 5 latent variables; the threshold is the mean plus 3 standard deviations of the training scores.',
        'KL is annealed, unless a row says that it is constant; beta is 1/15 or, where a row says so, 1.',
      ],
    },
  ];
}
