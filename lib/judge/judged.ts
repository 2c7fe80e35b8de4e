/** What is judged: labelled series, and a score for each of their steps. */
import type { Series } from '../data/index';
import type { ThresholdRule } from '../scoring/index';

/** A series that scores are judged on. */
export interface LabelledSteps {
  readonly name: string;
  /** One per step: 1 where anomalous. */
  readonly labels: Uint8Array;
  /** From one step to the next, in seconds, where it is known: for alarms a day. */
  readonly stepSeconds?: number;
  /** The widest window of protocol (d)'s VUS, in steps, where it is known: the period of the first feature. */
  readonly period?: number;
  /** The values, where they are known, of as many steps: for the baselines. */
  readonly test?: Series;
  /** Normal values that came before, where they are known. */
  readonly train?: Series;
}

/** A detector's scores of one series; higher is more anomalous. */
export interface StepScores {
  /** One per step of the series. */
  readonly test: Float64Array;
  /** Of the training series, where a detector scored it, in order of time: a threshold comes from them. */
  readonly train?: Float64Array;
}

/** `judged`: what the question is about. `knows nothing`: looks at no value. `baseline`: a simple detector. */
export type RowKind = 'judged' | 'knows nothing' | 'baseline';

/** A detector with its scores of all series. */
export interface JudgedRow {
  readonly name: string;
  readonly kind: RowKind;
  /** One per series, in their order. Of several draws, as of random scores, the measures are averaged. */
  readonly draws: readonly (readonly StepScores[])[];
  /** Where its threshold is another than that of the others. */
  readonly threshold?: ThresholdRule;
  /** Whether its events are the stretches above its threshold; default those of the dynamic threshold. */
  readonly sequencesAboveThreshold?: boolean;
}
