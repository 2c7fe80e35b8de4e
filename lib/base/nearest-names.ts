/**
 * Finds the names closest to a mistyped one, for an error message: at most three, nearest first. If some differ from it
 * only in case, only these are returned.
 */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const lower = wanted.toLowerCase();
  const sameLetters = names.filter((name) => name.toLowerCase() === lower);
  if (sameLetters.length > 0) return sameLetters.slice(0, 3);
  return names
    .map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 2)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Returns ' Did you mean X?' with the closest name, to append to a message; empty if none is close. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const [nearest] = nearestNames(wanted, names);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

/** Computes Levenshtein's distance: the fewest insertions, deletions and replacements from one word to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
