/** The error for unusable input, and what error messages say. */
import { wholeNumberFault } from './checks';

/**
 * Input that cannot be used: a malformed file, an unknown channel, an option out of range.
 * The message is one sentence that names the file, channel or option, what was expected and what was found.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** Returns the message of anything thrown, without the stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ends a message with a full stop, unless it ends with one or with a question mark. */
export function asSentence(message: string): string {
  return /[.?]$/.test(message) ? message : `${message}.`;
}

/** @throws {DataError} If `value` is not a whole number of at least `minimum`. */
export function requireInteger(option: string, value: number, minimum: number): void {
  const fault = wholeNumberFault(option, value, { min: minimum });
  if (fault !== undefined) throw new DataError(fault);
}

/** @throws {DataError} If `value` does not lie between `low` and `high`, both included. */
export function requireBetween(option: string, value: number, [low, high]: readonly [number, number]): void {
  if (!(value >= low && value <= high)) {
    throw new DataError(`${option} must lie between ${low} and ${high}, found ${value}`);
  }
}
