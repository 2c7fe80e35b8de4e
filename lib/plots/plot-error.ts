/**
 * Thrown where something cannot be drawn: series of unequal length, NaN, an unknown file type, no browser for a picture.
 * The message is one sentence that names the series or option, what was expected and what was found.
 */
export class PlotError extends Error {
  override readonly name = 'PlotError';
}
