/** From files to what is judged: scores of one series or of a folder of them, labels, and values where they are known. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, messageOf } from '../base/index';
import {
  column,
  listChannels,
  loadChannel,
  periodOf,
  readLabels,
  readSeries,
  readSeriesLike,
  WrongLabelCount,
  type Described,
  type LabelReading,
  type ReadOptions,
  type SeriesReading,
} from '../data/index';
import type { Targets } from '../detectors/series-detector';
import type { JudgedRow, LabelledSteps, StepScores } from './judged';
import { readScores, type ReadScoresOptions, type ScoresReading } from './read-scores';

export interface JudgeFiles {
  /** One for each detector: a file of one series' scores, or a folder with a file for each series. */
  readonly scores: readonly string[];
  /** Names of the detectors. Default: those of their files or folders. */
  readonly names?: readonly string[];
  /** Columns of scores in each file, each a detector. Default: one, the only one or the one called score. */
  readonly columns?: readonly string[];
  /** For each of `scores`, those of the training series: for the threshold. */
  readonly trainScores?: readonly string[];
  /** A file or a folder, as the scores are. Default: a column of labels beside the values, or beside the scores. */
  readonly labels?: string;
  /** The values that were scored, and normal ones that came before: for the baselines. A file or a folder, as the scores. */
  readonly series?: string;
  readonly train?: string;
  /** A folder of SMAP/MSL telemetry, instead of the last three; the scores' files are named by channel. */
  readonly telemetry?: string;
}

/** What is judged, and what was read for it. */
export interface LoadedScores {
  readonly series: readonly LabelledSteps[];
  readonly rows: readonly JudgedRow[];
  readonly targets: Targets;
  readonly described: readonly Described[];
  /** What was left out, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Loads what is to be judged.
 *
 * @throws {DataError} If a file is missing or malformed, or the scores and labels of a series do not fit together.
 */
export function loadScores(files: JudgeFiles, options: Omit<ReadScoresOptions, 'column'> = {}): LoadedScores {
  const { scores, columns, trainScores, telemetry } = files;
  const detectors = scores.flatMap((_, place) => (columns ?? [undefined]).map((column) => ({ place, column })));
  const names = files.names ?? detectorNames(scores, columns);
  if (names.length !== detectors.length) {
    const each = columns ? '--score-column of each --scores' : '--scores';
    throw new DataError(`--name: expected ${detectors.length} names, one for each ${each}, found ${names.length}`);
  }
  if (trainScores && trainScores.length !== scores.length) {
    const found = `${trainScores.length} of training scores`;
    throw new DataError(`--train-scores: expected one for each --scores (${scores.length}), found ${found}`);
  }
  const places = scores.map(filesOf);
  const [first] = places;
  const all = [...first.keys()];
  places.forEach((place, i) => requireSame(scores[i], place, scores[0], all));
  const unlabelled = telemetry === undefined ? [] : unlabelledAmong(telemetry, all);
  const keys = all.filter((key) => !unlabelled.includes(key));
  if (keys.length === 0) throw new DataError(`${telemetry}: expected labels of ${all.join(', ')}; found none`);
  const described: Described[] = [];
  const read = detectors.map(({ place, column }) =>
    keys.map((key) => readScores(keyed(places[place], key), { ...options, column })),
  );
  const series = keys.map((key, i): LabelledSteps => {
    const found =
      telemetry === undefined
        ? labelledFrom(files, key, read[0][i], options, described)
        : labelledChannel(telemetry, key);
    if (i < SHOWN) described.push(read[0][i].reading.description);
    return found;
  });
  const trains = trainScores?.map(filesOf);
  const rows = names.map((name, k): JudgedRow => ({
    name,
    kind: 'judged',
    draws: [
      keys.map((key, i): StepScores => {
        const { scores: test } = read[k][i];
        const { place, column } = detectors[k];
        requireLength(keyed(places[place], key), test, series[i]);
        return {
          test,
          ...(trains && { train: readScores(keyed(trains[place], key), { ...options, column }).scores }),
        };
      }),
    ],
  }));
  const notes = unlabelled.map((channel) => `${channel} is left out, as it has no labels`);
  return { series, rows, targets: telemetry === undefined ? 'all' : 'first', described, notes };
}

/** Of many series, what was read of the first is told. */
const SHOWN = 3;

const ENDINGS = ['.npy', '.npz', '.csv', '.tsv', '.txt', '.jsonl', '.ndjson', '.parquet', '.json'];

/** Takes the ending away, also of a packed file. */
function stemOf(file: string): string {
  const name = path.basename(file).replace(/\.gz$/i, '');
  const ending = ENDINGS.find((each) => name.toLowerCase().endsWith(each));
  return ending ? name.slice(0, -ending.length) : name;
}

/** Lists a folder's files by the name of their series; a file is one by itself. @throws {DataError} If there is none. */
function filesOf(place: string): Map<string, string> {
  if (!fs.existsSync(place)) throw new DataError(`${place}: expected a file, or a folder of files; found none`);
  if (!fs.statSync(place).isDirectory()) return new Map([[ONLY, place]]);
  const names = fs.readdirSync(place).filter((name) => {
    const plain = name.toLowerCase().replace(/\.gz$/, '');
    return !name.startsWith('.') && ENDINGS.some((ending) => plain.endsWith(ending));
  });
  const files = new Map<string, string>();
  for (const name of names.sort()) {
    const key = stemOf(name);
    if (files.has(key))
      throw new DataError(
        `${place}: expected one file for '${key}', found ${path.basename(files.get(key)!)} and ${name}`,
      );
    files.set(key, path.join(place, name));
  }
  if (files.size === 0) throw new DataError(`${place}: expected files of ${ENDINGS.join(', ')}; found none`);
  return files;
}

/** The key of a file that is one series by itself. */
const ONLY = '';

function keyed(files: ReadonlyMap<string, string>, key: string): string {
  return files.get(key) ?? files.get(ONLY)!;
}

/** @throws {DataError} If two detectors do not have scores of the same series. */
function requireSame(place: string, files: ReadonlyMap<string, string>, first: string, keys: readonly string[]): void {
  const lacking = keys.filter((key) => !files.has(key));
  const further = [...files.keys()].filter((key) => !keys.includes(key));
  if (lacking.length === 0 && further.length === 0) return;
  const list = (names: readonly string[]) =>
    `${names
      .slice(0, 5)
      .map((name) => (name === ONLY ? 'a single file' : name))
      .join(', ')}${names.length > 5 ? `, ... (${names.length})` : ''}`;
  const what = lacking.length > 0 ? `it lacks ${list(lacking)}` : `it has also ${list(further)}`;
  throw new DataError(`${place}: expected scores of the series of ${first}, but ${what}`);
}

function labelledFrom(
  { labels, series, train, scores }: JudgeFiles,
  key: string,
  { reading: ofScores }: ScoresReading,
  { reading = {} }: ReadScoresOptions,
  described: Described[],
): LabelledSteps {
  const isTold = described.length < SHOWN;
  const place = (option: string, folder: string) => {
    const files = filesOf(folder);
    if (key === ONLY && files.size > 1)
      throw new DataError(`${option} ${folder}: expected one file, as --scores is one`);
    const isShared = files.has(ONLY) && path.extname(folder).toLowerCase() === '.json';
    if (key !== ONLY && !files.has(key) && !isShared) {
      throw new DataError(`${option} ${folder}: expected a file for '${key}', as --scores has; found none`);
    }
    return files.get(key) ?? [...files.values()][0];
  };
  const test = series === undefined ? undefined : readSeries(place('--series', series), reading);
  const learnt =
    train === undefined || !test ? undefined : readSeriesLike(place('--train', train), test.series.names, reading);
  if (test && isTold) described.push(test.description);
  const beside: SeriesReading = test ?? ofScores;
  const name = key === ONLY ? stemOf(scores[0]) : key;
  const found = labels === undefined ? beside.series.labels : undefined;
  if (labels === undefined && !found) {
    throw new DataError(
      `${beside.series.name}: expected labels, from --labels or in a column of this file; found none`,
    );
  }
  const given = found ? undefined : labelsOf(place('--labels', labels!), named(beside, key), reading);
  if (given && isTold) described.push(given.description);
  const { time } = beside.description;
  return {
    name,
    labels: found ?? given!.labels,
    ...(time?.step !== undefined && time.unit !== null && { stepSeconds: time.step }),
    ...(test && { test: test.series, period: periodOf(column(test.series, 0)) }),
    ...(learnt && { train: learnt.series }),
  };
}

/** Reads labels; where there are more than scores, the message says what the scores may be of. */
function labelsOf(file: string, beside: SeriesReading, reading: ReadOptions): LabelReading {
  try {
    return readLabels(file, beside, reading);
  } catch (error) {
    const hint = labelHint(error, beside);
    if (hint === undefined) throw error;
    throw new DataError(`${messageOf(error).replace(/\.$/, '')}; ${hint}`, { cause: error });
  }
}

/** Says what may be meant where labels do not fit the scores, or the series, that they belong to. */
function labelHint(error: unknown, { series }: SeriesReading): string | undefined {
  if (series.values.every((value) => value === 0 || value === 1)) {
    return `all scores of ${path.basename(series.name)} are 0 or 1: are --scores and --labels swapped?`;
  }
  if (!(error instanceof WrongLabelCount)) return undefined;
  const { labels, steps } = error.counts;
  return labels > steps ? windowHint(labels - steps + 1) : undefined;
}

const windowHint = (window: number) => `if each score is of a window, --score-window ${window} says so`;

/** Gives a reading the name by which a file of labels of many series knows it. */
function named(reading: SeriesReading, key: string): SeriesReading {
  return key === ONLY ? reading : { ...reading, series: { ...reading.series, name: key } };
}

/** @throws {DataError} If a channel is not one of the telemetry. */
function unlabelledAmong(root: string, channels: readonly string[]): string[] {
  const known = new Map(listChannels(root).map((info) => [info.channel, info.labelled]));
  const unknown = channels.find((channel) => !known.has(channel));
  if (unknown !== undefined) {
    const name = unknown === ONLY ? 'a single file' : `'${unknown}'`;
    throw new DataError(`--scores: expected files that are named by the channels of ${root}, found ${name}`);
  }
  return channels.filter((channel) => !known.get(channel));
}

function labelledChannel(root: string, channel: string): LabelledSteps {
  const { train, test } = loadChannel(root, channel);
  return { name: channel, labels: test.labels!, test, train, period: periodOf(column(test, 0)) };
}

function requireLength(file: string, scores: Float64Array, { name, labels }: LabelledSteps): void {
  if (scores.length === labels.length) return;
  const missing = labels.length - scores.length;
  const hint = missing > 0 ? `; ${windowHint(missing + 1)}` : '';
  throw new DataError(
    `${file}: expected a score for each of ${labels.length} steps of ${name}, found ${scores.length}${hint}`,
  );
}

/** Names detectors by their columns, where these are named, else by their files or folders. */
function detectorNames(scores: readonly string[], columns: readonly string[] | undefined): string[] {
  const places = namesOf(scores);
  if (!columns) return places;
  return places.flatMap((place) => columns.map((column) => (scores.length === 1 ? column : `${place} ${column}`)));
}

/** Names detectors by their files or folders; where two are called alike, with the folder before. */
function namesOf(places: readonly string[]): string[] {
  const short = places.map(stemOf);
  return short.map((name, i) =>
    short.indexOf(name) === i && short.lastIndexOf(name) === i
      ? name
      : path.join(path.basename(path.dirname(places[i])), name),
  );
}
