/** Products and a solver for the few variables of a dense optimizer, as plain arrays: a matrix is a list of rows. */
export type Matrix = number[][];

export function subtract(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - b[i]);
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function multiply(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

/**
 * Solves a symmetric positive definite system by Cholesky's method.
 *
 * @returns undefined if the matrix is not positive definite.
 */
export function solvePositiveDefinite(matrix: Matrix, right: number[]): number[] | undefined {
  const size = right.length;
  const factor = matrix.map((row) => [...row]);
  const solution = [...right];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let value = factor[i][j];
      for (let k = 0; k < j; k++) value -= factor[i][k] * factor[j][k];
      if (i !== j) factor[i][j] = value / factor[j][j];
      else if (value > 0) factor[i][i] = Math.sqrt(value);
      else return undefined;
    }
    for (let k = 0; k < i; k++) solution[i] -= factor[i][k] * solution[k];
    solution[i] /= factor[i][i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i] -= factor[k][i] * solution[k];
    solution[i] /= factor[i][i];
  }
  return solution;
}
