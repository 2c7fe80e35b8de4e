/** The rows of the leaderboard. */
import { causalMultiScaleConfig, type ForecastConfig, type MultiScaleConfig } from '../detectors/index';
import { timeIndexRow, type Protocol, type SuiteRow } from '../experiments/index';
import {
  detectorNames,
  findDetector,
  namedConfigs,
  paperAnomalyTransformerConfig,
  windowsFor,
  type ByProfile,
  type ProfileName,
} from '../models/index';
import { simpleRows } from './simple-rows';
import { deepRows } from './deep-rows';

export const ENSEMBLE = 'multi-scale ensemble';

/** Of the table: report 3's protocol without its clip, which cuts the anomalies themselves flat. */
export const UNCLIPPED = { scaling: 'unclipped' } as const satisfies Partial<Protocol>;

/** Of report 3's models: as its protocol has it. */
const CLIPPED = { scaling: 'telemetry' } as const satisfies Partial<Protocol>;

/** Makes a row of the multi-scale ensemble. */
function multiScaleRow(label: string, config: Partial<MultiScaleConfig>, more: Partial<SuiteRow> = {}): SuiteRow {
  const streaming = config.pool === 'past' || config.pool === 'training';
  return {
    label,
    detector: 'multi-scale',
    ...(Object.keys(config).length > 0 && { config: config as SuiteRow['config'] }),
    about: { kind: 'ensemble', use: streaming ? 'streaming' : 'offline' },
    ...more,
  };
}

/** A threshold that is found in the scores under test, without labels. */
export const OTSU = { threshold: { kind: 'otsu' } } as const satisfies Partial<Protocol>;

/** One setting for every series: as it is run on the user's own files, with each of two thresholds; and the causal form. */
export const multiScaleRows: readonly SuiteRow[] = [
  multiScaleRow(ENSEMBLE, {}, { protocol: OTSU }),
  multiScaleRow(`${ENSEMBLE}, the protocol's threshold`, {}),
  multiScaleRow(`${ENSEMBLE}, causal`, causalMultiScaleConfig),
];

/**
 * Compares with training stretches alone and looks only back, so that it may run on a stream. Its settings are set by
 * hand.
 */
const causalRow: SuiteRow = {
  ...multiScaleRow('statistics of 50 steps, training alone, causal', {
    scales: [50],
    shares: [0.01],
    contexts: [300],
    pool: 'training',
  }),
  about: { kind: 'baseline', use: 'streaming' },
};

/** Makes a row of a detector of windows. A step's score is the mean over all windows that cover it; most end later. */
export function windowRow(label: string, detector: string, more: Partial<SuiteRow> = {}): SuiteRow {
  const { kind } = findDetector(detector);
  return { label, detector, about: { kind, use: kind === 'trivial' ? 'streaming' : 'offline' }, ...more };
}

const scored = { features: 'scored' } as const;

/** What every table carries, because it decides what the others are worth. */
export const baselineRows: readonly SuiteRow[] = [
  windowRow('random', 'random', { view: { ...scored, sequences: 'chance' } }),
  windowRow('all-anomalous', 'all-anomalous', { view: { ...scored, sequences: 'whole' } }),
  windowRow('constant', 'constant'),
  timeIndexRow,
  windowRow('nearest-neighbour', 'nearest-neighbour'),
  windowRow('nearest-neighbour, scored features, context 300', 'nearest-neighbour', {
    view: { ...scored, context: 300 },
  }),
  windowRow('k-means', 'k-means', { view: scored }),
  windowRow('k-means, windows of 50', 'k-means', { view: { ...scored, windowSize: 50 } }),
  windowRow('k-means, windows of 100', 'k-means', { view: { ...scored, windowSize: 100 } }),
  causalRow,
];

/*
 * Sizes and epochs below are smaller than the catalogue's, which are the reports': each of these rows is trained on every
 * channel of the telemetry with every seed, and a detector once for each of its views. Those of `smoke` and `quick` are
 * smaller still. What a row does not set is as the catalogue has it.
 */

/** Gives the training of rows that no report prescribes: larger steps, fewer epochs. */
const briskly = (epochs: number) => ({ epochs, batchSize: 64, learningRate: 3e-3 });

const transformerSizes: ByProfile<{ layers: number; modelDim: number; heads: number; epochs: number }> = {
  smoke: { layers: 1, modelDim: 8, heads: 2, epochs: 1 },
  quick: { layers: 2, modelDim: 32, heads: 4, epochs: 4 },
  full: { layers: 3, modelDim: 64, heads: 4, epochs: 10 },
};

/** The transformer needs more steps to attend to than report 3's 10; half a window apart, each step is seen twice. */
const longerWindows = { windowSize: 50, stride: 25 } as const;

/** The paper's objective, embedding and score; its size is the row's. */
const { objective, discrepancyWeight, score, embedding, finalNorm } = paperAnomalyTransformerConfig;
const paperTransformer = { objective, discrepancyWeight, score, embedding, finalNorm };

/** Rows of the Anomaly Transformer, smaller than report 3's and the paper's: its size and windows stand in its name. */
function transformerRows(profile: ProfileName): SuiteRow[] {
  const { layers, modelDim, heads, epochs } = transformerSizes[profile];
  const config = { layers, modelDim, heads, feedForwardDim: modelDim };
  const more = { training: briskly(epochs), view: longerWindows, protocol: CLIPPED };
  const label = `anomaly-transformer, ${layers} layers of ${modelDim}, windows of 50, clipped`;
  return [
    windowRow(label, 'anomaly-transformer', { config, ...more }),
    ...(profile === 'full'
      ? [
          windowRow(`${label}, the paper's objective`, 'anomaly-transformer', {
            config: { ...config, ...paperTransformer },
            ...more,
          }),
        ]
      : []),
  ];
}

function autoencoderRows(profile: ProfileName): SuiteRow[] {
  const epochs = { smoke: 1, quick: 10, full: 30 }[profile];
  const sizes: SuiteRow['config'] = profile === 'smoke' ? {} : { hiddenUnits: [64, 32], latentDim: 4 };
  // Linear also where the training series is constant: by the catalogue its zeros would ask for a sigmoid.
  const shared = { config: { ...sizes, outputActivation: 'linear' }, training: briskly(epochs) };
  return [
    windowRow('autoencoder', 'autoencoder', shared),
    windowRow('autoencoder, telemetry error, context 300', 'autoencoder', {
      ...shared,
      view: { errors: 'scored', context: 300 },
    }),
    windowRow('autoencoder, telemetry alone, windows of 100', 'autoencoder', {
      ...shared,
      view: { ...scored, windowSize: 100 },
    }),
  ];
}

const forecastSizes: ByProfile<{ config: Partial<ForecastConfig>; epochs: number }> = {
  smoke: { config: { trainingStride: 20, hiddenUnits: 8 }, epochs: 1 },
  quick: { config: { trainingStride: 10, history: 20 }, epochs: 4 },
  full: { config: {}, epochs: 12 },
};

function forecastRows(profile: ProfileName): SuiteRow[] {
  const { epochs, config } = forecastSizes[profile];
  const training = { ...briskly(epochs), patience: 4 };
  const about = { kind: 'deep', use: 'offline' } as const;
  const row = (network: ForecastConfig['network']): SuiteRow => ({
    label: `${network}-forecaster`,
    detector: 'forecast-errors',
    config: { ...config, network },
    training,
    about,
  });
  return [row('lstm'), row('convolutional')];
}

/** AnoGAN's search of every window's latent code takes longest: `full` alone runs it. */
const anoGanRow = windowRow('anogan', 'anogan', {
  config: { hiddenUnits: [64, 32], latentDim: 8, searchSteps: 50, searchRate: 0.05, outputActivation: 'linear' },
  training: { epochs: 10 },
});

const hasOwnWindows = (detector: string) => Object.keys(windowsFor(detector)).length > 0;

const ofReport3: readonly string[] = ['lstm-vae', 'lstm-attention'];

/** Gives report 3's settings of its models, where these are not the defaults. */
const report3Config = (detector: string) => {
  const config = namedConfigs(detector)['report-3'] as SuiteRow['config'];
  return config ? { config } : {};
};

/**
 * Rows of what the catalogue puts here as it stands: report 3's models as in its own suite, with its clip, and what no suite
 * names.
 */
const catalogueRows = detectorNames
  .filter((name) => findDetector(name).onLeaderboard)
  .map((name) => {
    const view = hasOwnWindows(name) ? { view: windowsFor(name) } : {};
    return ofReport3.includes(name)
      ? windowRow(`${name}, clipped`, name, { ...report3Config(name), ...view, protocol: CLIPPED })
      : windowRow(name, name, view);
  });

/** What a VAE comes down to whose code carries nothing, on the values that report 3's models see. */
const clippedConstant = windowRow('constant, clipped', 'constant', { protocol: CLIPPED });

/** So that the transformer is not compared with windows of another length alone. */
const longerLstmVae = windowRow('lstm-vae, windows of 50, clipped', 'lstm-vae', {
  ...report3Config('lstm-vae'),
  view: longerWindows,
  protocol: CLIPPED,
});

/** Lists all rows at the sizes of a profile. */
export function leaderboardRows(profile: ProfileName): readonly SuiteRow[] {
  return [
    ...multiScaleRows,
    ...baselineRows,
    ...simpleRows,
    ...catalogueRows,
    clippedConstant,
    longerLstmVae,
    ...transformerRows(profile),
    ...autoencoderRows(profile),
    ...deepRows(profile),
    ...(profile === 'full' ? [anoGanRow] : []),
    ...forecastRows(profile),
  ];
}
