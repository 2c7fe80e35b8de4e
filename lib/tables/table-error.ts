/**
 * What cannot be reported: an unknown claim, a case that is missing, NaN in a table, a notebook that is none. The message is
 * one sentence that names the claim, cell or file, what was expected and what was found.
 */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
