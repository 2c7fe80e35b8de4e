/** The rows of the leaderboard, but for the ensemble with settings that differ from channel to channel. */
import type { ProfileName } from '../experiments/profiles';
import type { Entry } from './entry';
import { forecastEntry, type ForecastConfig } from './forecast-entries';
import { contextMembers, defaultPooledContextConfig, pooledContextEntry } from './pooled-context';
import { reconstructionEntry, type ReconstructionConfig } from './reconstruction-entries';
import { windowEntries } from './window-entries';

const [standardized] = contextMembers;

export const ENSEMBLE = 'pooled-context ensemble';

/**
 * The ensemble as it is run on files of one's own, with one set of settings for all. On the SMAP/MSL telemetry it is an
 * oracle: see `defaultPooledContextConfig`.
 */
export const shippedEntry: Entry = pooledContextEntry(`${ENSEMBLE}, settings it ships with`);

/** Compares with training stretches alone and looks only back, so that it may run on a stream. Its settings are set by hand. */
export const causalEntry: Entry = pooledContextEntry('statistics of 50 steps, training alone, causal', {
  members: [standardized],
  compareWith: 'training',
  calibration: 'none',
  shares: [0.01],
  contexts: [300],
  sequences: { ...defaultPooledContextConfig.sequences, members: [standardized] },
});

/** Sizes of the networks: the reports' in `full`, what two cores train on 81 channels in minutes in `quick`. */
interface DeepSizes {
  readonly 'lstm-vae': Partial<ReconstructionConfig>;
  readonly 'lstm-attention': Partial<ReconstructionConfig>;
  readonly autoencoder: Partial<ReconstructionConfig>;
  readonly 'anomaly-transformer': Partial<ReconstructionConfig>;
  readonly forecaster: Partial<ForecastConfig>;
  /** What only `full` runs: AnoGAN, whose search of every window's latent code takes longest, and the paper's transformer. */
  readonly more?: { readonly anogan: Partial<ReconstructionConfig> };
}

const quickTraining = { epochs: 4, batchSize: 64, learningRate: 3e-3 };
const smokeTraining = { epochs: 1, batchSize: 64, learningRate: 3e-3 };
const smallTransformer = { modelDim: 32, heads: 4, layers: 2, feedForwardDim: 32 };

const sizes: Readonly<Record<ProfileName, DeepSizes>> = {
  smoke: {
    'lstm-vae': { ...smokeTraining, config: { hiddenUnits: 8, latentDim: 4 } },
    'lstm-attention': { ...smokeTraining, config: { hiddenUnits: 8, bottleneckUnits: 4 } },
    autoencoder: { ...smokeTraining, config: { hiddenUnits: [16], latentDim: 4 } },
    'anomaly-transformer': { ...smokeTraining, config: { ...smallTransformer, modelDim: 8, heads: 2, layers: 1 } },
    forecaster: { epochs: 1, trainingStride: 20, hiddenUnits: 8 },
  },
  quick: {
    'lstm-vae': { ...quickTraining, config: { hiddenUnits: 32, latentDim: 8 } },
    'lstm-attention': { ...quickTraining, epochs: 3, config: { hiddenUnits: 32, bottleneckUnits: 16 } },
    autoencoder: { ...quickTraining, epochs: 10, config: { hiddenUnits: [64, 32], latentDim: 4 } },
    'anomaly-transformer': { ...quickTraining, config: smallTransformer },
    forecaster: { epochs: 4, trainingStride: 10, history: 20, hiddenUnits: 24 },
  },
  full: {
    'lstm-vae': { epochs: 30, config: { hiddenUnits: 128, latentDim: 32 } },
    'lstm-attention': { epochs: 30, config: { hiddenUnits: 128, bottleneckUnits: 32 } },
    autoencoder: { ...quickTraining, epochs: 30, config: { hiddenUnits: [64, 32], latentDim: 4 } },
    'anomaly-transformer': { epochs: 10, config: { ...smallTransformer, modelDim: 64, layers: 3, feedForwardDim: 64 } },
    forecaster: { epochs: 12, trainingStride: 5, hiddenUnits: 24 },
    more: {
      anogan: { epochs: 10, config: { hiddenUnits: [64, 32], latentDim: 8, searchSteps: 50, searchRate: 0.05 } },
    },
  },
};

/** The transformer needs more steps to attend to than the report's 10; half a window apart, each step is seen twice. */
const transformerWindows = { windowSize: 50, stride: 25 };

/** The paper's objective, embedding and score at these sizes. */
const paperTransformer = {
  objective: 'minimax',
  discrepancyWeight: 3,
  score: 'weighted-error',
  embedding: 'token-convolution',
  finalNorm: true,
};

/** Rows of any two series: what every table carries, because it decides what the others are worth. */
export const baselineEntries: readonly Entry[] = [...windowEntries, causalEntry];

/** All rows at the sizes of a profile, but for the ensemble with settings chosen for each channel. */
export function entriesFor(profile: ProfileName): readonly Entry[] {
  const { forecaster, more, ...own } = sizes[profile];
  const transformer = { ...transformerWindows, ...own['anomaly-transformer'], model: 'anomaly-transformer' } as const;
  return [
    shippedEntry,
    ...baselineEntries,
    reconstructionEntry('lstm-vae', { ...own['lstm-vae'], model: 'lstm-vae' }),
    reconstructionEntry('lstm-attention', { ...own['lstm-attention'], model: 'lstm-attention' }),
    reconstructionEntry('anomaly-transformer', transformer),
    reconstructionEntry('autoencoder', { ...own.autoencoder, model: 'autoencoder' }),
    reconstructionEntry('autoencoder, telemetry error, context 300', {
      ...own.autoencoder,
      model: 'autoencoder',
      errors: 'telemetry',
      context: 300,
    }),
    reconstructionEntry('autoencoder, telemetry alone, windows of 100', {
      ...own.autoencoder,
      model: 'autoencoder',
      inputs: 'scored',
      windowSize: 100,
    }),
    ...(more
      ? [
          reconstructionEntry("anomaly-transformer, the paper's objective", {
            ...transformer,
            config: { ...transformer.config, ...paperTransformer },
          }),
          reconstructionEntry('anogan', { ...more.anogan, model: 'anogan' }),
        ]
      : []),
    forecastEntry('lstm-forecaster', forecaster),
    forecastEntry('convolutional-forecaster', { ...forecaster, network: 'convolutional' }),
  ];
}
