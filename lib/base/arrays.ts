/** Scores, as every measure and threshold accepts them: arrays, never tensors. */
export type NumberArray = Float32Array | Float64Array | readonly number[];

/** Labels and predictions: 0 is normal, any other number anomalous. */
export type BinaryArray = Uint8Array | Int32Array | Float32Array | Float64Array | readonly number[];

/** Rows of one width, end to end. */
export interface Rows {
  /** Row-major, [count, width]. */
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly width: number;
}

/** Finds the first value that is NaN or infinite; -1 if all are finite. */
export function firstNotFinite(values: Float32Array | Float64Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
