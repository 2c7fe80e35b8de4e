/** The pipeline's error, and checks that throw it. */
import { wholeNumberFault } from '../base/index';

/**
 * Signals an option, a series or a folder that a pipeline cannot use. The message is one sentence that names it, what
 * was expected and what was found.
 */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';
}

/**
 * Checks that a number lies within [low, high].
 *
 * @param what  The function and the option, for the message.
 * @throws {PipelineError} If it does not, or is NaN.
 */
export function requireWithin(
  what: string,
  value: number,
  { low, high = Infinity }: { low: number; high?: number },
): void {
  if (value >= low && value <= high) return;
  const bounds = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
  throw new PipelineError(`${what}: expected a number ${bounds}; found ${String(value)}.`);
}

/** Checks that a value is a whole number of at least `min`. @throws {PipelineError} If it is not. */
export function requireWhole(what: string, value: number, min: number): void {
  const fault = wholeNumberFault(what, value, { min });
  if (fault !== undefined) throw new PipelineError(`${fault}.`);
}
