/** Everything that can be run on a channel, deep or trivial, as one kind of function: windows in, scores out. */
import type { z } from 'zod';
import type { Windows } from '../data/index';
import { didYouMean } from '../base/index';
import {
  AllAnomalous,
  AnoGan,
  AnomalyTransformer,
  Autoencoder,
  defaultAnoGanConfig,
  defaultAnomalyTransformerConfig,
  defaultAutoencoderConfig,
  defaultEgbadConfig,
  defaultFAnoGanConfig,
  defaultIsolationForestConfig,
  defaultKMeansConfig,
  defaultLstmAttentionConfig,
  defaultLstmAutoencoderConfig,
  defaultLstmVaeConfig,
  defaultMovingAverageConfig,
  defaultPcaConfig,
  defaultRandomBaselineConfig,
  defaultVaeConfig,
  Egbad,
  FAnoGan,
  IsolationForest,
  KMeansDistance,
  LstmAttention,
  LstmAutoencoder,
  LstmVae,
  MovingAverageResidual,
  NearestNeighbour,
  PcaReconstruction,
  RandomBaseline,
  RangeDistance,
  Vae,
  type FittedDetector,
  type TrainedDetector,
} from '../models/index';
import { scoreWindows } from '../scoring/index';
import { fit, type FitOptions, type History } from '../training/index';
import type { Profile } from './profiles';

export interface MethodInput {
  readonly windows: { readonly train: Windows; readonly validation: Windows; readonly test: Windows };
  readonly seed: number;
  readonly profile: Profile;
  /** Where the detector's config is to differ from the profile's. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where training is to differ from the profile's. */
  readonly training?: Partial<FitOptions>;
  readonly onEpoch?: (history: History) => void;
  /** Called once the detector has scored, before it is given up: for a look inside. */
  readonly onTrained?: (detector: AnyDetector, windows: MethodInput['windows']) => void;
  readonly signal?: AbortSignal;
}

export interface MethodOutput {
  /** Scores of the training windows: the threshold comes from these. */
  readonly trainScores: Float32Array;
  readonly testScores: Float32Array;
  /** Of what was trained. */
  readonly history?: History;
}

export interface Method {
  (input: MethodInput): Promise<MethodOutput>;
  /** What a unit's config may set. */
  readonly settings: readonly string[];
  /** Whether it is trained in steps, so that `training` means something to it. */
  readonly trained: boolean;
  /**
   * Makes the detector once for windows of that size and gives it up; `loadBackend` must have been awaited.
   *
   * @throws If a setting's value is out of its range, or does not suit the windows; the message names the setting.
   */
  readonly check: (input: Pick<MethodInput, 'windows' | 'seed' | 'profile' | 'config'>) => void;
}

export type AnyDetector = TrainedDetector | FittedDetector;

/**
 * A method that makes a new detector, trains it on the training windows and scores with it.
 *
 * @param Detector   Its class.
 * @param settings   Its default config: what a unit may override.
 * @param configure  What the profile or the data decide of its config; the rest are its defaults.
 */
function detector<Config extends object>(
  Detector: new (config: Config) => AnyDetector,
  settings: Config,
  configure: (input: MethodInput) => Config = () => ({}) as Config,
): Method {
  const make = (input: MethodInput) => {
    const { windowSize, features } = input.windows.train;
    return new Detector({ ...configure(input), ...(input.config as Config), windowSize, features, seed: input.seed });
  };
  const run = async (input: MethodInput): Promise<MethodOutput> => {
    const { windows, seed, profile, training, onEpoch, onTrained, signal } = input;
    const model = make(input);
    try {
      const history = await fit(model, windows, { ...profile.fit, ...training, seed, onEpoch, signal });
      const trainScores =
        'fitTo' in model && model.trainingScores
          ? model.trainingScores(windows.train)
          : scoreWindows(model, windows.train);
      const testScores = scoreWindows(model, windows.test);
      onTrained?.(model, windows);
      return { trainScores, testScores, history };
    } finally {
      model.dispose();
    }
  };
  const trained = !('fitTo' in (Detector.prototype as object));
  const check: Method['check'] = (input) => make(input).dispose();
  return Object.assign(run, { settings: Object.keys(asSettings(settings)), trained, check });
}

/** A config as a unit of work carries it: windows decide their size and features, the unit the seed. */
export function asSettings(config: object): Record<string, z.core.util.JSONType> {
  const decided = ['windowSize', 'features', 'seed'];
  return Object.fromEntries(Object.entries(config).filter(([name]) => !decided.includes(name)));
}

/** Images lie in [0, 1] and come from a sigmoid; scaled series do not. */
function outputActivation({ windows }: MethodInput): { outputActivation: 'sigmoid' | 'linear' } {
  const inside = windows.train.values.every((value) => value >= 0 && value <= 1);
  return { outputActivation: inside ? 'sigmoid' : 'linear' };
}

/** The detectors, by their names on the command line. */
export const models: Record<string, Method> = {
  'lstm-vae': detector(LstmVae, defaultLstmVaeConfig, ({ profile }) => profile.lstmVae),
  'lstm-attention': detector(LstmAttention, defaultLstmAttentionConfig, ({ profile }) => profile.lstmAttention),
  'anomaly-transformer': detector(
    AnomalyTransformer,
    defaultAnomalyTransformerConfig,
    ({ profile }) => profile.anomalyTransformer,
  ),
  'lstm-autoencoder': detector(LstmAutoencoder, defaultLstmAutoencoderConfig, ({ profile }) => profile.lstmAutoencoder),
  vae: detector(Vae, { ...defaultVaeConfig, klAnnealing: undefined }, ({ profile }) => profile.vae),
  autoencoder: detector(Autoencoder, defaultAutoencoderConfig, (input) => ({
    ...outputActivation(input),
    ...input.profile.autoencoder,
  })),
  anogan: detector(AnoGan, defaultAnoGanConfig, (input) => ({ ...outputActivation(input), ...input.profile.anoGan })),
  'f-anogan': detector(FAnoGan, defaultFAnoGanConfig, (input) => ({
    ...outputActivation(input),
    ...input.profile.fAnoGan,
  })),
  egbad: detector(Egbad, defaultEgbadConfig, (input) => ({ ...outputActivation(input), ...input.profile.egbad })),
  range: detector(RangeDistance, {}),
  'moving-average': detector(MovingAverageResidual, defaultMovingAverageConfig),
  pca: detector(PcaReconstruction, { ...defaultPcaConfig, components: undefined }),
  'k-means': detector(KMeansDistance, defaultKMeansConfig),
  'isolation-forest': detector(IsolationForest, defaultIsolationForestConfig),
};

/** What every table carries beside the detectors, because it decides what they are worth. */
export const baselines: Record<string, Method> = {
  random: detector(RandomBaseline, defaultRandomBaselineConfig, ({ windows }) => ({
    stream: `random baseline for ${windows.test.count} windows`,
  })),
  'all-anomalous': detector(AllAnomalous, {}),
  'nearest-neighbour': detector(NearestNeighbour, {}),
};

const methods: Record<string, Method> = { ...models, ...baselines };

export const modelNames: readonly string[] = Object.keys(methods);

/** The leaderboard's ensemble. Not among the models: it is no detector of windows, so that it is run by itself. */
export const POOLED_CONTEXT = 'pooled-context';

/**
 * A detector or a baseline by its name.
 *
 * @throws If there is none of this name; the message lists them.
 */
export function findModel(name: string): Method {
  if (!Object.hasOwn(methods, name)) throw new Error(unknownModel(name, modelNames));
  return methods[name];
}

/** What is said of a model that is none of these. */
export function unknownModel(name: string, names: readonly string[]): string {
  return `Unknown model '${name}': expected ${names.join(', ')}.${didYouMean(name, names)}`;
}
