/** Detectors of digits measured side by side, by a threshold that comes from held-out normal images. */
import { mean, type NumberArray } from '../base/index';
import { selectWindows, type Windows } from '../data/index';
import type { CutWindows } from '../detectors/index';
import { trainingScores, withDetector } from '../detectors/run-detector';
import { evaluate } from '../experiments/index';
import { makeForWindows, trivialDetectors, type Detector, type ProfileName } from '../models/index';
import { scoreWindows } from '../scoring/index';
import { digitProtocol } from './digit-windows';

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

/** Scores the held-out and the test images by a function. */
export function scoresBy(
  name: string,
  scoresOf: (windows: Windows) => NumberArray,
  { validation, test }: Pick<CutWindows, 'validation' | 'test'>,
): NamedScores {
  return { name, normal: scoresOf(validation), test: scoresOf(test) };
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

/** Measures scores; the threshold is the chapter's 95th percentile, of the normal images. */
export function rivalRows(scores: readonly NamedScores[], labels: Uint8Array): RivalRow[] {
  return scores.map(({ name, normal, test }) => {
    const found = evaluate({ trainScores: normal, testScores: test, labels }, digitProtocol.threshold);
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
