/** What scores one time step after another, as a monitor receives them, in constant memory. */

/** The result for one time step. */
export interface StreamScore {
  /** The smoothed score of this time step, by those before it; undefined while there are too few of them. */
  readonly score: number | undefined;
  /** Whether there are too few time steps: of a detector of windows, for the first `windowSize - 1` of them. */
  readonly warmingUp: boolean;
}

/** An incremental scorer: the pipeline's cleaning, scaling, model and smoothing, one time step at a time. */
export interface PipelineStream {
  /** Time steps in a window, or those that a score looks at. */
  readonly windowSize: number;
  /** Values per time step. */
  readonly features: number;
  /**
   * Takes the next time step. NaN and infinities count as missing and are filled.
   *
   * @param values     One per feature, in the units of the training series.
   * @throws {PipelineError} If the number of values is wrong or a scaled value exceeds float32. The stream is unchanged.
   */
  push(values: ArrayLike<number>): StreamScore;
  /** Empties the window and warms up again, as after a gap. A detector that learns from the stream keeps what it learnt. */
  reset(): void;
  /** Returns all that the next scores depend on, of a stream that learns; others depend on the last steps alone. */
  toJSON?(): unknown;
  /** Continues from what `toJSON` returned. @throws {PipelineError} If it is not a state of this detector. */
  restore?(state: unknown): void;
  /** Frees the stream's tensors; the pipeline stays usable. */
  dispose(): void;
}
