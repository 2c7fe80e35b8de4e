/** Everything that can be run on a channel, deep or trivial, as one kind of function: windows in, scores out. */
import { Random, type Windows } from '../data/index';
import {
  AnomalyTransformer,
  LstmAttention,
  LstmVae,
  nearestNeighbourScores,
  Vae,
  type TrainedDetector,
} from '../models/index';
import { scoreWindows } from '../scoring/index';
import { fit, type History } from '../training/index';
import type { Profile } from './profiles';

export interface MethodInput {
  readonly windows: { readonly train: Windows; readonly validation: Windows; readonly test: Windows };
  readonly seed: number;
  readonly profile: Profile;
  readonly onEpoch?: (history: History) => void;
  readonly signal?: AbortSignal;
}

export interface MethodOutput {
  /** Scores of the training windows: the threshold comes from these. */
  readonly trainScores: Float32Array;
  readonly testScores: Float32Array;
  /** Of what was trained. */
  readonly history?: History;
}

export type Method = (input: MethodInput) => Promise<MethodOutput>;

/** What a model is made for: the windows' shape, and a seed. */
interface Shape {
  readonly windowSize: number;
  readonly features: number;
  readonly seed: number;
}

/** A method that trains a new model on the training windows and scores with it. */
function trained(make: (shape: Shape, profile: Profile) => TrainedDetector): Method {
  return async ({ windows, seed, profile, onEpoch, signal }) => {
    const { windowSize, features } = windows.train;
    const model = make({ windowSize, features, seed }, profile);
    try {
      const history = await fit(model, windows, { ...profile.fit, seed, onEpoch, signal });
      const [trainScores, testScores] = [scoreWindows(model, windows.train), scoreWindows(model, windows.test)];
      return { trainScores, testScores, history };
    } finally {
      model.dispose();
    }
  };
}

/** The trained detectors, by their names on the command line. */
export const models: Record<string, Method> = {
  'lstm-vae': trained((shape, profile) => new LstmVae({ ...profile.lstmVae, ...shape })),
  'lstm-attention': trained((shape, profile) => new LstmAttention({ ...profile.lstmAttention, ...shape })),
  'anomaly-transformer': trained(
    (shape, profile) => new AnomalyTransformer({ ...profile.anomalyTransformer, ...shape }),
  ),
  vae: trained((shape, profile) => new Vae({ ...profile.vae, ...shape })),
};

/** What every table carries beside the detectors, because it decides what they are worth. */
export const baselines: Record<string, Method> = {
  /** Uniform scores that know nothing. */
  random: async ({ windows, seed }) => {
    const random = new Random(seed).fork(`random baseline for ${windows.test.count} windows`);
    const draw = (count: number) => Float32Array.from({ length: count }, () => random.uniform());
    return { trainScores: draw(windows.train.count), testScores: draw(windows.test.count) };
  },
  /** Every test window lies above every training score. */
  'all-anomalous': async ({ windows }) => ({
    trainScores: new Float32Array(windows.train.count),
    testScores: new Float32Array(windows.test.count).fill(1),
  }),
  /** Distance to the nearest training window; a training window is compared with the others. */
  'nearest-neighbour': async ({ windows }) => ({
    trainScores: nearestNeighbourScores(windows.train, windows.train, { exclude: true }),
    testScores: nearestNeighbourScores(windows.train, windows.test),
  }),
};

/**
 * A detector or a baseline by its name.
 *
 * @throws If there is none of this name; the message lists them.
 */
export function findModel(name: string): Method {
  const methods = { ...models, ...baselines };
  if (!Object.hasOwn(methods, name)) {
    throw new Error(`Unknown model '${name}': expected ${Object.keys(methods).join(', ')}.`);
  }
  return methods[name]!;
}
