/** Holm's correction, for several comparisons that are made at once. */

/**
 * Corrects probabilities so that, of all comparisons together, a false one is called shown in at most 5 % of the cases if
 * those below .05 are.
 *
 * @param tails  The probability of each comparison by itself.
 * @returns      In the same order; each at least as large as before, and at most 1.
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
 */
export function holm(tails: readonly number[]): number[] {
  const order = tails.map((_, i) => i).sort((a, b) => tails[a] - tails[b]);
  const corrected = new Array<number>(tails.length);
  let highest = 0;
  order.forEach((i, rank) => {
    highest = Math.max(highest, Math.min(1, tails[i] * (tails.length - rank)));
    corrected[i] = highest;
  });
  return corrected;
}
