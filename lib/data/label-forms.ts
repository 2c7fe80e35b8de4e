/** The forms in which files hold labels, before they are laid beside a series. */
import type { LabelValue } from './label-values';

/** A time, or a place in the file, as it is written. */
export interface Mark {
  readonly text: string;
  /** Its line, counted from 1; absent in arrays and JSON. */
  readonly line?: number;
}

/** One label for each row, with times of their own where there are any. */
export interface LabelRows {
  readonly kind: 'rows';
  /** Shape [rows], 1 where anomalous. */
  readonly labels: Uint8Array;
  readonly column: string;
  readonly anomalousLabels?: readonly string[];
  /** One per row. */
  readonly times?: { readonly column: string; readonly marks: readonly Mark[] };
}

/** The times, or the places, of single anomalous steps. */
export interface LabelPoints {
  readonly kind: 'points';
  readonly points: readonly Mark[];
}

/** Spans of times or of places that are anomalous. Both ends belong to the span. */
export interface LabelSpans {
  readonly kind: 'spans';
  readonly spans: readonly LabelSpan[];
}

export interface LabelSpan {
  readonly start: string;
  readonly end: string;
  readonly line?: number;
}

export type LabelForm = (LabelRows | LabelPoints | LabelSpans) & {
  /** What a user should know of how the file was read, each a sentence without a full stop. */
  readonly notes: readonly string[];
};

/** Names the place of a mark in its file: its line where it has one. */
export function whereIs(file: string, { line }: Pick<LabelValue | Mark, 'line'>): string {
  return line === undefined ? file : `${file}: line ${line}`;
}

/** Longest text and most columns that a message repeats. */
const LONGEST = 60;
const MOST_COLUMNS = 10;

/** Shortens a text for a message. */
export function brief(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** Lists columns for a message. */
export function briefList(columns: readonly string[]): string {
  return columns.slice(0, MOST_COLUMNS).map(brief).join(', ') + (columns.length > MOST_COLUMNS ? ', ...' : '');
}
