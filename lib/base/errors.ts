/** The error for unusable input, and what error messages say. */
import type { z } from 'zod';
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

/**
 * Says where zod's first fault is and what was expected there, such as `training.epochs: expected a number`.
 *
 * @param root  The name of the value as a whole.
 */
export function zodFault(error: z.ZodError, root: string): string {
  const [{ path, message }] = error.issues;
  return `${path.join('.') || root}: ${message}`;
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
