/** Batch scoring: runs every series in a folder through one pipeline. */
import fs from 'node:fs';
import path from 'node:path';
import { counted, messageOf, writeFileAtomic, writePiecesAtomic } from '../base/index';
import { isMatchedByPlace } from '../data/column-names';
import { readSeriesLike, type Description, type ReadOptions, type Segment, type Series } from '../data/index';
import { alignFeatures } from './align-features';
import type { AnomalyPipeline, Prediction } from './anomaly-pipeline';
import { missingValues } from './missing-values';
import { PipelineError } from './pipeline-error';
import { isTimeRecognised, readingOf } from './pipeline-settings';

/** Characters written at once. */
const PIECE = 2 ** 20;

const READABLE = /\.(npy|npz|parquet|pq|(csv|tsv|txt|dat|jsonl|ndjson)(\.gz)?)$/i;

export interface ScoredFile {
  /** The name in the input folder. */
  readonly file: string;
  readonly timeSteps: number;
  readonly segments: readonly Segment[];
  /** What was taken from the file. */
  readonly description?: Description;
  /** What else a user should know of how the file was read and filled, each a sentence without a full stop. */
  readonly notes: readonly string[];
  /** Why this file was not scored. The other files are scored regardless. */
  readonly error?: string;
}

/**
 * Scores each file of a folder, or one file. Writes `NAME.scores.csv` (time step, score, prediction) for each, and
 * `summary.json`. A file that cannot be read or scored is listed there with the reason.
 *
 * @param pipeline        Fitted or loaded.
 * @param folders         From where and to where.
 * @param folders.input   A folder of files that `loadSeries` reads, without its subfolders; or one such file.
 * @param folders.output  Created if missing. Must be another folder, so that the next run does not read scores as
 *                        series.
 * @param options         What is told, and how files are read.
 * @param options.reading  How to read the files, where that is not as the training file was read.
 * @throws {PipelineError} If the input folder cannot be read or has no such file, or both folders are the same.
 */
export function scoreFolder(
  pipeline: AnomalyPipeline,
  folders: { readonly input: string; readonly output: string },
  { onFile, reading }: { readonly onFile?: (scored: ScoredFile) => void; readonly reading?: ReadOptions } = {},
): ScoredFile[] {
  const isFile = fs.statSync(folders.input, { throwIfNoEntry: false })?.isFile() ?? false;
  const input = isFile ? path.dirname(folders.input) : folders.input;
  const files = isFile ? [path.basename(folders.input)] : listFiles(input);
  if (isSameFolder(input, folders.output)) {
    throw new PipelineError(
      `${folders.output}: expected an output folder other than the input folder; found the same.`,
    );
  }
  const scored = files.map((file) => {
    const found = scoreFile(pipeline, file, { ...folders, input, reading });
    onFile?.(found);
    return found;
  });
  writeFileAtomic(path.join(folders.output, 'summary.json'), `${JSON.stringify(scored, null, 1)}\n`);
  return scored;
}

function isSameFolder(input: string, output: string): boolean {
  return fs.existsSync(output) && fs.realpathSync(input) === fs.realpathSync(output);
}

function listFiles(folder: string): string[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    throw new PipelineError(`${folder}: the folder cannot be read (${messageOf(error)}).`);
  }
  const files = names.filter((name) => READABLE.test(name)).sort();
  if (files.length > 0) return files;
  throw new PipelineError(
    `${folder}: expected .npy, .npz, .csv, .tsv, .jsonl or .parquet files; found ${counted(names.length, 'other file')}.`,
  );
}

function scoreFile(
  pipeline: AnomalyPipeline,
  file: string,
  { input, output, reading }: { input: string; output: string; reading?: ReadOptions },
): ScoredFile {
  const { settings, parts } = pipeline;
  let series: Series;
  let description: Description;
  let prediction: Prediction;
  try {
    const options = { ...readingOf(settings), ...reading };
    const timeMayLack = isTimeRecognised(settings) && reading?.timeColumn === undefined;
    ({ series, description } = readSeriesLike(path.join(input, file), parts.names, options, { timeMayLack }));
    prediction = pipeline.predict(series);
  } catch (error) {
    return { file, timeSteps: 0, segments: [], notes: [], error: messageOf(error) };
  }
  writePiecesAtomic(path.join(output, `${file}.scores.csv`), scoreLines(series, prediction));
  const byPlace = series.features > 1 && isMatchedByPlace(series.names, parts.names);
  const notes = [
    ...(byPlace ? ['columns matched by position: this file or the training file has no column names'] : []),
    ...missingValues(alignFeatures(series, parts.names), settings),
  ];
  return { file, timeSteps: series.length, segments: prediction.segments, description, notes };
}

/** Writes a line for each time step, in pieces of many lines. The times are those of the file, digit for digit. */
function* scoreLines({ timestamps }: Series, { scores, predictions }: Prediction): Generator<string> {
  let piece = 'time,score,prediction\n';
  for (let step = 0; step < scores.length; step++) {
    const time = timestamps ? csvCell(String(timestamps[step])) : step;
    piece += `${time},${scores[step]},${predictions[step]}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Quotes a cell as RFC 4180 asks, and where blanks at its ends would be lost. */
function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
