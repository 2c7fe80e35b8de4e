/** The monitor's inputs and outputs, and what it needs of a scorer. */
import { counted, type NumberArray } from '../base/index';
import type { ReadOptions } from '../data/read-options';
import { asFound } from './excerpt';
import type { InputMemory } from './taken-input';

/** One time step of one channel. */
export interface Point {
  /** The series that the point belongs to. Default: the monitor's default channel. */
  readonly channel?: string;
  /** Milliseconds since 1970, or any number that grows. If absent, the points of a channel are numbered from 0. */
  readonly timestamp?: number;
  /** See {@link Moment}. */
  readonly fine?: number;
  /** See {@link Moment}. */
  readonly time?: string;
  /** One per feature. The caller must not change them later. */
  readonly values: NumberArray;
  /** The text or JSON value behind the first value that is not finite, if the point was read from text. */
  readonly found?: unknown;
}

/** Why a point or a line was not scored: a closed list, so that metrics and logs stay bounded. */
export const dropReasons = [
  'brokenLine',
  'lineTooLong',
  'wrongWidth',
  'wrongColumns',
  'notFinite',
  'badTimestamp',
  'badChannel',
  'tooManyChannels',
  'late',
  'duplicate',
  'clockJump',
  'scorerFailed',
] as const;

export type DropReason = (typeof dropReasons)[number];

/** Input that is not a valid point. */
export interface Rejection {
  readonly rejected: DropReason;
  /** What was expected and what was found. */
  readonly detail?: string;
}

export type InputRecord = Point | Rejection;

/** Whether a record is a rejection rather than a point. */
export function isRejection(record: InputRecord): record is Rejection {
  return 'rejected' in record;
}

const LONGEST_CHANNEL_NAME = 128;

/** Whether a channel can have this name: text of 1 to 128 characters. */
export function isChannelName(name: unknown): name is string {
  return typeof name === 'string' && name.length > 0 && name.length <= LONGEST_CHANNEL_NAME;
}

/** Says what {@link isChannelName} expected of another value. */
export function channelFault(found: unknown): string {
  const length = typeof found === 'string' && found.length > 0 ? ` (${counted(found.length, 'character')})` : '';
  return `expected a channel's name as text of 1 to ${LONGEST_CHANNEL_NAME} characters; found ${asFound(found)}${length}`;
}

/** Returns the index of the first value that is not finite; -1 if all are. */
export function firstMissing(values: NumberArray): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/**
 * What happened to a point: the window is not full yet (`warmingUp`), the threshold has too few scores to learn from
 * (`calibrating`), or the point was judged (`scoring`).
 */
export type Phase = 'warmingUp' | 'calibrating' | 'scoring';

export interface ScoredPoint {
  readonly channel: string;
  readonly timestamp: number;
  /** The time as it was written, if it is not written as `timestamp` is; absent for a filled point. */
  readonly time?: string;
  readonly phase: Phase;
  /** Higher is more anomalous; undefined while warming up. */
  readonly score: number | undefined;
  /** The threshold that the score was compared with; undefined until there is one. */
  readonly threshold: number | undefined;
  /** Whether the score is above the threshold. */
  readonly anomalous: boolean;
  /** Whether the point was missing and has the previous values. */
  readonly filled: boolean;
  /** The features whose missing values the scorer filled; undefined if there are none. */
  readonly missing?: readonly string[];
}

/** One event. All times are times of points. */
export interface Alert {
  /**
   * Made of channel, start and number of clock resets, so that the same event has the same id after a restart. If times
   * repeat in every run, as the numbers of points without timestamps do, the run is part of it too.
   */
  readonly id: string;
  readonly channel: string;
  /** Time of the first anomalous point. */
  readonly start: number;
  /** Time of the first point after the event, so that the event is [start, end); undefined while it lasts. */
  readonly end: number | undefined;
  /** The times as they were written, where they are not written as the numbers are. */
  readonly startTime?: string;
  readonly endTime?: string;
  readonly peakTime?: string;
  readonly peakScore: number;
  readonly peakTimestamp: number;
  /** The threshold when the alert opened. */
  readonly threshold: number;
  /** Number of anomalous points so far. */
  readonly points: number;
}

/** An alert that opened or closed; each is announced once. */
export interface Notification {
  readonly phase: 'opened' | 'closed';
  readonly alert: Alert;
}

/** Scores one point after another, in bounded memory. */
export interface PointScorer {
  readonly windowSize: number;
  readonly features: number;
  /** Takes a point. @returns  Its score, or that of the window that it completes; undefined while there are too few. */
  push(values: NumberArray): { score: number | undefined; warmingUp: boolean };
  /** Empties the window. Without this method, a break in the series needs a new scorer. */
  reset?(): void;
  /** Returns what a restarted monitor continues from. Without it, the last points are pushed again instead. */
  toJSON?(): unknown;
  /** Continues from what `toJSON` returned. @throws If it is not a state of this scorer. */
  restore?(state: unknown): void;
  /** Frees its resources. */
  dispose?(): void;
}

/** How the text of points is read; the same options as for files. */
export type PointReading = Pick<
  ReadOptions,
  | 'ignore'
  | 'timeFormat'
  | 'timeUnit'
  | 'labelColumn'
  | 'channelColumn'
  | 'delimiter'
  | 'decimal'
  | 'header'
  | 'missing'
>;

/** The features of a point, so that named columns can be put in their order, and how its text is read. */
export interface PointColumns extends PointReading {
  /** Number of values in a point. */
  readonly features: number;
  /** The features' names. Default: features are known by position only. */
  readonly names?: readonly string[];
  /** The name of the time column; false for none. Default: a usual name, such as timestamp. */
  readonly timestampColumn?: string | false;
  /** What is remembered over all lines and requests of an input. Default: of one parser. */
  readonly seen?: InputMemory;
}

/** What makes scorers for the monitor's channels, such as a pipeline. */
export interface ScorerSource extends PointColumns {
  /** Identifies the source, so that a saved state is not used with another one. */
  readonly id?: string;
  readonly windowSize: number;
  /** Whether its scorers fill values that are not finite; if not, such points are dropped. Default false. */
  readonly imputes?: boolean;
  /**
   * Number of points that decide a scorer's state; after a restart as many are pushed again, unless the scorer has a state
   * of its own. Default: windowSize.
   */
  readonly memory?: number;
  /** Makes a new scorer; each channel has its own. */
  stream(): PointScorer;
}
