import { wholeNumberFault } from './checks';

/**
 * Input that cannot be used as it is: a malformed file, an unknown channel, an option out of range.
 * The message is one sentence that names the file, channel or option, what was expected and what was found.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** The message of anything thrown, without the stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws unless `value` is a whole number of at least `minimum`. */
export function requireInteger(option: string, value: number, minimum: number): void {
  const fault = wholeNumberFault(option, value, { min: minimum });
  if (fault !== undefined) throw new DataError(fault);
}

/** Throws unless `low <= value <= high`. */
export function requireBetween(option: string, value: number, [low, high]: readonly [number, number]): void {
  if (!(value >= low && value <= high)) {
    throw new DataError(`${option} must lie between ${low} and ${high}, found ${value}`);
  }
}
