/**
 * One step of long short-term memory, forwards and backwards, for the layers that repeat it.
 *
 *   i, f, o = sigmoid(p_i), sigmoid(p_f), sigmoid(p_o)     g = tanh(p_g)
 *   c_t = f c_{t-1} + i g                                  h_t = o tanh(c_t)
 */
import * as tf from '@tensorflow/tfjs';

/** What the backward pass needs of a step, each [batch, hidden]. */
export interface CellTrace {
  readonly i: tf.Tensor2D;
  readonly f: tf.Tensor2D;
  readonly g: tf.Tensor2D;
  readonly o: tf.Tensor2D;
  readonly c: tf.Tensor2D;
  readonly tanhC: tf.Tensor2D;
  readonly h: tf.Tensor2D;
}

/**
 * Computes one step.
 *
 * @param p         The input of the gates, [batch, 4 * hidden], in the order i, f, g, o.
 * @param previous  c of the step before. Default: zero.
 */
export function cellStep(p: tf.Tensor2D, previous: tf.Tensor2D | undefined): CellTrace {
  const [pi, pf, pg, po] = tf.split<tf.Tensor2D>(p, 4, 1); // each [batch, hidden]
  const [i, f, g, o] = [pi.sigmoid(), pf.sigmoid(), pg.tanh(), po.sigmoid()];
  const added = i.mul<tf.Tensor2D>(g);
  const c = previous ? f.mul<tf.Tensor2D>(previous).add<tf.Tensor2D>(added) : added;
  const tanhC = c.tanh();
  return { i, f, g, o, c, tanhC, h: o.mul(tanhC) };
}

const TRACE = ['i', 'f', 'g', 'o', 'c', 'tanhC', 'h'] as const;

/** Puts the tensors of all traces into one list, as a gradient function saves them. */
export function flattenTraces(traces: readonly CellTrace[]): tf.Tensor2D[] {
  return traces.flatMap((trace) => TRACE.map((name) => trace[name]));
}

/** Restores the traces from the list of {@link flattenTraces}. */
export function readTraces(tensors: readonly tf.Tensor[]): CellTrace[] {
  const steps = tensors.length / TRACE.length;
  return Array.from({ length: steps }, (_, t) => {
    const entries = TRACE.map((name, k) => [name, tensors[t * TRACE.length + k]]);
    return Object.fromEntries(entries);
  });
}

/**
 * Computes the gradients of one step, with dh and dc the gradients of h_t and c_t:
 *
 *   dc = dh o (1 - tanh(c)^2) + dc_{t+1} f_{t+1}
 *   dp_i = dc g i (1 - i)     dp_f = dc c_{t-1} f (1 - f)     dp_g = dc i (1 - g^2)     dp_o = dh tanh(c) o (1 - o)
 *
 * @param previous  c of the step before. Default: zero.
 * @param dcLater   The gradient of c_t from the step after it, if there is one.
 * @returns         The gradients of p, [batch, 4 * hidden], and of c_{t-1}.
 */
export function cellStepBack(
  { i, f, g, o, tanhC }: CellTrace,
  previous: tf.Tensor2D | undefined,
  { dh, dcLater }: { dh: tf.Tensor2D; dcLater: tf.Tensor2D | undefined },
): { dGates: tf.Tensor2D; dcEarlier: tf.Tensor2D } {
  const own = dh.mul<tf.Tensor2D>(o).mul<tf.Tensor2D>(complement(tanhC.square()));
  const dc = dcLater ? own.add<tf.Tensor2D>(dcLater) : own;
  const dGates = tf.concat<tf.Tensor2D>(
    [
      dc.mul(g).mul(i).mul<tf.Tensor2D>(complement(i)),
      previous ? dc.mul(previous).mul(f).mul<tf.Tensor2D>(complement(f)) : tf.zerosLike(dc),
      dc.mul(i).mul<tf.Tensor2D>(complement(g.square())),
      dh.mul(tanhC).mul(o).mul<tf.Tensor2D>(complement(o)),
    ],
    1,
  );
  return { dGates, dcEarlier: dc.mul(f) };
}

const complement = <T extends tf.Tensor>(a: T): T => tf.sub<T>(1, a);
