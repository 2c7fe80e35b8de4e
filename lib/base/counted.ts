/** Writes counts beside their nouns. */

/** Writes a whole number with commas between thousands; from 1e15 on as a power of ten. */
export function grouped(count: number): string {
  return count < 1e15 ? count.toLocaleString('en-US') : count.toExponential(1);
}

/** The verb of a count: 1 is, 2 are. */
export const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** The verb of a count: 1 was, 2 were. */
export const wasOrWere = (count: number): string => (count === 1 ? 'was' : 'were');

/**
 * Writes a count with its noun: 1 time step, 2 time steps.
 *
 * @param write  How the number is written. Default: its digits alone.
 */
export function counted(count: number, noun: string, write: (count: number) => string = String): string {
  return `${write(count)} ${noun}${count === 1 ? '' : 's'}`;
}
