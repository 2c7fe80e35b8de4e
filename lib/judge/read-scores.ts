/** Scores from files, in whatever form people have them. */
import { DataError } from '../base/index';
import { makeSeries, pointScores, readSeries, type ReadOptions, type SeriesReading } from '../data/index';

export interface ReadScoresOptions {
  /** How to read the file, where that is not recognised. */
  readonly reading?: ReadOptions;
  /** The column of the scores. Default: the only one, or the one that is called score. */
  readonly column?: string;
  /**
   * Steps of a window, where each score is one of a window: the first begins at the first step, the others one step apart. A
   * step then has the mean over its windows.
   */
  readonly window?: number;
  /** Whether lower is more anomalous, as of likelihoods: the scores are negated. */
  readonly negate?: boolean;
}

/** The scores of one series, as a series of one feature. */
export interface ScoresReading {
  readonly scores: Float64Array;
  /** As the file was read; with windows, one row per step and no times. */
  readonly reading: SeriesReading;
}

/** What a column of scores is called. */
const SCORE_NAME = /^(anomaly[ _-]?)?scores?$/i;

/**
 * Reads one score per step: .npy, .npz, .csv, .tsv, .jsonl or .parquet, with times or without.
 *
 * @throws {DataError} If the file is not readable, has several columns that may be the scores, or a score is not finite.
 */
export function readScores(file: string, options: ReadScoresOptions = {}): ScoresReading {
  const { reading: how = {}, column, window, negate = false } = options;
  const all = readSeries(file, { ...how, ...(column !== undefined && { features: [column] }) });
  const reading = all.series.features === 1 ? all : readSeries(file, { ...how, features: [scoreColumn(file, all)] });
  const { values } = reading.series;
  requireFinite(file, values);
  const signed = negate ? values.map((value) => -value) : values;
  if (window === undefined) return { scores: signed, reading };
  const length = signed.length + window - 1;
  const starts = Int32Array.from({ length: signed.length }, (_, i) => i);
  const scores = pointScores(signed, { starts, count: signed.length, windowSize: window }, length);
  const { time: _, ...description } = { ...reading.description, rows: length, steps: length };
  return { scores, reading: { series: makeSeries({ name: file, values: scores, features: 1 }), description } };
}

function scoreColumn(file: string, { series: { names } }: SeriesReading): string {
  const named = names.filter((name) => SCORE_NAME.test(name));
  if (named.length === 1) return named[0];
  const found = names.length > 12 ? `${names.length} columns` : names.join(', ');
  throw new DataError(`${file}: expected one column of scores, found ${found}; --score-column names it`);
}

function requireFinite(file: string, scores: Float64Array): void {
  const first = scores.findIndex((score) => !Number.isFinite(score));
  if (first < 0) return;
  const count = scores.reduce((sum, score) => sum + Number(!Number.isFinite(score)), 0);
  const found = Number.isNaN(scores[first]) ? 'none' : String(scores[first]);
  throw new DataError(
    `${file}: expected a finite score for each step, found ${found} at step ${first} (counted from 0); ` +
      `${count} of ${scores.length} are not finite`,
  );
}
