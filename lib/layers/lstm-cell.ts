/**
 * One step of long short-term memory, forwards and backwards, for the layers that unfold it.
 *
 *   i, f, o = sigmoid(p_i), sigmoid(p_f), sigmoid(p_o)     g = tanh(p_g)
 *   c_t = f c_{t-1} + i g                                  h_t = o tanh(c_t)
 */
import * as tf from '@tensorflow/tfjs';

/** What a step leaves for the backward pass; [batch, hidden] of one step, [batch, steps, hidden] of all. */
export interface CellTrace<T extends tf.Tensor = tf.Tensor3D> {
  readonly i: T;
  readonly f: T;
  readonly g: T;
  readonly o: T;
  readonly c: T;
  readonly tanhC: T;
  readonly h: T;
}

/**
 * @param p         What the gates receive, [batch, 4 * hidden], in the order i, f, g, o.
 * @param previous  c of the step before; without it, zero.
 */
export function cellStep(p: tf.Tensor2D, previous: tf.Tensor2D | undefined): CellTrace<tf.Tensor2D> {
  const [pi, pf, pg, po] = tf.split<tf.Tensor2D>(p, 4, 1); // each [batch, hidden]
  const [i, f, g, o] = [pi!.sigmoid(), pf!.sigmoid(), pg!.tanh(), po!.sigmoid()];
  const added = i.mul<tf.Tensor2D>(g);
  const c = previous ? f.mul<tf.Tensor2D>(previous).add<tf.Tensor2D>(added) : added;
  const tanhC = c.tanh();
  return { i, f, g, o, c, tanhC, h: o.mul(tanhC) };
}

/** The steps' traces, each of its tensors along a new second axis. */
export function stackSteps<Trace extends object>(steps: readonly Trace[]): Record<keyof Trace, tf.Tensor> {
  const names = Object.keys(steps[0]!) as (keyof Trace)[];
  const stacks = names.map((name) => [
    name,
    tf.stack(
      steps.map((step) => step[name] as tf.Tensor),
      1,
    ),
  ]);
  return Object.fromEntries(stacks) as Record<keyof Trace, tf.Tensor>;
}

/** What of the backward pass is known for all steps before its recursion starts, one entry a step. */
export interface CellSlopes {
  /** From h_t to c_t: o (1 - tanh(c)^2), [batch, hidden]. */
  readonly toCell: tf.Tensor[];
  /** From c_t (gates i, f, g) and h_t (gate o) to p, [batch, 4 * hidden]. */
  readonly toGates: tf.Tensor[];
  /** From c_t to c_{t-1}, [batch, hidden]. */
  readonly forget: tf.Tensor[];
}

/** @param initial  c before the first step; without it, zero. */
export function cellSlopes({ i, f, g, o, c, tanhC }: CellTrace, initial?: tf.Tensor2D): CellSlopes {
  const toCell = o.mul(complement(tanhC.square()));
  const toGates = tf.concat(
    [
      g.mul(i).mul(complement(i)),
      shiftSteps(c, initial).mul(f).mul(complement(f)),
      i.mul(complement(g.square())),
      tanhC.mul(o).mul(complement(o)),
    ],
    2,
  ); // [batch, steps, 4 * hidden]
  const [cells, gates, forgets] = [toCell, toGates, f].map((tensor) => tf.unstack(tensor, 1));
  return { toCell: cells!, toGates: gates!, forget: forgets! };
}

/**
 * One step back, with dh and dc the gradients of h_t and c_t:  dc = dh o (1 - tanh(c)^2) + dc_{t+1} f_{t+1},
 * dp_i = dc g i (1 - i),  dp_f = dc c_{t-1} f (1 - f),  dp_g = dc i (1 - g^2),  dp_o = dh tanh(c) o (1 - o).
 *
 * @param dcLater  What reaches c_t from the step after it, if there is one.
 * @returns        The gradients of p, [batch, 4 * hidden], and of c_t.
 */
export function cellStepBack(
  { toCell, toGates }: CellSlopes,
  t: number,
  { dh, dcLater }: { dh: tf.Tensor; dcLater: tf.Tensor | undefined },
): { dGates: tf.Tensor2D; dc: tf.Tensor } {
  const own = dh.mul(toCell[t]!);
  const dc: tf.Tensor = dcLater ? own.add(dcLater) : own;
  return { dGates: tf.concat([dc, dc, dc, dh], 1).mul<tf.Tensor2D>(toGates[t]!), dc };
}

/** The same sequence one step later, `first` (zero, without it) before it: [batch, steps, hidden]. */
export function shiftSteps(sequence: tf.Tensor3D, first?: tf.Tensor2D): tf.Tensor3D {
  const [batch, steps, hidden] = sequence.shape;
  const start = first ? first.expandDims<tf.Tensor3D>(1) : tf.zeros<tf.Rank.R3>([batch, 1, hidden]);
  if (steps === 1) return start as tf.Tensor3D;
  return tf.concat([start as tf.Tensor3D, sequence.slice([0, 0, 0], [batch, steps - 1, hidden])], 1);
}

const complement = <T extends tf.Tensor>(a: T): T => tf.sub(1, a) as T;
