/** What every measure and threshold accepts: scores are arrays, never tensors. */
export type NumberArray = Float32Array | Float64Array | readonly number[];

/** Labels and predictions: 0 is normal, anything else anomalous. */
export type BinaryArray = Uint8Array | Int32Array | Float32Array | Float64Array | readonly number[];
