/**
 * What can be said of a file before it is read, and what reading it took.
 *
 * Every command, notebook and file of an experiment uses these names. The time column is `timeColumn` everywhere in `lib/data`.
 */
import type { TimeUnit } from './time-value';

/** What a guess may get wrong. Everything is optional; without it the reader decides by names and content. */
export interface ReadOptions {
  /** The columns to take as features, by name, in this order. Default: all that are not left out, see `Description`. */
  readonly features?: readonly string[];
  /** Columns to leave out, by name. */
  readonly ignore?: readonly string[];
  /** The column that holds the times; false for none. Default: a usual name such as time, or a column that only counts up. */
  readonly timeColumn?: string | false;
  /** How times are written, in the letters of strftime, such as '%d.%m.%Y %H:%M:%S'. Default: recognised. */
  readonly timeFormat?: string;
  /** The unit of times that are numbers. Default: told by their size, from 1973 on; smaller numbers have none. */
  readonly timeUnit?: TimeUnit;
  /** The column of labels; false for none. Default: a usual name such as label, or a column of 0 and 1 named like one. */
  readonly labelColumn?: string | false;
  /** Labels that mean anomalous, as they are written in the file, such as 'attack'; all others are normal. */
  readonly anomalousLabel?: string | readonly string[];
  /** The column that tells several devices in one file apart; false to take all rows as one device. */
  readonly channelColumn?: string | false;
  /** Which device of `channelColumn` to read. Needed if there is more than one. */
  readonly channel?: string;
  /** One character between cells, or 'blanks' for any run of blanks and tabs. Default: recognised from the first lines. */
  readonly delimiter?: string;
  /** The character before decimals. Default: '.', or ',' where every number says so and it does not part cells. */
  readonly decimal?: '.' | ',';
  /** The array of an .npz file to read. Needed if the file has several. */
  readonly array?: string;
  /** Whether the first row names the columns. Default: recognised; a row that may be either is refused. */
  readonly header?: boolean;
  /** Further marks of a missing value, such as '?' or '-9999', besides an empty cell, nan, na, n/a, null, none and -. */
  readonly missing?: string | readonly string[];
  /**
   * What to do where times are out of order: true sorts the rows by time, false leaves them as they are. Default: newest first
   * is turned round with a note, any other disorder is refused.
   */
  readonly sort?: boolean;
  /**
   * The distance of time steps to bring the series to, such as '10s', '5min', '100ms', '1h', or a number in the unit of the
   * times: each step takes the mean of its rows; steps without a row are missing.
   */
  readonly resample?: string | number;
}

/** What was taken from a file: one description for all formats. Plain JSON. */
export interface Description {
  readonly file: string;
  /** Rows of data in the file. */
  readonly rows: number;
  /** Time steps of the series. Fewer than `rows` where rows were dropped, selected or resampled. */
  readonly steps: number;
  /** What lies between cells, and before decimals. Absent for arrays and JSON lines. */
  readonly text?: {
    readonly delimiter: string;
    readonly decimal: string;
    /** Whether the first row named the columns. */
    readonly header: boolean;
  };
  readonly time?: TimeDescription;
  readonly label?: LabelDescription;
  readonly features: readonly FeatureDescription[];
  /** The columns that are not features, time or label. */
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  /** What else a user should know, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/** The times of a series, in its own order. */
export interface TimeDescription {
  readonly column: string;
  /** The first and the last time as they are written. */
  readonly first: string;
  readonly last: string;
  /** The usual distance of two steps: seconds, or the column's own unit if `unit` is null. Absent for texts and single steps. */
  readonly step?: number;
  /** Whether nine steps of ten are within a tenth of the usual one. */
  readonly regular: boolean;
  /** How the times are written: a unit, 'iso', 'text' (not read as times), null for numbers without a unit, or a format. */
  readonly unit: TimeUnit | 'iso' | 'compact' | 'day-first' | 'month-first' | 'text' | null | (string & {});
  /** As found in the file. */
  readonly order: 'ascending' | 'newest first' | 'out of order' | 'unknown';
  /** Steps whose time is that of the step before. */
  readonly repeats: number;
  /** Distances of more than one and a half usual steps; 0 where the steps are not regular. */
  readonly gaps: number;
  /** The longest distance, in the unit of `step`. */
  readonly longestGap?: number;
}

export interface LabelDescription {
  readonly column: string;
  readonly anomalous: number;
  readonly normal: number;
  /** The labels that count as anomalous, as they are written, where they are not 1 and true. */
  readonly anomalousLabels?: readonly string[];
}

export interface FeatureDescription {
  readonly name: string;
  readonly type: 'number' | 'whole number' | 'truth value';
  /** Time steps without a value. */
  readonly missing: number;
  readonly infinite: number;
  /** Whether all values that are there are the same. */
  readonly constant: boolean;
}
