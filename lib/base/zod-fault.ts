/** What zod found wrong with a value, as people are told it. */
import type { z } from 'zod';

/**
 * Says the first fault as half a sentence: where it is, and what was expected there, e.g. `training.epochs: expected a number`.
 *
 * @param root  What the value as a whole is called.
 */
export function zodFault(error: z.ZodError, root: string): string {
  const [{ path, message }] = error.issues;
  return `${path.join('.') || root}: ${message}`;
}
