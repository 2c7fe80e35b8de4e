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
import { cellSlopes, cellStep, cellStepBack, shiftSteps, stackSteps, type CellTrace } from './lstm-cell';
import { uniformParameter } from './parameter';

export interface LstmOptions {
  /** With `x` of shape [batch, features]: how many times that vector is fed in. */
  readonly steps?: number;
  /** h and c before the first step, each [batch, hidden]. Default: zero. */
  readonly initialState?: { readonly h: tf.Tensor2D; readonly c: tf.Tensor2D };
}

/**
 * Runs an LSTM over a sequence, or over one vector repeated `steps` times.
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
    const [x, kernel, recurrentKernel, bias, ...initial] = inputs as [
      tf.Tensor3D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
    ];
    const state = initial as tf.Tensor2D[];
    const trace = forward(project(x, kernel, bias, steps), recurrentKernel, state);
    save([x, kernel, recurrentKernel, ...Object.values(trace), ...state]);
    const gradFunc = (dOutput: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, kernel, recurrentKernel, i, f, g, o, c, tanhC, h, ...initial] = saved as tf.Tensor3D[];
      const operands = { x: x!, kernel: kernel!, recurrentKernel: recurrentKernel!, initial } as unknown as Operands;
      const trace = { i, f, g, o, c, tanhC, h } as CellTrace;
      const { dGates, dState } = backward(dOutput as tf.Tensor3D, trace, operands);
      return [...inputAndWeightGradients(dGates, trace, operands), ...dState];
    };
    return { value: trace.h, gradFunc };
  });
  const { h, c } = options.initialState ?? {};
  return operation(x, kernel, recurrentKernel, bias, ...(h && c ? [h, c] : [])) as tf.Tensor3D;
}

/** What the backward pass needs beside the trace. */
interface Operands {
  readonly x: tf.Tensor;
  readonly kernel: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  /** h and c before the first step, or nothing. */
  readonly initial: readonly tf.Tensor2D[];
}

/** x kernel + bias for every step: `steps` tensors of shape [batch, 4 * hidden]; one product however many steps. */
function project(x: tf.Tensor, kernel: tf.Tensor2D, bias: tf.Tensor1D, steps: number): tf.Tensor2D[] {
  const projected = tf.matMul(stepRows(x), kernel).add<tf.Tensor2D>(bias);
  if (x.rank === 2) return new Array<tf.Tensor2D>(steps).fill(projected);
  return tf.unstack(projected.reshape([steps, x.shape[0]!, kernel.shape[1]])) as tf.Tensor2D[];
}

/** One row per step and sample, the steps outermost: [steps * batch, features]; a repeated vector stays [batch, features]. */
function stepRows(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : swapBatchAndSteps(x as tf.Tensor3D).reshape([-1, x.shape[2]!]);
}

const swapBatchAndSteps = (x: tf.Tensor3D): tf.Tensor3D => tf.transpose(x, [1, 0, 2]);

function forward(projections: tf.Tensor2D[], recurrentKernel: tf.Tensor2D, initial: readonly tf.Tensor2D[]): CellTrace {
  const steps: CellTrace<tf.Tensor2D>[] = [];
  let [h, c] = initial;
  for (const projection of projections) {
    const p = h ? projection.add<tf.Tensor2D>(tf.matMul(h, recurrentKernel)) : projection;
    const step = cellStep(p, c);
    steps.push(step);
    ({ h, c } = step);
  }
  return stackSteps(steps) as unknown as CellTrace;
}

/** Gradients of the gates' inputs p, [batch, steps, 4 * hidden], and of the initial state, if there is one. */
function backward(
  dOutput: tf.Tensor3D,
  trace: CellTrace,
  { recurrentKernel, initial }: Operands,
): { dGates: tf.Tensor3D; dState: tf.Tensor[] } {
  const slopes = cellSlopes(trace, initial[1]);
  const dOutputs = tf.unstack(dOutput, 1);
  const dGates: tf.Tensor2D[] = [];
  let dhNext: tf.Tensor | undefined;
  let dcNext: tf.Tensor | undefined;
  for (let t = dOutputs.length - 1; t >= 0; t--) {
    const dh: tf.Tensor = dhNext ? dOutputs[t]!.add(dhNext) : dOutputs[t]!;
    const back = cellStepBack(slopes, t, { dh, dcLater: dcNext });
    dGates[t] = back.dGates;
    if (t === 0 && initial.length === 0) break;
    dhNext = tf.matMul(back.dGates, recurrentKernel, false, true);
    dcNext = back.dc.mul(slopes.forget[t]!);
  }
  const dState = initial.length === 0 ? [] : [dhNext!, dcNext!];
  return { dGates: tf.stack(dGates, 1) as tf.Tensor3D, dState };
}

function inputAndWeightGradients(dGates: tf.Tensor3D, { h }: CellTrace, { x, kernel, initial }: Operands): tf.Tensor[] {
  const width = kernel.shape[1];
  const dP = dGates.reshape<tf.Tensor2D>([-1, width]); // [batch * steps, 4 * hidden]
  // A repeated vector meets the same kernel at every step: its gradients see the sum over steps.
  const dProjection = x.rank === 2 ? dGates.sum<tf.Tensor2D>(1) : dP;
  const rows = x.reshape<tf.Tensor2D>([-1, kernel.shape[0]]);
  const previous = shiftSteps(h, initial[0]).reshape<tf.Tensor2D>([-1, h.shape[2]]); // h_{t-1}
  return [
    tf.matMul(dProjection, kernel, false, true).reshape(x.shape),
    tf.matMul(rows, dProjection, true, false),
    tf.matMul(previous, dP, true, false),
    dP.sum(0),
  ];
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
  const expected = `x [batch, steps, features] (or [batch, features] and options.steps), kernel [features, 4 * hidden], recurrentKernel [hidden, 4 * hidden], bias [4 * hidden], and an initial state, if any, [batch, hidden]`;
  const state = options.initialState ? [options.initialState.h, options.initialState.c] : [];
  const fits =
    (x.rank === 3 || (x.rank === 2 && options.steps !== undefined && options.steps > 0)) &&
    tf.util.arraysEqual(kernel.shape, [features, 4 * hidden]) &&
    tf.util.arraysEqual(recurrentKernel.shape, [hidden, 4 * hidden]) &&
    tf.util.arraysEqual(bias.shape, [4 * hidden]) &&
    state.every(({ shape }) => tf.util.arraysEqual(shape, [x.shape[0]!, hidden]));
  if (fits) return x.rank === 3 ? x.shape[1]! : options.steps!;
  const found = [x, kernel, recurrentKernel, bias, ...state].map((t) => `[${t.shape.join(', ')}]`).join(', ');
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
