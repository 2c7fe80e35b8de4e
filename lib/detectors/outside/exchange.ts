/**
 * The folder through which a program is handed a pair of series: `train` and `test` as .npy or .csv, and `series.json`, which
 * says what they are. docs/own-detector.md describes it for those who write the program.
 */
import path from 'node:path';
import { writeFileAtomic, writePiecesAtomic } from '../../base/index';
import { writeNpy, type Series } from '../../data/index';
import type { ProfileName } from '../../models/index';
import type { SeriesPair, Targets } from '../series-detector';

/** To be raised when a program that reads this form would misread another. */
const EXCHANGE_FORMAT = 1;

/** How the series are written. */
export const exchangeForms = ['npy', 'csv'] as const;

export type ExchangeForm = (typeof exchangeForms)[number];

/** What `series.json` holds. */
export interface SeriesFacts {
  readonly format: typeof EXCHANGE_FORMAT;
  /** What the series is of, such as a channel of telemetry. */
  readonly channel: string;
  /** Names of the features, in the order of the columns. */
  readonly features: readonly string[];
  /** Which features the labels are about: the first alone, or all. */
  readonly scored: Targets;
  /** The files of the series, [steps, features], and their shapes. */
  readonly train: string;
  readonly test: string;
  readonly trainShape: readonly [number, number];
  readonly testShape: readonly [number, number];
  /** Steps of a window, where the user has said how many. */
  readonly windowSize: number | null;
  readonly seed: number;
  readonly profile: ProfileName;
  /** Where the scores are to be written, in the same folder. */
  readonly scores: string;
  readonly trainScores: string;
  readonly secondsAllowed: number;
  readonly memoryMbAllowed: number;
}

/**
 * Writes the series and what is said of them. Labels and times are not among it.
 *
 * @param pair  Its training series holds normal steps alone.
 */
export function writeExchange(
  folder: string,
  { train, test, targets }: SeriesPair,
  {
    form,
    ...about
  }: { readonly form: ExchangeForm } & Pick<
    SeriesFacts,
    'channel' | 'windowSize' | 'seed' | 'profile' | 'secondsAllowed' | 'memoryMbAllowed'
  >,
): void {
  for (const [name, series] of Object.entries({ train, test })) writeSeries(path.join(folder, name), series, form);
  const facts: SeriesFacts = {
    format: EXCHANGE_FORMAT,
    features: train.names,
    scored: targets,
    train: `train.${form}`,
    test: `test.${form}`,
    trainShape: [train.length, train.features],
    testShape: [test.length, test.features],
    scores: `scores.${form}`,
    trainScores: `train_scores.${form}`,
    ...about,
  };
  writeFileAtomic(path.join(folder, 'series.json'), `${JSON.stringify(facts, null, 1)}\n`);
}

function writeSeries(file: string, series: Series, form: ExchangeForm): void {
  const { values, length, features } = series;
  if (form === 'npy') return writeNpy(`${file}.npy`, { shape: [length, features], data: values });
  writePiecesAtomic(`${file}.csv`, csvLines(series));
}

/** Writes numbers with all their digits; the names are quoted, as they may hold commas. */
function* csvLines({ values, length, features, names }: Series): Generator<string> {
  yield `${names.map((name) => `"${name.replace(/"/g, '""')}"`).join(',')}\n`;
  for (let step = 0; step < length; step++) {
    yield `${values.subarray(step * features, (step + 1) * features).join(',')}\n`;
  }
}
