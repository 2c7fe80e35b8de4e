/**
 * What cannot be drawn: series of unequal length, NaN, an unknown file type, a missing browser where a picture was asked for.
 * The message is one sentence that names the series or option, what was expected and what was found.
 */
export class PlotError extends Error {
  override readonly name = 'PlotError';
}
