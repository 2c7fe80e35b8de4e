/** Detectors on the windows of one channel, judged alike: the rows beside a model that a notebook trains itself. */
import type { BinaryArray, NumberArray } from '../base/index';
import { runDetector, type CutWindows } from '../detectors/index';
import { evaluate, measureInfo, type Evaluation, type Protocol } from '../experiments/index';
import type { ProfileName } from '../models/index';
import type { Table } from '../tables/index';

export interface JudgedDetector extends Evaluation {
  readonly name: string;
  readonly testScores: NumberArray;
}

interface ScoresOfDetector {
  readonly name: string;
  readonly train: NumberArray;
  readonly test: NumberArray;
}

/** Judges scores by the rule. */
export function judgeScores(
  { name, train, test }: ScoresOfDetector,
  { labels, threshold }: { readonly labels: BinaryArray; readonly threshold: Protocol['threshold'] },
): JudgedDetector {
  return { name, testScores: test, ...evaluate({ trainScores: train, testScores: test, labels }, threshold) };
}

/**
 * Runs detectors of the catalogue on the windows and judges their scores; `loadBackend` must have been awaited.
 *
 * @throws If there is no such detector.
 */
export async function judgeDetectors(
  names: readonly string[],
  options: {
    readonly windows: CutWindows;
    readonly seed: number;
    readonly profile: ProfileName;
    readonly threshold: Protocol['threshold'];
  },
): Promise<JudgedDetector[]> {
  const { windows, seed, profile, threshold } = options;
  const { labels } = windows.test;
  const rows: JudgedDetector[] = [];
  for (const name of names) {
    const { train, test } = await runDetector(name, { windows, seed, profile });
    rows.push(judgeScores({ name, train, test }, { labels, threshold }));
  }
  return rows;
}

/** Shows judged detectors, one a row. */
export function judgedTable(rows: readonly JudgedDetector[], caption: string): Table {
  const names = ['precision', 'recall', 'f1', 'rocAuc', 'prAuc', 'accuracy'] as const;
  return {
    caption,
    columns: ['Method', ...names.map((name) => measureInfo[name].heading)],
    rows: rows.map((row) => [row.name, ...names.map((name) => row[name])]),
  };
}

/** Chooses two windows to look into: the normal one with the median score, and the anomalous one with the highest. */
export function exampleWindows(scores: NumberArray, labels: BinaryArray): [normal: number, anomalous: number] {
  const [normal, anomalous] = [0, 1].map((label) => {
    const own = Array.from(scores.keys()).filter((i) => labels[i] === label);
    return own.sort((a, b) => scores[a] - scores[b]);
  });
  return [normal[Math.floor(normal.length / 2)], anomalous[anomalous.length - 1]];
}
