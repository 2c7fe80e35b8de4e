/** Column names: which columns hold timestamps and labels, and which hold the wanted features. */

/** The usual names of a timestamp column. */
export const TIMESTAMP_NAME = /^(time|timestamp|date|datetime|index)$/i;

/** The usual names of a label column. */
export const LABEL_NAME = /^(label|labels|anomaly|is_anomaly)$/i;

/** Returns names for features without names: 'feature 0', 'feature 1', ... */
export function numberedNames(features: number): string[] {
  return Array.from({ length: features }, (_, i) => `feature ${i}`);
}

/**
 * Finds the wanted features among columns: by name if both sides have names. Otherwise the columns are taken in their
 * order, and there must be as many columns as features.
 *
 * @returns  The index of each feature's column, in the wanted order; undefined if a feature is missing.
 */
export function featureColumns(found: readonly string[], wanted: readonly string[]): number[] | undefined {
  if (isNumbered(found) || isNumbered(wanted)) {
    return found.length === wanted.length ? wanted.map((_, i) => i) : undefined;
  }
  const places = wanted.map((name) => found.indexOf(name));
  return places.includes(-1) ? undefined : places;
}

/**
 * Whether {@link featureColumns} matches by position although one side has names. Swapped columns go unnoticed then.
 */
export function isMatchedByPlace(found: readonly string[], wanted: readonly string[]): boolean {
  return isNumbered(found) !== isNumbered(wanted);
}

/**
 * Says why {@link featureColumns} fails, to follow the word 'expected': how many features are wanted, then which of
 * them are missing or, if names cannot tell, which columns there are.
 */
export function columnFault(found: readonly string[], wanted: readonly string[]): string {
  if (isNumbered(found) || isNumbered(wanted)) return `${listed(wanted)}; found ${listed(found)}`;
  const missing = wanted.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !wanted.includes(name));
  const part = (what: string, names: readonly string[]) =>
    names.length > 0 ? `; ${what} columns: ${firstOf(names)}` : '';
  return `${wanted.length} features${part('missing', missing)}${part('unknown', unknown)}`;
}

function listed(names: readonly string[]): string {
  return `${names.length} features (${firstOf(names)})`;
}

function firstOf(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '');
}

function isNumbered(names: readonly string[]): boolean {
  return numberedNames(names.length).every((name, i) => name === names[i]);
}
