/** Checks of saved scorers, and what they have in common. */
import { z } from 'zod';
import { DataError, zodFault } from '../../base/index';

/** Checks a state that was read. @throws {DataError} If it does not have the form; the message names the field. */
export function requireState<State>(name: string, schema: z.ZodType<State>, state: unknown): State {
  const checked = schema.safeParse(state);
  if (checked.success) return checked.data;
  const fault = zodFault(checked.error, 'content');
  throw new DataError(`expected the state of ${name}; found a fault (${fault})`);
}

/** Numbers as `packNumbers` gives them. */
export const packed = z.base64();

/** A positive whole number. */
export const size = z.int().positive();

/** How many there were. */
export const count = z.int().nonnegative();
