/** Batch scoring: every series in a folder through one pipeline, when nobody needs the answer at once. */
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
  /** What is to be known of how it was read. */
  readonly note?: string;
  /** Why it was not scored; the others are all the same. */
  readonly error?: string;
}

/**
 * Scores each file of a folder, or one file, and writes `NAME.scores.csv` (time step, score, prediction) for it, and `summary.json`. A file
 * that cannot be read or scored is reported and passed over.
 *
 * @param folders.input   Series as `loadSeries` reads them, or the file of one; subfolders are not entered.
 * @param folders.output  Made where missing; another folder, or the next run would take the scores for series.
 * @throws {PipelineError} If the input folder cannot be read or holds no such file, or both folders are one.
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
    throw new PipelineError(`${folder}: this folder cannot be read (${messageOf(error)}).`);
  }
  const files = names.filter((name) => READABLE.test(name)).sort();
  if (files.length > 0) return files;
  throw new PipelineError(`${folder}: expected .npy, .csv or .jsonl files; found ${names.length} others.`);
}

function scoreFile(pipeline: AnomalyPipeline, file: string, folders: { input: string; output: string }): ScoredFile {
  let series: Series;
  let prediction: Prediction;
  try {
    const { timestampColumn } = pipeline.settings;
    series = loadSeries(path.join(folders.input, file), { timestampColumn });
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
  const note = 'columns taken in their order; this file or the one that the pipeline was fitted to has no names';
  return { file, timeSteps: series.length, segments, ...(byPlace && { note }) };
}
