/**
 * What went wrong: `invalid-input` is a caller's mistake (empty or unequal arrays, NaN, an option out of range);
 * `undefined-measure` means that the arrays are fine but the measure has no value on them, such as ROC-AUC where every
 * label is normal.
 */
export type MetricErrorReason = 'invalid-input' | 'undefined-measure';

/**
 * The only error that the measures throw. A table that must go on catches it and, where `reason` is
 * `undefined-measure`, prints a dash and leaves the channel out of the average; any other reason is a bug to surface.
 */
export class MetricError extends Error {
  override readonly name = 'MetricError';

  /**
   * @param measure The exported function's name; the message starts with it.
   * @param reason  See MetricErrorReason.
   * @param detail  One sentence: what was expected and what was found.
   */
  constructor(
    readonly measure: string,
    readonly reason: MetricErrorReason,
    detail: string,
  ) {
    super(`${measure}: ${detail}`);
  }
}
