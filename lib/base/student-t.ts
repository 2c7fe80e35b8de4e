/** Student's t, for intervals of few values. */

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
