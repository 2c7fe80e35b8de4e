/** The error of the measures. */

/**
 * The kind of error: `invalid-input` is a mistake of the caller (empty or unequal arrays, NaN, an option out of range);
 * `undefined-measure` means that the arrays are valid but the measure has no value on them, such as ROC-AUC if every
 * label is normal.
 */
export type MetricErrorReason = 'invalid-input' | 'undefined-measure';

/**
 * The only error that the measures throw. If `reason` is `undefined-measure`, a table can catch it, print a dash and
 * leave the channel out of the average. The other reason is a bug and should surface.
 */
export class MetricError extends Error {
  override readonly name = 'MetricError';

  /**
   * @param measure  The exported function's name; the message starts with it.
   * @param reason   See {@link MetricErrorReason}.
   * @param detail   One sentence: what was expected and what was found.
   */
  constructor(
    readonly measure: string,
    readonly reason: MetricErrorReason,
    detail: string,
  ) {
    super(`${measure}: ${detail}`);
  }
}
