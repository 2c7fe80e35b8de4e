/** Inputs and outputs of scikit-learn, and its rows as windows of one step. */
import fs from 'node:fs';
import path from 'node:path';
import type { Windows } from '../../lib/data';

type Rows = number[][];

export interface BaselineOracle {
  readonly train: Rows;
  readonly test: Rows;
  readonly wide: Rows;
  readonly pca: Record<'share95' | 'two' | 'wide', { readonly components: number; readonly scores: number[] }>;
  readonly kMeans: { readonly seeds: Rows; readonly centers: Rows; readonly scores: number[] };
  readonly isolationForest: { readonly train: Rows; readonly test: Rows; readonly scores: number[] };
}

export const oracle = JSON.parse(
  fs.readFileSync(path.join(__dirname, '..', 'fixtures', 'baselines.json'), 'utf8'),
) as BaselineOracle;

/** Makes rows into windows of one step, or of `windowSize` steps of which each has the rest of the values. */
export function windowsOf(rows: Rows, windowSize = 1): Windows {
  const count = rows.length;
  return {
    values: Float32Array.from(rows.flat()),
    count,
    windowSize,
    stride: windowSize,
    features: rows[0].length / windowSize,
    labels: new Uint8Array(count),
    starts: Int32Array.from({ length: count }, (_, i) => i * windowSize),
  };
}

/** Finds the largest difference between two lists of the same length. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Math.max(...Array.from(expected, (value, i) => Math.abs(actual[i] - value)));
}
