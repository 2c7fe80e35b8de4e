/** How far scores only follow the order of time. */

/** Longer series are looked at in so many places, evenly spread. */
const MOST = 20_000;

/**
 * Computes Spearman's rank correlation of scores with their places; equal scores share the mean of their ranks.
 *
 * @returns  From -1 to 1; undefined where all scores are equal or there are fewer than three.
 * @see Spearman 1904, "The proof and measurement of association between two things".
 */
export function rankCorrelation(scores: Float64Array): number | undefined {
  const count = Math.min(scores.length, MOST);
  if (count < 3) return undefined;
  const taken = Float64Array.from({ length: count }, (_, i) => scores[Math.floor((i * scores.length) / count)]);
  const order = Array.from(taken.keys()).sort((a, b) => taken[a] - taken[b]);
  const ranks = new Float64Array(count);
  for (let first = 0, last = 0; first < count; first = last) {
    while (last < count && taken[order[last]] === taken[order[first]]) last++;
    for (let i = first; i < last; i++) ranks[order[i]] = (first + last - 1) / 2;
  }
  const middle = (count - 1) / 2;
  let [together, own, ofTime] = [0, 0, 0];
  ranks.forEach((rank, place) => {
    together += (rank - middle) * (place - middle);
    own += (rank - middle) ** 2;
    ofTime += (place - middle) ** 2;
  });
  return own === 0 ? undefined : together / Math.sqrt(own * ofTime);
}
