/** What scores a stream step by step, and how it comes from a training series or from what was saved. */
import type { Series } from '../../data/index';
import type { ScoreOptions } from '../series-detector';

/** Scores one step after the other. What it keeps is bounded, however many steps there are. */
export interface CausalScorer {
  /**
   * Scores the next step, and learns from it where the detector does so.
   *
   * @param row  The step's features, as many as in training.
   * @returns    Higher is more anomalous; undefined as long as too few steps were seen.
   */
  push(row: Float64Array): number | undefined;
  /** Begins another series: forgets which steps came last, and keeps what was learnt. */
  restart(): void;
  /** Returns all that it knows as plain JSON: a scorer resumed from it gives the same scores to the last bit. */
  toJSON(): unknown;
}

/** How a series detector scores a stream. */
export interface CausalForm {
  /**
   * Makes a scorer that has learnt from a training series and waits for the first step of another one.
   *
   * @param train   Steps that are labelled anomalous are left out.
   * @param config  Where the settings are to differ from the form's defaults.
   * @throws If a setting is unknown or out of range, or no step is normal.
   */
  fit(train: Series, config: ScoreOptions['config'], seed: number): CausalScorer;
  /** Makes the scorer that a state was taken of. @throws {DataError} If it is not a state of this detector. */
  resume(state: unknown): CausalScorer;
  /** Computes how many steps a score looks at, the step itself and those before it. @throws As {@link fit}. */
  steps(config: ScoreOptions['config']): number;
}
