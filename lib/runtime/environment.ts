/** What must be true of the process before TensorFlow is loaded into it. */
import util from 'node:util';

/**
 * Environment variables that TensorFlow reads once, when it loads; those the user has set are left alone.
 *
 * - Log level 3: nothing but fatal messages, so that a notebook's first output is its own.
 * - oneDNN off: on the small products of these models Eigen is the faster one ([32, 128] x [128, 512] on one core:
 *   58 against 41 GFLOP/s; at 1024 cubed still 122 against 104).
 */
export function tensorflowEnvironment(): Record<string, string> {
  return { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0' };
}

/** tfjs-node 4.22 calls two functions of `util` that Node 23 took away. */
export function restoreRemovedNodeFunctions(): void {
  const target = util as unknown as Record<string, unknown>;
  target.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  target.isArray ??= Array.isArray;
}
