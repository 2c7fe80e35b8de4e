/** What a message says of a value. Data, metrics and scoring put it into errors of their own. */

/** A value as a message shows it: objects and functions by their type alone. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const opaque = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return opaque ? typeof value : String(value);
}

/** What is wrong with an option that must be a whole number within bounds; undefined if nothing is. */
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
