/** The error for unusable input, checks of options, and what an error message says of a value. */
import type { z } from 'zod';

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

/** Returns a value as a message shows it: objects and functions by their type alone. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const opaque = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return opaque ? typeof value : String(value);
}

/** Says why `value` is not a whole number within the bounds; undefined if it is one. */
export function wholeNumberFault(
  name: string,
  value: unknown,
  { min, max }: { min: number; max?: number },
): string | undefined {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= (max ?? Infinity))
    return undefined;
  const bounds = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  return `${name} must be a whole number ${bounds}, found ${shown(value)}`;
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
