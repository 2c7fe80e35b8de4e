/** Detectors of digits measured side by side, by a threshold that comes from held-out normal images. */
import { mean, type NumberArray } from '../base/index';
import { selectWindows, type Windows } from '../data/index';
import type { CutWindows } from '../detectors/index';
import { trainingScores, withDetector } from '../detectors/run-detector';
import { evaluate } from '../experiments/index';
import { rocAuc } from '../metrics/index';
import { makeForWindows, parameterCount, trivialDetectors, type Detector, type ProfileName } from '../models/index';
import { scoreWindows, stepErrors } from '../scoring/index';
import type { ComponentScores } from './digit-components';
import type { Searches } from './latent-searches';

/** What a detector says of images. */
export interface NamedScores {
  readonly name: string;
  /** Of normal images, from which the threshold comes. */
  readonly normal: NumberArray;
  readonly test: NumberArray;
  /** To score one test image among all of them. */
  readonly seconds?: number;
}

/** A row of the table of detectors, by its headings. */
export type RivalRow = {
  readonly detector: string;
  readonly 'ROC-AUC': number | null;
  readonly 'PR-AUC': number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly F1: number | null;
};

/** Scores the held-out and the test images with each detector. */
export function rivalScores(
  detectors: Readonly<Record<string, Detector>>,
  { validation, test }: Pick<CutWindows, 'validation' | 'test'>,
): NamedScores[] {
  return Object.entries(detectors).map(([name, detector]) => {
    const normal = scoreWindows(detector, validation);
    const begun = performance.now();
    const scores = scoreWindows(detector, test);
    return { name, normal, test: scores, seconds: (performance.now() - begun) / 1000 / test.count };
  });
}

/**
 * Scores the held-out and the test images with each detector; where searches of the test images have been made, takes
 * their scores.
 */
export function allScores(
  detectors: Readonly<Record<string, Detector>>,
  searched: Readonly<Record<string, Pick<Searches, 'scores' | 'seconds'>>>,
  windows: Pick<CutWindows, 'validation' | 'test'>,
): NamedScores[] {
  return Object.entries(detectors).flatMap(([name, detector]) => {
    if (!Object.hasOwn(searched, name)) return rivalScores({ [name]: detector }, windows);
    const { scores, seconds } = searched[name];
    const normal = scoreWindows(detector, windows.validation);
    return [{ name, normal, test: scores, seconds: seconds / windows.test.count }];
  });
}

/** Scores the held-out and the test images by a function. */
function scoresBy(
  name: string,
  scoresOf: (windows: Windows) => NumberArray,
  { validation, test }: Pick<CutWindows, 'validation' | 'test'>,
): NamedScores {
  return { name, normal: scoresOf(validation), test: scoresOf(test) };
}

/** Scores the held-out and the test images by the squares that are left of each number of components. */
export function componentScores(
  scoreComponents: ComponentScores,
  numbers: readonly number[],
  windows: Pick<CutWindows, 'validation' | 'test'>,
): NamedScores[] {
  return numbers.map((components) => {
    const name = Number.isFinite(components) ? `PCA, ${components} components` : 'PCA';
    return scoresBy(name, (of) => scoreComponents(of, { components, distance: 'squared' }), windows);
  });
}

/** Computes the ROC-AUC of the squares that are left of each number of components. */
export function componentAreas(scoreComponents: ComponentScores, numbers: readonly number[], test: Windows): number[] {
  return numbers.map((components) => rocAuc(scoreComponents(test, { components, distance: 'squared' }), test.labels));
}

/** Computes the ROC-AUC of the components beside each setting of AnoGAN: two with magnitudes, two with squares. */
export function componentChain(scoreComponents: ComponentScores, components: number, test: Windows): number[] {
  const [absolute, squared] = (['absolute', 'squared'] as const).map((distance) => {
    return rocAuc(scoreComponents(test, { components, distance }), test.labels);
  });
  return [absolute, absolute, squared, squared];
}

/** Gives the ROC-AUC of each row, by detector. */
export function rocAucs(rows: readonly RivalRow[]): Record<string, number> {
  return Object.fromEntries(rows.map((row) => [row.detector, row['ROC-AUC'] ?? NaN]));
}

/** Measures how long a detector takes to score one window by itself: the second of two. */
export function secondsAlone(detector: Detector, windows: Windows): number {
  const one = selectWindows(windows, [0]);
  scoreWindows(detector, one); // makes what it needs
  const begun = performance.now();
  scoreWindows(detector, one);
  return (performance.now() - begun) / 1000;
}

/**
 * Scores the held-out and the test images with the detectors that know nothing. Calling everything anomalous stays that: any
 * threshold lies below its scores of test images.
 */
export async function trivialScores(
  windows: CutWindows,
  { seed, profile }: { readonly seed: number; readonly profile: ProfileName },
): Promise<NamedScores[]> {
  const found: NamedScores[] = [];
  for (const name of trivialDetectors) {
    const scored = await withDetector(
      (run) => makeForWindows(name, run),
      { windows, seed, profile },
      (detector) => ({
        normal: (name === 'all-anomalous' ? trainingScores : scoreWindows)(detector, windows.validation),
        test: scoreWindows(detector, windows.test),
      }),
    );
    found.push({ name, ...scored });
  }
  return found;
}

/** Measures scores; the threshold is a percentile of those of the normal images, by default the chapter's 95th. */
export function rivalRows(scores: readonly NamedScores[], labels: Uint8Array, percentile = 95): RivalRow[] {
  return scores.map(({ name, normal, test }) => {
    const rule = { kind: 'percentile', percentile, of: 'training' } as const;
    const found = evaluate({ trainScores: normal, testScores: test, labels }, rule);
    const { rocAuc, prAuc, precision, recall, f1 } = found;
    return { detector: name, 'ROC-AUC': rocAuc, 'PR-AUC': prAuc, precision, recall, F1: f1 };
  });
}

/** Mean squared errors of what a detector finds for images, by the headings of their table. */
export type ErrorRow = {
  readonly detector: string;
  readonly 'images trained on': number;
  readonly 'unseen normal images': number;
  readonly anomalies: number;
  readonly 'unseen over trained on': number;
  readonly 'anomalies over unseen': number;
};

/**
 * Averages errors over the images that were trained on and over both kinds of test image.
 *
 * @param errorsOf  Computes one error a window.
 */
export function errorRow(
  detector: string,
  errorsOf: (windows: Windows) => NumberArray,
  { trained, test }: { readonly trained: Windows; readonly test: Windows },
): ErrorRow {
  const found = errorsOf(test);
  const [normal, anomalies] = [0, 1].map((label) => mean(Array.from(found).filter((_, i) => test.labels[i] === label)));
  const known = mean(errorsOf(trained));
  return {
    detector,
    'images trained on': known,
    'unseen normal images': normal,
    anomalies,
    'unseen over trained on': normal / known,
    'anomalies over unseen': anomalies / normal,
  };
}

/** Images of each part whose errors are averaged. */
const MEASURED = 64;

/**
 * Averages the squared errors of detectors and of the leading principal components over the first images that were trained on
 * and over those of the test.
 */
export function errorRows(
  detectors: Readonly<Record<string, Parameters<typeof stepErrors>[0]>>,
  { train, test }: Pick<CutWindows, 'train' | 'test'>,
  { scoreComponents, components }: { readonly scoreComponents: ComponentScores; readonly components: number },
): ErrorRow[] {
  const firstOf = (of: Windows) =>
    selectWindows(
      of,
      Array.from({ length: MEASURED }, (_, i) => i),
    );
  const parts = { trained: firstOf(train), test: firstOf(test) };
  const ofPca = (of: Windows) => scoreComponents(of, { components, distance: 'squared' });
  return [
    ...Object.entries(detectors).map(([name, detector]) => errorRow(name, (of) => stepErrors(detector, of), parts)),
    errorRow(`PCA, ${components} components`, ofPca, parts),
  ];
}

/** What a score costs, by the headings of its table. */
export type CostRow = {
  readonly detector: string;
  readonly parameters: number;
  readonly 'one image alone (ms)': number;
  readonly 'one among all (ms)': number;
  readonly 'times an autoencoder': number;
};

/** Times each detector on one image by itself, beside its time on all of them and the autoencoder's. */
export function costRows(
  scores: readonly NamedScores[],
  detectors: Readonly<Record<string, Detector>>,
  test: Windows,
): CostRow[] {
  const alone = scores.map(({ name }) => secondsAlone(detectors[name], test));
  const ofAutoencoder = alone[scores.findIndex(({ name }) => name === 'autoencoder')];
  return scores.map(({ name, seconds }, i) => ({
    detector: name,
    parameters: parameterCount(detectors[name]),
    'one image alone (ms)': 1000 * alone[i],
    'one among all (ms)': 1000 * seconds!,
    'times an autoencoder': alone[i] / ofAutoencoder,
  }));
}
