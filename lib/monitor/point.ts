/** What goes into the monitor, what comes out, and what it asks of a pipeline. */
import type { NumberArray } from '../base/index';

/** One time step of one channel. */
export interface Point {
  /** Which series it belongs to. Default: the monitor's default channel. */
  readonly channel?: string;
  /** Milliseconds since 1970, or any number that grows. Left out, the points of a channel are numbered from 0. */
  readonly timestamp?: number;
  /** One per feature. Not to be changed after it was given. */
  readonly values: NumberArray;
  /** What stood where the first value is that is no finite number, if it was read from text. */
  readonly found?: unknown;
}

/** Why a point or a line was not scored. The list is closed, so that metrics and logs stay bounded. */
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

/** Input that never became a point. */
interface Rejection {
  readonly rejected: DropReason;
  /** What was expected and what was found, in short. */
  readonly detail?: string;
}

export type InputRecord = Point | Rejection;

/** Tells input that could not be read from a point. */
export function isRejection(record: InputRecord): record is Rejection {
  return 'rejected' in record;
}

/** The place of the first value that is no finite number; -1 if there is none. */
export function firstMissing(values: NumberArray): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/**
 * Where a point stands: the scorer lacks points to fill its window (`warmingUp`), the threshold lacks scores to learn
 * from (`calibrating`), or it was judged (`scoring`).
 */
export type Phase = 'warmingUp' | 'calibrating' | 'scoring';

export interface ScoredPoint {
  readonly channel: string;
  readonly timestamp: number;
  readonly phase: Phase;
  /** Higher is more anomalous; undefined while warming up. */
  readonly score: number | undefined;
  /** The threshold in force when the score arrived; undefined until there is one. */
  readonly threshold: number | undefined;
  /** Whether the score lies above the threshold. */
  readonly anomalous: boolean;
  /** Whether the point was missing and carries the values of the one before. */
  readonly filled: boolean;
  /** The features whose values were missing, and were filled by the scorer; undefined where there are none. */
  readonly missing?: readonly string[];
}

/** One event. Times are those of the points. */
export interface Alert {
  /**
   * The same for the same event after a restart: made of channel, start and the number of clock resets. Where times occur
   * anew in every run, as the numbers of points without timestamps do, the run is part of it.
   */
  readonly id: string;
  readonly channel: string;
  /** Time of the first anomalous point. */
  readonly start: number;
  /** Time of the first point after the event, so that [start, end) holds it; undefined while it lasts. */
  readonly end: number | undefined;
  readonly peakScore: number;
  readonly peakTimestamp: number;
  /** The threshold when the alert opened. */
  readonly threshold: number;
  /** Anomalous points in it so far. */
  readonly points: number;
}

/** An alert that opened or closed; each is told once. */
export interface Notification {
  readonly phase: 'opened' | 'closed';
  readonly alert: Alert;
}

/** Scores one point after the other. What it remembers must be bounded. */
export interface PointScorer {
  readonly windowSize: number;
  readonly features: number;
  /** The score of the window that this point completes; undefined while the first window fills. */
  push(values: NumberArray): { score: number | undefined; warmingUp: boolean };
  /** Forgets the window. Without it, a break in the series takes a fresh scorer. */
  reset?(): void;
  /** Frees what it holds. */
  dispose?(): void;
}

/** What the values of a point are, so that lines with named columns can be brought into their order. */
export interface PointColumns {
  /** Values in a point. */
  readonly features: number;
  /** One per value. Default: they are told by their place alone. */
  readonly names?: readonly string[];
  /** The column with the time. Default: one with a usual name, such as timestamp. */
  readonly timestampColumn?: string;
}

/** What the monitor needs of a pipeline. */
export interface ScorerSource extends PointColumns {
  /** Tells pipelines apart, so that none goes on from the state of another. */
  readonly id?: string;
  readonly windowSize: number;
  /** Whether its scorers fill values that are not finite; if not, points that hold one are dropped. Default false. */
  readonly imputes?: boolean;
  /** Points that decide a scorer's state; after a restart as many are pushed again. Default: windowSize. */
  readonly memory?: number;
  /** A fresh scorer, one a channel. */
  stream(): PointScorer;
}
