/**
 * The catalogue: every detector by its name on the command line, in a config, in a file. A new detector is one entry here.
 * `npm run experiment`, `npm run fit`, the suites and the lists in the documentation read it.
 */
import type { z } from 'zod';
import { didYouMean } from '../base/index';
import type { Windows } from '../data/index';
import { AnoGan, defaultAnoGanConfig } from './anogan';
import {
  AnomalyTransformer,
  defaultAnomalyTransformerConfig,
  paperTransformerSettings,
  smallAnomalyTransformerConfig,
} from './anomaly-transformer';
import { Autoencoder, defaultAutoencoderConfig } from './autoencoder';
import {
  AllAnomalous,
  ConstantReconstruction,
  defaultIsolationForestConfig,
  defaultKMeansConfig,
  defaultMovingAverageConfig,
  defaultPcaConfig,
  defaultRandomBaselineConfig,
  IsolationForest,
  KMeansDistance,
  MovingAverageResidual,
  NearestNeighbour,
  PcaReconstruction,
  RandomBaseline,
  RangeDistance,
} from './baselines/index';
import { ConvolutionalAutoencoder, defaultConvolutionalAutoencoderConfig } from './convolutional-autoencoder';
import { ConvolutionalForecaster, defaultConvolutionalForecasterConfig } from './convolutional-forecaster';
import type { Detector } from './detector';
import { defaultEgbadConfig, Egbad } from './egbad';
import { defaultFAnoGanConfig, FAnoGan } from './f-anogan';
import { defaultKanAdConfig, KanAd } from './kan-ad';
import { defaultLstmAttentionConfig, LstmAttention } from './lstm-attention';
import { defaultLstmAutoencoderConfig, LstmAutoencoder } from './lstm-autoencoder';
import { defaultLstmForecasterConfig, LstmForecaster } from './lstm-forecaster';
import { defaultLstmVaeConfig, LstmVae, reportLstmVaeConfig } from './lstm-vae';
import type { ProfileName } from './profiles';
import { defaultVaeConfig, Vae } from './vae';

/** Makes an untrained detector of a config, whose type is the detector's own affair. */
export type DetectorClass<D extends Detector = Detector> = new (config?: never) => D;

export type DetectorClasses = Readonly<Record<string, DetectorClass>>;

/** `trivial`: knows nothing of the data. `baseline`: no network. `deep`: a network. `ensemble`: several detectors. */
export type DetectorKind = 'trivial' | 'baseline' | 'deep' | 'ensemble' | 'outside';

/** The windows that a detector is made for. */
export interface DetectorWindows {
  readonly train: Windows;
  /** What it will score, where that is known. */
  readonly test?: Windows;
}

/** What the catalogue says of a detector. How it learns is said by its class: see {@link isTrained}. */
export interface CatalogueEntry<Class extends DetectorClass = DetectorClass> {
  readonly detector: Class;
  readonly kind: DetectorKind;
  /**
   * All its settings, undefined where there need be none; those of window size, features and seed are decided by the windows and
   * the job.
   */
  readonly defaults: object;
  /** Where its config differs from the defaults at a profile: smaller than its report has it. */
  readonly sizes?: Partial<Readonly<Record<ProfileName, object>>>;
  /** Further configs by name, where they differ from the defaults: `report-3` is report 3's, `paper` that of the detector's paper. */
  readonly configs?: Readonly<Record<string, object>>;
  /** What the data decide of its config. */
  readonly fromData?: (windows: DetectorWindows) => object;
  /** Steps of its windows and from one to the next, where it needs others than most detectors. */
  readonly windows?: Partial<Pick<Windows, 'windowSize' | 'stride'>>;
  /** Whether the leaderboard has a row of it as it stands here, beside the rows with settings of their own. */
  readonly onLeaderboard?: boolean;
}

/** Images lie in [0, 1] and come from a sigmoid; scaled series do not. */
const outputActivation = ({ train }: DetectorWindows) => ({
  outputActivation: train.values.every((value) => value >= 0 && value <= 1) ? 'sigmoid' : 'linear',
});

/** Gives each size of test set its own stream of random numbers. */
const ownStream = ({ test }: DetectorWindows) => (test ? { stream: `random baseline for ${test.count} windows` } : {});

const smokeGan = { hiddenUnits: [16, 8], latentDim: 4 };

/** A window's history predicts its last step, whatever the window's size. */
const nextStep = { horizon: 1 };

const catalogue = {
  'lstm-vae': {
    detector: LstmVae,
    kind: 'deep',
    defaults: { ...defaultLstmVaeConfig, beta: undefined },
    sizes: { smoke: { hiddenUnits: 16, latentDim: 4 } },
    configs: { 'report-3': reportLstmVaeConfig },
    onLeaderboard: true,
  },
  'lstm-attention': {
    detector: LstmAttention,
    kind: 'deep',
    defaults: defaultLstmAttentionConfig,
    sizes: { smoke: { hiddenUnits: 16, bottleneckUnits: 8 } },
    onLeaderboard: true,
  },
  'anomaly-transformer': {
    detector: AnomalyTransformer,
    kind: 'deep',
    defaults: defaultAnomalyTransformerConfig,
    // Report 3's own size takes hours: `full` alone can afford it.
    sizes: {
      smoke: { modelDim: 16, heads: 2, layers: 1, feedForwardDim: 16 },
      quick: smallAnomalyTransformerConfig,
      full: defaultAnomalyTransformerConfig,
    },
    configs: { paper: paperTransformerSettings },
    windows: { windowSize: 200, stride: 50 }, // report 3's
  },
  'lstm-autoencoder': {
    detector: LstmAutoencoder,
    kind: 'deep',
    defaults: defaultLstmAutoencoderConfig,
    sizes: { smoke: { hiddenUnits: 8, layers: 1, latentDim: 4 } },
  },
  vae: {
    detector: Vae,
    kind: 'deep',
    defaults: { ...defaultVaeConfig, beta: undefined, klAnnealing: undefined },
    sizes: { smoke: { hiddenUnits: [16], latentDim: 4 } },
  },
  autoencoder: {
    detector: Autoencoder,
    kind: 'deep',
    defaults: defaultAutoencoderConfig,
    sizes: { smoke: { hiddenUnits: [16], latentDim: 4 } },
    fromData: outputActivation,
  },
  'convolutional-autoencoder': {
    detector: ConvolutionalAutoencoder,
    kind: 'deep',
    defaults: defaultConvolutionalAutoencoderConfig,
    sizes: { smoke: { channels: [4, 8], latentDim: 4 } },
    fromData: outputActivation,
  },
  anogan: {
    detector: AnoGan,
    kind: 'deep',
    defaults: defaultAnoGanConfig,
    sizes: { smoke: { ...smokeGan, searchSteps: 5 } },
    fromData: outputActivation,
  },
  'f-anogan': {
    detector: FAnoGan,
    kind: 'deep',
    defaults: defaultFAnoGanConfig,
    sizes: { smoke: smokeGan },
    fromData: outputActivation,
  },
  egbad: {
    detector: Egbad,
    kind: 'deep',
    defaults: defaultEgbadConfig,
    sizes: { smoke: { ...smokeGan, jointUnits: 8 } },
    fromData: outputActivation,
  },
  'lstm-forecaster': {
    detector: LstmForecaster,
    kind: 'deep',
    defaults: { ...defaultLstmForecasterConfig, targets: undefined },
    sizes: { smoke: { ...nextStep, hiddenUnits: 8 }, quick: nextStep, full: nextStep },
  },
  'convolutional-forecaster': {
    detector: ConvolutionalForecaster,
    kind: 'deep',
    defaults: { ...defaultConvolutionalForecasterConfig, targets: undefined },
    sizes: { smoke: { ...nextStep, hiddenUnits: 8 }, quick: nextStep, full: nextStep },
    windows: { windowSize: 20 }, // its convolutions leave nothing of 10 steps
  },
  'kan-ad': {
    detector: KanAd,
    kind: 'deep',
    defaults: defaultKanAdConfig,
    sizes: { smoke: { order: 2 } },
    windows: { windowSize: 96, stride: 24 }, // the size is Time-Series-Library's
  },
  range: { detector: RangeDistance, kind: 'baseline', defaults: {} },
  'moving-average': { detector: MovingAverageResidual, kind: 'baseline', defaults: defaultMovingAverageConfig },
  pca: { detector: PcaReconstruction, kind: 'baseline', defaults: { ...defaultPcaConfig, components: undefined } },
  'k-means': { detector: KMeansDistance, kind: 'baseline', defaults: defaultKMeansConfig },
  'isolation-forest': { detector: IsolationForest, kind: 'baseline', defaults: defaultIsolationForestConfig },
  'nearest-neighbour': { detector: NearestNeighbour, kind: 'baseline', defaults: {} },
  constant: { detector: ConstantReconstruction, kind: 'baseline', defaults: {} },
  random: {
    detector: RandomBaseline,
    kind: 'trivial',
    defaults: defaultRandomBaselineConfig,
    fromData: ownStream,
  },
  'all-anomalous': { detector: AllAnomalous, kind: 'trivial', defaults: {} },
} satisfies Readonly<Record<string, CatalogueEntry>>;

export type DetectorName = keyof typeof catalogue;

export type ClassOf<Name extends DetectorName> = (typeof catalogue)[Name]['detector'];

/** Any of them; `name` tells which. */
export type CatalogueDetector = InstanceType<ClassOf<DetectorName>>;

/** The config of the detector of this name. */
export type ConfigOf<Name extends DetectorName> = InstanceType<ClassOf<Name>>['config'];

/** The detectors of the catalogue, in its order. */
export const detectorNames = Object.keys(catalogue) as readonly DetectorName[];

/** What every table carries beside the detectors, because it decides what they are worth. */
export const trivialDetectors = [
  'nearest-neighbour',
  'constant',
  'random',
  'all-anomalous',
] as const satisfies readonly DetectorName[];

/** The classes by name, as files of detectors are read with. */
export const detectorClasses: DetectorClasses = Object.fromEntries(
  Object.entries(catalogue).map(([name, { detector }]) => [name, detector as DetectorClass]),
);

/**
 * Looks an entry up.
 *
 * @throws If no detector has this name; the message lists the names there are.
 */
export function findDetector(name: string): CatalogueEntry {
  if (!Object.hasOwn(catalogue, name)) throw new Error(unknownDetector(name, detectorNames));
  return catalogue[name as DetectorName];
}

/** Says that no detector has a name, and which names there are. */
export function unknownDetector(name: string, names: readonly string[]): string {
  return `unknown detector '${name}', expected ${names.join(', ')}.${didYouMean(name, names)}`;
}

/** Whether a detector is trained in steps, by gradient descent; else it looks at the normal windows once. */
export function isTrained({ detector }: CatalogueEntry): boolean {
  return !('fitTo' in (detector.prototype as object));
}

/** Whether a detector reconstructs windows, so that each feature has its own error. */
export function reconstructs({ detector }: CatalogueEntry): boolean {
  return 'reconstruct' in (detector.prototype as object);
}

/** Whether a detector scores each step of a window, and not only the window. */
export function scoresSteps({ detector }: CatalogueEntry): boolean {
  return 'stepScores' in (detector.prototype as object);
}

/** Gives the config of a detector at a profile, without what the windows and the job decide. */
export function configAt<Name extends DetectorName>(name: Name, profile: ProfileName): Partial<ConfigOf<Name>> {
  return findDetector(name).sizes?.[profile] ?? {};
}

/** Gives the configs of a detector that have names; none of a name that the catalogue does not hold. */
export function namedConfigs(name: string): NonNullable<CatalogueEntry['configs']> {
  if (!Object.hasOwn(catalogue, name)) return {};
  return findDetector(name).configs ?? {};
}

/** Returns what the catalogue says of a detector's windows: nothing of most, nor of a name that it does not hold. */
export function windowsFor(name: string): NonNullable<CatalogueEntry['windows']> {
  if (!Object.hasOwn(catalogue, name)) return {};
  return findDetector(name).windows ?? {};
}

const decidedElsewhere = ['windowSize', 'features', 'seed'];

/** Gives a config as a job carries it: without what the windows and the job decide. */
export function asSettings(config: object): Record<string, z.core.util.JSONType> {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !decidedElsewhere.includes(name)));
}

/**
 * Looks a class up.
 *
 * @throws If there is none of this name; the message lists those that there are.
 */
export function findDetectorClass(name: string, classes: DetectorClasses): DetectorClass {
  if (Object.hasOwn(classes, name)) return classes[name];
  throw new Error(unknownDetector(name, Object.keys(classes)));
}
