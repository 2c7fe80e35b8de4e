/** AnoGAN's latent searches of many windows at once, as plain arrays. */
import * as tf from '@tensorflow/tfjs';
import type { NumberArray } from '../base/index';
import type { Windows } from '../data/index';
import type { AnoGan } from '../models/index';
import { formatMeasure } from '../tables/index';
import { windowTensor } from '../training/index';

/** Where the searches went. */
export interface Searches {
  /** R of every window before each step and, last, at the end: [steps + 1][count]. */
  readonly residual: readonly (readonly number[])[];
  /** A of every window at the end. */
  readonly scores: Float32Array;
  /** z* of every window, [count, latentDim]. */
  readonly z: Float32Array;
  /** Their lengths. */
  readonly lengths: Float32Array;
  /** That the searches took. */
  readonly seconds: number;
}

/** Searches for every window. */
export function searchAll(model: AnoGan, windows: Windows): Searches {
  const begun = performance.now();
  const found = tf.tidy(() => {
    const { residual, discrimination, z } = model.search(windowTensor(windows));
    const { searchSteps, discriminationWeight: lambda } = model.config;
    const [r, d] = [residual, discrimination].map((distances) => distances.gather(searchSteps));
    return {
      residual: residual.arraySync(),
      scores: r
        .mul(1 - lambda)
        .add(d.mul(lambda))
        .dataSync<'float32'>(),
      z: z.dataSync<'float32'>(),
      lengths: z.norm('euclidean', 1).dataSync<'float32'>(),
    };
  });
  return { ...found, seconds: (performance.now() - begun) / 1000 };
}

/** The quartiles of one class of windows at some steps, one value a step. */
export interface Quartiles {
  readonly low: readonly number[];
  readonly values: readonly number[];
  readonly high: readonly number[];
}

/** Computes the quartiles of the residuals of the windows with a label, after each of some steps. */
export function residualQuartiles(
  { residual }: Pick<Searches, 'residual'>,
  { labels, label, steps }: { labels: ArrayLike<number>; label: number; steps: readonly number[] },
): Quartiles {
  const rows = steps.map((step) => {
    const sorted = residual[step].filter((_, i) => labels[i] === label).sort((a, b) => a - b);
    return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]);
  });
  const column = (place: number) => rows.map((row) => row[place]);
  return { low: column(0), values: column(1), high: column(2) };
}

/** Gives the quartiles of both classes, as lines of a figure: normal windows first. */
export function quartileLines(
  searches: Pick<Searches, 'residual'>,
  { labels, steps }: { labels: ArrayLike<number>; steps: readonly number[] },
): (Quartiles & { readonly name: string })[] {
  return ['normal', 'anomalous'].map((name, label) => ({
    name,
    ...residualQuartiles(searches, { labels, label, steps }),
  }));
}

/**
 * Follows the search of each window: the window, then what the search holds after each number of steps.
 *
 * @returns  Row-major, [windows, 1 + stops, windowSize * features].
 */
export function followSearch(model: AnoGan, windows: Windows, stops: readonly number[]): NumberArray {
  return tf.tidy(() => {
    const x = windowTensor(windows);
    const found = stops.map((steps) => model.search(x, { steps }).reconstructions);
    return tf.stack([x, ...found], 1).dataSync<'float32'>();
  });
}

/**
 * Chooses the steps of a search that a figure shows: 1, 2, 5, 10, 20 and so on, and the last.
 *
 * @param last  Steps of the search, at least 1.
 */
export function shownSteps(last: number): number[] {
  const found: number[] = [];
  for (let scale = 1; scale < last; scale *= 10) found.push(...[1, 2, 5].map((step) => step * scale));
  return [...found.filter((step) => step < last), last];
}

/** Names the rows of a figure that follows searches: what each image shows, and its score. */
export function searchRows(
  path: NumberArray,
  places: readonly number[],
  { scores, labels, digits }: { scores: NumberArray; labels: ArrayLike<number>; digits: ArrayLike<number> },
): Record<string, NumberArray> {
  const width = path.length / places.length;
  return Object.fromEntries(
    places.map((place, row) => [
      `${labels[place] ? 'anomalous' : 'normal'} ${digits[place]}, A = ${formatMeasure(scores[place])}`,
      path.slice(row * width, (row + 1) * width),
    ]),
  );
}
