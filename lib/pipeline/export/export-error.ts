/** Signals a detector that cannot be exported; the message says why. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}
