/** Which columns hold the features that are wanted: by name where both sides have names, else by place. */

/** The names of features that have none, as `makeSeries` gives them. */
export function numberedNames(features: number): string[] {
  return Array.from({ length: features }, (_, i) => `feature ${i}`);
}

/**
 * Finds the wanted features among columns.
 *
 * @returns  The place of each, in the wanted order; undefined if one is not there. Where either side has numbers for names
 *           the columns are taken in their order, and there must be as many.
 */
export function featureColumns(found: readonly string[], wanted: readonly string[]): number[] | undefined {
  if (isNumbered(found) || isNumbered(wanted)) {
    return found.length === wanted.length ? wanted.map((_, i) => i) : undefined;
  }
  const places = wanted.map((name) => found.indexOf(name));
  return places.includes(-1) ? undefined : places;
}

/** Whether {@link featureColumns} goes by place though one side has names: then nothing tells columns that are swapped. */
export function isMatchedByPlace(found: readonly string[], wanted: readonly string[]): boolean {
  return isNumbered(found) !== isNumbered(wanted);
}

/**
 * Why {@link featureColumns} finds nothing, to be put behind 'expected': the wanted features by number, and which of them are
 * missing or, where names cannot say it, what there is.
 */
export function columnFault(found: readonly string[], wanted: readonly string[]): string {
  if (isNumbered(found) || isNumbered(wanted)) return `${listed(wanted)}; found ${listed(found)}`;
  const missing = wanted.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !wanted.includes(name));
  const told = (what: string, names: readonly string[]) =>
    names.length > 0 ? `; ${what} columns: ${firstOf(names)}` : '';
  return `${wanted.length} features${told('missing', missing)}${told('unknown', unknown)}`;
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
