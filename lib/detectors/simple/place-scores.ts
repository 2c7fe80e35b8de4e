/** Scores of windows that start at every step, as scores of the steps. */

/**
 * Averages the scores of all windows that cover a step.
 *
 * @param scores  One per window; the windows start one step apart.
 * @param length  Steps of the series.
 * @see dtaianomaly's `reverse_sliding_window` and aeon's `reverse_windowing`.
 */
export function coverScores(scores: Float64Array, length: number): Float64Array {
  const windowSize = length - scores.length + 1;
  const sums = new Float64Array(scores.length + 1);
  scores.forEach((score, i) => (sums[i + 1] = sums[i] + score));
  return Float64Array.from({ length }, (_, step) => {
    const [first, last] = [Math.max(0, step - windowSize + 1), Math.min(scores.length - 1, step)];
    return (sums[last + 1] - sums[first]) / (last - first + 1);
  });
}
