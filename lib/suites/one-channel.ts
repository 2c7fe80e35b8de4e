/** Detectors on the windows of one channel, judged alike: the rows beside a model that a notebook trains itself. */
import type { BinaryArray, NumberArray } from '../base/index';
import type { Channel } from '../data/index';
import { runDetector } from '../detectors/index';
import {
  evaluate,
  KNOW_NOTHING,
  measureInfo,
  placeScores,
  smapMslSource,
  type Evaluation,
  type PreparedSeries,
  type Protocol,
} from '../experiments/index';
import type { ProfileName } from '../models/index';
import { formatMeasure, type Table } from '../tables/index';

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
 * Runs detectors of the catalogue on the windows of a channel and judges their scores, and after them those of the rows that
 * look at the place alone.
 *
 * @throws If there is no such detector.
 */
export async function judgeDetectors(
  names: readonly string[],
  options: {
    /** Folder of the telemetry. */
    readonly root: string;
    readonly prepared: PreparedSeries & { readonly channel: Channel };
    readonly seed: number;
    readonly profile: ProfileName;
    readonly threshold: Protocol['threshold'];
  },
): Promise<JudgedDetector[]> {
  const { root, prepared, seed, profile, threshold } = options;
  const { windows, channel } = prepared;
  const { labels } = windows.test;
  const rows: JudgedDetector[] = [];
  for (const name of names) {
    const { train, test } = await runDetector(name, { windows, seed, profile });
    rows.push(judgeScores({ name, train, test }, { labels, threshold }));
  }
  for (const { name, windows: scores, ...own } of await placeScores(
    smapMslSource(root, [channel.channel]),
    prepared,
    windows.test,
  )) {
    rows.push(judgeScores({ name, ...scores }, { labels, threshold, ...own }));
  }
  return rows;
}

type RankedRow = Pick<JudgedDetector, 'name' | 'f1' | 'rocAuc' | 'prAuc'>;

/**
 * Says which rows that know nothing are better than the model, by each measure.
 *
 * @param models  The rows of the model: better is what is above each of them.
 */
export function betterKnowingNothing(models: readonly RankedRow[], rows: readonly RankedRow[]): string {
  const found = (['f1', 'rocAuc', 'prAuc'] as const).flatMap((measure) => {
    const bar = Math.max(...models.map((row) => row[measure] ?? 0));
    const above = rows.filter((row) => KNOW_NOTHING.includes(row.name) && (row[measure] ?? 0) > bar);
    const listed = above.map((row) => `${row.name} (${formatMeasure(row[measure])})`).join(', ');
    return listed ? [`by ${measureInfo[measure].heading} ${listed}, against ${formatMeasure(bar)}`] : [];
  });
  const better = found.length > 0 ? found.join('; ') : 'none by F1, ROC-AUC or PR-AUC';
  return `Of the rows that know nothing, better than ${models.length > 1 ? 'each of the model' : models[0].name}: ${better}.`;
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
