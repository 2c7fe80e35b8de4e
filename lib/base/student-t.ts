/** Student's t, for intervals and tests of few values. */

/** Student's t at 97.5 %, by degrees of freedom from 1 to 30. Source: any table of the distribution. */
const STUDENT_T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * Gives the 97.5th percentile of Student's t. Beyond the table it is the first term of Cornish and Fisher's expansion,
 * which is right to three digits there.
 */
export function studentT(degrees: number): number {
  const normal = 1.959964;
  return STUDENT_T[degrees - 1] ?? normal + (normal ** 3 + normal) / (4 * degrees);
}

/**
 * Gives the probability that Student's t lies at least as far from 0 as a value, on either side.
 *
 * @param degrees  Of freedom, a whole number of at least 1.
 * @see Abramowitz & Stegun 1964, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
 */
export function studentTails(value: number, degrees: number): number {
  const angle = Math.atan(Math.abs(value) / Math.sqrt(degrees));
  const [sine, square] = [Math.sin(angle), Math.cos(angle) ** 2];
  const isOdd = degrees % 2 === 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0, term = isOdd ? Math.cos(angle) : 1; power <= degrees - 2; power += 2) {
    sum += term;
    term *= (square * (power + 1)) / (power + 2);
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return Math.max(0, 1 - inside);
}
