/** Checks of options and settings, and the words in which an error message shows what was found. */

/** What a value may be, in words and as a test. */
export interface Check {
  /** Completes "must be ...". */
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

export function wholeNumber(min: number, max = Infinity): Check {
  return {
    expected: `a whole number ${max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`}`,
    holds: (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  };
}

/** Units, dimensions, layers: at least one of them. */
export const positiveSize = wholeNumber(1);

export function numberWhere(expected: string, holds: (value: number) => boolean): Check {
  return { expected, holds: (value) => Number.isFinite(value) && holds(value as number) };
}

export const finiteNumber = numberWhere('a finite number', () => true);

/** Weights and rates. */
export const fromZero = numberWhere('a finite number of at least 0', (value) => value >= 0);

export const fromZeroToOne = numberWhere('a number from 0 to 1', (value) => value >= 0 && value <= 1);

/** Makes a check of a number that lies strictly between two bounds. */
export function between(low: number, high: number): Check {
  return numberWhere(`a number strictly between ${low} and ${high}`, (value) => value > low && value < high);
}

export const trueOrFalse: Check = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' });

export function oneOf(...names: readonly string[]): Check {
  return { expected: either.format(names), holds: (value) => names.includes(value as string) };
}

/** Makes a check of a value that may be left out. */
export function optional({ expected, holds }: Check): Check {
  return { expected: `${expected}, or undefined`, holds: (value) => value === undefined || holds(value) };
}

/** Says what is wrong with a value, e.g. `seed must be a whole number of at least 0, found -1`; undefined if nothing is. */
export function faultOf(name: string, value: unknown, { expected, holds }: Check): string | undefined {
  return holds(value) ? undefined : `${name} must be ${expected}, found ${shown(value)}`;
}

/** Says what is wrong with a whole number within bounds, as {@link faultOf} does. */
export function wholeNumberFault(
  name: string,
  value: unknown,
  { min, max }: { min: number; max?: number },
): string | undefined {
  return faultOf(name, value, wholeNumber(min, max));
}

const MOST_ITEMS = 8;

/** Shows a value in a message: of a list its first items, of another object or a function its type alone. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => (Array.isArray(item) ? '[...]' : shown(item)));
    return `[${items.join(', ')}${value.length > MOST_ITEMS ? ', ...' : ''}]`;
  }
  const opaque = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return opaque ? typeof value : String(value);
}
