import { wholeNumberFault } from '../base/index';

/**
 * An option, a series or a folder that a pipeline cannot use. The message is one sentence that names it, what was expected
 * and what was found.
 */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';
}

/**
 * Refuses a number outside [low, high], and NaN.
 *
 * @param what  The function and the option, for the message.
 * @throws PipelineError
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

/** Refuses what is no whole number of at least `min`. @throws PipelineError */
export function requireWhole(what: string, value: number, min: number): void {
  const fault = wholeNumberFault(what, value, { min });
  if (fault !== undefined) throw new PipelineError(`${fault}.`);
}
