/** Explains why a window is anomalous: which features and steps carry its score, and which normal window it is nearest to. */
import type { Windows } from '../data/windows';
import { mean, Random } from '../base/index';
import { requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';

/** Gives each window a score: a detector behind one call, so that nothing here depends on tensors. */
export type WindowScorer = (windows: Windows) => ArrayLike<number>;

export interface Attribution {
  /** How much the score falls without the feature, [features]; below zero where it rises. */
  readonly features: Float64Array;
  /** How much it falls without the step, [windowSize]. */
  readonly steps: Float64Array;
  readonly score: number;
}

/**
 * Attributes a score by occlusion: replaces each feature, then each step, by a usual value; the fall of the score is its
 * attribution. It needs only scores, so it works for every detector.
 *
 * @param score    Scores windows.
 * @param windows  Those of which one is explained.
 * @param options  `index` says which window. `usual` is the value that replaces a hidden one, for each feature, such as
 *                 training means. Default 0, the training mean of z-scores.
 * @throws {ScoringError} If there is no such window, or `usual` is not one number per feature.
 * @see Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks", section 4.2 (arXiv:1311.2901).
 */
export function occlusion(
  score: WindowScorer,
  windows: Windows,
  { index, usual = new Array<number>(windows.features).fill(0) }: { index: number; usual?: ArrayLike<number> },
): Attribution {
  const { windowSize, features } = windows;
  const window = windowAt('occlusion', windows, index);
  if (usual.length !== features) {
    throw new ScoringError('occlusion', `usual must hold one value per feature, ${features}; found ${usual.length}.`);
  }
  const hide = (isHidden: (i: number) => boolean) =>
    window.map((value, i) => (isHidden(i) ? usual[i % features] : value));
  const variants = [
    window,
    ...Array.from({ length: features }, (_, feature) => hide((i) => i % features === feature)),
    ...Array.from({ length: windowSize }, (_, step) => hide((i) => Math.floor(i / features) === step)),
  ];
  const scores = Float64Array.from(score(windowsOf(variants, windows)));
  const falls = scores.map((without) => scores[0] - without);
  return { score: scores[0], features: falls.slice(1, 1 + features), steps: falls.slice(1 + features) };
}

/**
 * Computes each feature's share of the error from errors per feature.
 *
 * @param errors  Not negative, such as squared residuals averaged over the window's steps.
 * @returns       Shares that sum to one; all zero where there is no error.
 * @throws {ScoringError} If an error is negative or not finite.
 */
export function errorShares(errors: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(errors);
  const bad = values.findIndex((error) => !(error >= 0 && error < Infinity));
  if (bad >= 0) throw new ScoringError('errorShares', `errors[${bad}] is ${values[bad]}; expected 0 or more.`);
  const total = values.reduce((sum, error) => sum + error, 0);
  return total > 0 ? values.map((error) => error / total) : values;
}

/**
 * Finds the normal window nearest to a window, by Euclidean distance.
 *
 * @throws {ScoringError} If there is no such window, no normal window, or they differ in size.
 */
export function nearestExample(windows: Windows, index: number, normal: Windows): { index: number; distance: number } {
  const window = windowAt('nearestExample', windows, index);
  if (normal.count === 0) throw new ScoringError('nearestExample', 'expected at least one normal window, found none.');
  if (normal.windowSize !== windows.windowSize || normal.features !== windows.features) {
    const size = (each: Windows) => `[${each.windowSize}, ${each.features}]`;
    throw new ScoringError('nearestExample', `expected normal windows of ${size(windows)}, found ${size(normal)}.`);
  }
  let best = { index: -1, distance: Infinity };
  for (let i = 0; i < normal.count; i++) {
    let sum = 0;
    for (let k = 0; k < window.length; k++) sum += (window[k] - normal.values[i * window.length + k]) ** 2;
    if (Math.sqrt(sum) < best.distance) best = { index: i, distance: Math.sqrt(sum) };
  }
  return best;
}

export interface Faithfulness {
  /** Mean fall of the score when the named feature is deleted, as a share of the score. */
  readonly named: number;
  /** The same for a feature drawn at random from the others. */
  readonly random: number;
  /** Share of windows in which deleting the named feature lowers the score more than deleting the random one. */
  readonly wins: number;
}

/**
 * Measures whether explanations name the feature that carries the score: deletes the named feature (replaces it by a usual
 * value), then a random other one. The named one should lower the score more.
 *
 * @param score    Scores windows.
 * @param windows  Those that were explained.
 * @param options  `named` is the feature that the explanation names, one per window; `usual` is as in {@link occlusion};
 *                 `seed` draws the random features.
 * @throws {ScoringError} If there is only one feature, no window, or not one named feature per window.
 * @see The deletion test of Samek et al. 2017, "Evaluating the visualization of what a deep neural network has learned"
 *      (arXiv:1509.06321), with one deletion.
 */
export function faithfulness(
  score: WindowScorer,
  windows: Windows,
  { named, usual, seed = 0 }: { named: ArrayLike<number>; usual?: ArrayLike<number>; seed?: number },
): Faithfulness {
  const { features, count } = windows;
  if (features < 2) throw new ScoringError('faithfulness', 'expected at least two features, found one.');
  requireWholeNumber('faithfulness', ['the number of windows', count], 1);
  if (named.length !== count) {
    throw new ScoringError('faithfulness', `expected one named feature per window, ${count}; found ${named.length}.`);
  }
  const random = new Random(seed).fork('faithfulness');
  const other = (feature: number) => (feature + 1 + random.integer(features - 1)) % features;
  const drawn = Int32Array.from({ length: count }, (_, i) => other(named[i]));
  const full = Float64Array.from(score(windows));
  const fallWithout = (hidden: ArrayLike<number>) => {
    const width = windows.windowSize * features;
    const values = windows.values.map((value, k) => {
      const feature = k % features;
      return hidden[Math.floor(k / width)] === feature ? (usual?.[feature] ?? 0) : value;
    });
    const without = score({ ...windows, values });
    return full.map((each, i) => (each - without[i]) / Math.max(Math.abs(each), Number.EPSILON));
  };
  const [ofNamed, ofRandom] = [fallWithout(named), fallWithout(drawn)];
  return { named: mean(ofNamed), random: mean(ofRandom), wins: mean(ofNamed.map((fall, i) => +(fall > ofRandom[i]))) };
}

function windowAt(where: string, { values, count, windowSize, features }: Windows, index: number): Float32Array {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new ScoringError(where, `no window ${index}, expected 0 to ${count - 1}.`);
  }
  return values.slice(index * windowSize * features, (index + 1) * windowSize * features);
}

function windowsOf(variants: readonly Float32Array[], like: Windows): Windows {
  const values = new Float32Array(variants.length * variants[0].length);
  variants.forEach((variant, i) => values.set(variant, i * variant.length));
  const count = variants.length;
  return { ...like, values, count, labels: new Uint8Array(count), starts: new Int32Array(count) };
}
