/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000, with forget gates), with the backward pass
 * written out.
 *
 *   i, f, o = sigmoid(p_i), sigmoid(p_f), sigmoid(p_o)     g = tanh(p_g)     p = x kernel + h_{t-1} recurrentKernel + bias
 *   c_t = f c_{t-1} + i g                                   h_t = o tanh(c_t)
 *
 * Automatic differentiation would record a dozen operations a step and sum the weight gradients step by step. Here the
 * input projection of all steps is one product, all that does not depend on the next step is done for all steps at
 * once, and each weight gradient is one product over all steps.
 */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../data/random';
import { uniformParameter } from './parameter';

export interface LstmOptions {
  /** With `x` of shape [batch, features]: how many times that vector is fed in. */
  readonly steps?: number;
}

/**
 * Runs an LSTM from the zero state over a sequence, or over one vector repeated `steps` times.
 *
 * @param x                [batch, steps, features], or [batch, features] together with `options.steps`.
 * @param kernel           [features, 4 * hidden], gates in the order i, f, g, o (PyTorch's).
 * @param recurrentKernel  [hidden, 4 * hidden]
 * @param bias             [4 * hidden]
 * @returns                h of every step, [batch, steps, hidden].
 * @throws                 If the shapes do not fit together; the message gives them.
 */
export function lstm(
  x: tf.Tensor2D | tf.Tensor3D,
  kernel: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  options: LstmOptions = {},
): tf.Tensor3D {
  const steps = checkShapes(x, kernel, recurrentKernel, bias, options);
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [x, kernel, recurrentKernel, bias] = inputs as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
    const trace = forward(project(x, kernel, bias, steps), recurrentKernel);
    save([x, kernel, recurrentKernel, ...Object.values(trace)]);
    const gradFunc = (dOutput: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, kernel, recurrentKernel, i, f, g, o, c, tanhC, h] = saved as tf.Tensor3D[];
      const weights = recurrentKernel as unknown as tf.Tensor2D;
      const dGates = backward(dOutput as tf.Tensor3D, { i, f, g, o, c, tanhC, h } as Trace, weights);
      return inputAndWeightGradients(dGates, { x: x!, kernel: kernel as unknown as tf.Tensor2D, h: h! });
    };
    return { value: trace.h, gradFunc };
  });
  return operation(x, kernel, recurrentKernel, bias) as tf.Tensor3D;
}

/** What the forward pass leaves for the backward pass: each [batch, steps, hidden]. */
interface Trace {
  readonly i: tf.Tensor3D;
  readonly f: tf.Tensor3D;
  readonly g: tf.Tensor3D;
  readonly o: tf.Tensor3D;
  readonly c: tf.Tensor3D;
  readonly tanhC: tf.Tensor3D;
  readonly h: tf.Tensor3D;
}

/** x kernel + bias for every step: `steps` tensors of shape [batch, 4 * hidden]; one product however many steps. */
function project(x: tf.Tensor, kernel: tf.Tensor2D, bias: tf.Tensor1D, steps: number): tf.Tensor2D[] {
  const rows = x.reshape<tf.Tensor2D>([-1, kernel.shape[0]]); // [batch * steps, features], or [batch, features]
  const projected = tf.matMul(rows, kernel).add<tf.Tensor2D>(bias);
  if (x.rank === 2) return new Array<tf.Tensor2D>(steps).fill(projected);
  return tf.unstack(projected.reshape([x.shape[0], steps, kernel.shape[1]]), 1) as tf.Tensor2D[];
}

function forward(projections: tf.Tensor2D[], recurrentKernel: tf.Tensor2D): Trace {
  const steps: Record<keyof Trace, tf.Tensor>[] = [];
  for (const projection of projections) {
    const last = steps[steps.length - 1];
    const p = last ? projection.add(tf.matMul(last.h as tf.Tensor2D, recurrentKernel)) : projection;
    const [pi, pf, pg, po] = tf.split(p, 4, 1); // each [batch, hidden]
    const [i, f, g, o] = [pi!.sigmoid(), pf!.sigmoid(), pg!.tanh(), po!.sigmoid()];
    const c: tf.Tensor = last ? f.mul(last.c).add(i.mul(g)) : i.mul(g);
    const tanhC = c.tanh();
    steps.push({ i, f, g, o, c, tanhC, h: o.mul(tanhC) });
  }
  const stack = (name: keyof Trace) =>
    tf.stack(
      steps.map((step) => step[name]),
      1,
    ) as tf.Tensor3D;
  const [i, f, g, o] = [stack('i'), stack('f'), stack('g'), stack('o')];
  return { i, f, g, o, c: stack('c'), tanhC: stack('tanhC'), h: stack('h') };
}

/**
 * Gradients of the loss with respect to the gates' inputs p, [batch, steps, 4 * hidden].
 *
 * With dh and dc the gradients of h_t and c_t:  dc = dh o (1 - tanh(c)^2) + dc_{t+1} f_{t+1},
 * dp_i = dc g i (1 - i),  dp_f = dc c_{t-1} f (1 - f),  dp_g = dc i (1 - g^2),  dp_o = dh tanh(c) o (1 - o).
 * The factors beside dc and dh are known for all steps before the recursion starts.
 */
function backward(dOutput: tf.Tensor3D, { i, f, g, o, c, tanhC }: Trace, recurrentKernel: tf.Tensor2D): tf.Tensor3D {
  const steps = dOutput.shape[1];
  const toCell = o.mul(complement(tanhC.square())); // [batch, steps, hidden]
  const toGates = tf.concat(
    [
      g.mul(i).mul(complement(i)),
      shift(c).mul(f).mul(complement(f)),
      i.mul(complement(g.square())),
      tanhC.mul(o).mul(complement(o)),
    ],
    2,
  ); // [batch, steps, 4 * hidden]
  const [dOutputs, toCells, toGatess, forgets] = [dOutput, toCell, toGates, f].map((t) => tf.unstack(t, 1));
  const dGates: tf.Tensor[] = new Array<tf.Tensor>(steps);
  let dhNext: tf.Tensor | undefined;
  let dcNext: tf.Tensor | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const dh: tf.Tensor = dhNext ? dOutputs![t]!.add(dhNext) : dOutputs![t]!;
    const own = dh.mul(toCells![t]!);
    const dc: tf.Tensor = dcNext ? own.add(dcNext) : own;
    dGates[t] = tf.concat([dc, dc, dc, dh], 1).mul(toGatess![t]!); // [batch, 4 * hidden]
    if (t === 0) break;
    dhNext = tf.matMul(dGates[t] as tf.Tensor2D, recurrentKernel, false, true);
    dcNext = dc.mul(forgets![t]!);
  }
  return tf.stack(dGates, 1) as tf.Tensor3D;
}

function inputAndWeightGradients(
  dGates: tf.Tensor3D,
  { x, kernel, h }: { x: tf.Tensor; kernel: tf.Tensor2D; h: tf.Tensor3D },
): tf.Tensor[] {
  const width = kernel.shape[1];
  const dP = dGates.reshape<tf.Tensor2D>([-1, width]); // [batch * steps, 4 * hidden]
  // A repeated vector meets the same kernel at every step: its gradients see the sum over steps.
  const dProjection = x.rank === 2 ? dGates.sum<tf.Tensor2D>(1) : dP;
  const rows = x.reshape<tf.Tensor2D>([-1, kernel.shape[0]]);
  const previous = shift(h).reshape<tf.Tensor2D>([-1, h.shape[2]]); // h_{t-1}
  return [
    tf.matMul(dProjection, kernel, false, true).reshape(x.shape),
    tf.matMul(rows, dProjection, true, false),
    tf.matMul(previous, dP, true, false),
    dP.sum(0),
  ];
}

const complement = <T extends tf.Tensor>(a: T): T => tf.sub(1, a) as T;

/** The same sequence one step later, a zero first: [batch, steps, hidden]. */
function shift(sequence: tf.Tensor3D): tf.Tensor3D {
  const [batch, steps, hidden] = sequence.shape;
  const first = tf.zeros([batch, 1, hidden]);
  return steps === 1
    ? (first as tf.Tensor3D)
    : (tf.concat([first, sequence.slice([0, 0, 0], [batch, steps - 1, hidden])], 1) as tf.Tensor3D);
}

function checkShapes(
  x: tf.Tensor,
  kernel: tf.Tensor,
  recurrentKernel: tf.Tensor,
  bias: tf.Tensor,
  options: LstmOptions,
): number {
  const hidden = recurrentKernel.shape[0]!;
  const features = x.shape[x.rank - 1]!;
  const expected = `x [batch, steps, features] (or [batch, features] and options.steps), kernel [features, 4 * hidden], recurrentKernel [hidden, 4 * hidden], bias [4 * hidden]`;
  const fits =
    (x.rank === 3 || (x.rank === 2 && options.steps !== undefined && options.steps > 0)) &&
    tf.util.arraysEqual(kernel.shape, [features, 4 * hidden]) &&
    tf.util.arraysEqual(recurrentKernel.shape, [hidden, 4 * hidden]) &&
    tf.util.arraysEqual(bias.shape, [4 * hidden]);
  if (fits) return x.rank === 3 ? x.shape[1]! : options.steps!;
  const found = [x, kernel, recurrentKernel, bias].map((t) => `[${t.shape.join(', ')}]`).join(', ');
  throw new Error(`lstm: expected ${expected}; found ${found}.`);
}

/** An LSTM with its own weights. */
export class LstmLayer {
  readonly kernel: tf.Variable<tf.Rank.R2>;
  readonly recurrentKernel: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(features: number, hiddenUnits: number, random: Random) {
    const bound = 1 / Math.sqrt(hiddenUnits);
    this.kernel = uniformParameter<tf.Rank.R2>([features, 4 * hiddenUnits], bound, random);
    this.recurrentKernel = uniformParameter<tf.Rank.R2>([hiddenUnits, 4 * hiddenUnits], bound, random);
    this.bias = uniformParameter<tf.Rank.R1>([4 * hiddenUnits], bound, random);
  }

  get variables(): tf.Variable[] {
    return [this.kernel, this.recurrentKernel, this.bias];
  }

  /** See {@link lstm}. */
  apply(x: tf.Tensor2D | tf.Tensor3D, options: LstmOptions = {}): tf.Tensor3D {
    return lstm(x, this.kernel, this.recurrentKernel, this.bias, options);
  }
}
