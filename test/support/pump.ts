/** A pump's files as people have them: temperature and pressure once a minute, with stretches that went wrong. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../lib/base';
import { readSeries, type ReadOptions } from '../../lib/data';
import { fileSource, runJob, smapMslProtocol, type JobResult, type SeriesFiles } from '../../lib/experiments';
import { AnomalyPipeline, scoreFolder, type ScoredFile } from '../../lib/pipeline';

export interface PumpRow {
  /** Steps from the start of the training file. */
  readonly step: number;
  readonly temp: string;
  readonly pressure: string;
  readonly label: 0 | 1;
}

/** Makes rows; in `wrong`, half-open spans of places in the rows, the temperature is three degrees too high. */
export function pumpRows(
  length: number,
  { start = 0, wrong = [] }: { start?: number; wrong?: readonly (readonly [start: number, end: number])[] } = {},
): PumpRow[] {
  const random = new Random(`rows ${start}`);
  return Array.from({ length }, (_, i) => {
    const step = start + i;
    const isWrong = wrong.some(([from, to]) => i >= from && i < to);
    const temp = 20 + 2 * Math.sin(step / 8) + random.normal(0, 0.15) + (isWrong ? 3 : 0);
    const pressure = 3.5 + 0.1 * Math.cos(step / 8) + random.normal(0, 0.03);
    return { step, temp: temp.toFixed(4), pressure: pressure.toFixed(4), label: isWrong ? 1 : 0 };
  });
}

/** 1,200 normal rows, 600 that follow, and the same 600 of which 80 went wrong. */
export const pump = {
  train: pumpRows(1200),
  next: pumpRows(600, { start: 1200 }),
  wrong: pumpRows(600, { start: 1200, wrong: [[200, 240], [400, 440]] }), // prettier-ignore
};

/** Writes a time of the pump as text: 2024-05-01 00:00:00 is step 0. */
export function clock(step: number): string {
  return new Date(Date.UTC(2024, 4, 1) + step * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A folder for the files of one group of tests, removed after it. */
export class PumpFolder {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-pump-'));

  constructor() {
    after(() => fs.rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Writes lines under a name. @returns  The file. */
  write(name: string, lines: readonly string[]): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }

  /** Writes a table: a column from each function of a row, under its name. */
  table(name: string, rows: readonly PumpRow[], columns: Readonly<Record<string, (row: PumpRow) => unknown>>): string {
    const lines = rows.map((row) => Object.values(columns).map((cell) => String(cell(row)))); // prettier-ignore
    return this.write(
      name,
      [Object.keys(columns), ...lines].map((cells) => cells.join(',')),
    );
  }

  /** Fits a pipeline to a file, as npm run fit does. */
  fit(file: string): Promise<AnomalyPipeline> {
    const { series } = readSeries(file);
    return new AnomalyPipeline({ model: 'pca' }).fit(series);
  }

  /** Scores a file, as npm run score does. @returns  What is told of it, and the lines that are written. */
  score(pipeline: AnomalyPipeline, file: string, reading: ReadOptions = {}): Scored {
    const output = path.join(this.folder, `scores of ${path.basename(file)}`);
    const [told] = scoreFolder(pipeline, { input: file, output }, { reading });
    const written = path.join(output, `${path.basename(file)}.scores.csv`);
    if (told.error !== undefined || !fs.existsSync(written)) return { ...told, times: [], scores: [], share: NaN };
    const cells = fs.readFileSync(written, 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(',')); // prettier-ignore
    const called = cells.filter((each) => each[2] === '1').length;
    return {
      ...told,
      times: cells.map(([time]) => time),
      scores: cells.map(([, score]) => Number(score)),
      share: called / cells.length,
    };
  }

  /** Judges PCA on files, as npm run experiment does. */
  judge(files: SeriesFiles): Promise<JobResult> {
    const source = fileSource(files);
    const [channel] = source.channels;
    return runJob({ detector: 'pca', source, channel, protocol: smapMslProtocol, profile: 'smoke', seed: 0 });
  }
}

export interface Scored extends ScoredFile {
  readonly times: readonly string[];
  readonly scores: readonly number[];
  /** The share of steps that are called anomalous. */
  readonly share: number;
}
