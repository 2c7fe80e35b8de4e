/** Scores from files, in whatever form people have them. */
import { makeSeries, pointScores, readScoreColumn, type ReadOptions, type SeriesReading } from '../data/index';

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
  /** Whether missing scores, as of a warm-up, become the lowest one of their file; default they are refused. */
  readonly fill?: boolean;
  /** Whether lower is more anomalous, as of likelihoods: the scores are negated. */
  readonly negate?: boolean;
}

/** The scores of one series, as a series of one feature. */
export interface ScoresReading {
  readonly scores: Float64Array;
  /** As the file was read; with windows, one row per step and no times. */
  readonly reading: SeriesReading;
}

/**
 * Reads one score per step: .npy, .npz, .csv, .tsv, .jsonl or .parquet, with times or without.
 *
 * @throws {DataError} If the file is not readable, has several columns that may be the scores, or a score is not finite.
 */
export function readScores(file: string, options: ReadScoresOptions = {}): ScoresReading {
  const { window, negate = false } = options;
  const reading = readScoreColumn(file, { ...options, remedy: '--score-column names it' });
  const { values } = reading.series;
  const signed = negate ? values.map((value) => -value) : values;
  if (window === undefined) return { scores: signed, reading };
  const length = signed.length + window - 1;
  const starts = Int32Array.from({ length: signed.length }, (_, i) => i);
  const scores = pointScores(signed, { starts, count: signed.length, windowSize: window }, length);
  const { time: _, ...description } = { ...reading.description, rows: length, steps: length };
  return { scores, reading: { series: makeSeries({ name: file, values: scores, features: 1 }), description } };
}
