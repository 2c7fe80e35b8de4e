/**
 * An option, a series or a folder that a pipeline cannot use. The message is one sentence that names it, what was expected
 * and what was found.
 */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';
}
