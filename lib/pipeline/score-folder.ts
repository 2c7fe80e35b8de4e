/** Batch scoring: runs every series in a folder through one pipeline. */
import fs from 'node:fs';
import path from 'node:path';
import { isMatchedByPlace } from '../data/column-names';
import { loadSeries, type Segment, type Series } from '../data/index';
import { messageOf, writeFileAtomic } from '../base/index';
import type { AnomalyPipeline, Prediction } from './anomaly-pipeline';
import { PipelineError } from './pipeline-error';

const READABLE = /\.(npy|csv|tsv|txt|jsonl|ndjson)$/i;

export interface ScoredFile {
  /** The name in the input folder. */
  readonly file: string;
  readonly timeSteps: number;
  readonly segments: readonly Segment[];
  /** A note on how the file was read. */
  readonly note?: string;
  /** Why this file was not scored. The other files are scored regardless. */
  readonly error?: string;
}

/**
 * Scores each file of a folder, or one file. Writes `NAME.scores.csv` (time step, score, prediction) for each, and
 * `summary.json`. A file that cannot be read or scored is listed there with the reason.
 *
 * @param folders.input   A folder of files that `loadSeries` reads, without its subfolders; or one such file.
 * @param folders.output  Created if missing. Must be another folder, so that the next run does not read scores as
 *                        series.
 * @throws {PipelineError} If the input folder cannot be read or has no such file, or both folders are the same.
 */
export function scoreFolder(
  pipeline: AnomalyPipeline,
  folders: { readonly input: string; readonly output: string },
  onFile: (scored: ScoredFile) => void = () => undefined,
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
    const found = scoreFile(pipeline, file, { ...folders, input });
    onFile(found);
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
  throw new PipelineError(`${folder}: expected .npy, .csv, .tsv or .jsonl files; found ${names.length} other files.`);
}

function scoreFile(pipeline: AnomalyPipeline, file: string, folders: { input: string; output: string }): ScoredFile {
  let series: Series;
  let prediction: Prediction;
  try {
    const { timestampColumn } = pipeline.settings;
    series = loadSeries(path.join(folders.input, file), { timeColumn: timestampColumn });
    prediction = pipeline.predict(series);
  } catch (error) {
    return { file, timeSteps: 0, segments: [], error: messageOf(error) };
  }
  const { scores, predictions, segments } = prediction;
  const time = (step: number) => series.timestamps?.[step] ?? step;
  const lines = Array.from(scores, (score, step) => `${time(step)},${score},${predictions[step]}`);
  const text = ['time,score,prediction', ...lines, ''].join('\n');
  writeFileAtomic(path.join(folders.output, `${file}.scores.csv`), text);
  const byPlace = series.features > 1 && isMatchedByPlace(series.names, pipeline.parts.names);
  const note = 'columns matched by position: this file or the training file has no column names';
  return { file, timeSteps: series.length, segments, ...(byPlace && { note }) };
}
