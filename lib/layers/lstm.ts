/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000, with forget gates), with a hand-written
 * backward pass.
 *
 *   i, f, o = sigmoid(p_i), sigmoid(p_f), sigmoid(p_o)     g = tanh(p_g)     p = x kernel + h_{t-1} recurrentKernel + bias
 *   c_t = f c_{t-1} + i g                                   h_t = o tanh(c_t)
 *
 * Automatic differentiation would sum the weight gradients step by step. Here the input projection of all steps is one
 * product, and each weight gradient is one product over all steps. In between, every step has its own small tensors
 * rather than slices of long ones: they stay in the cache.
 */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import { usesKernels } from '../runtime/index';
import { cellStep, cellStepBack, flattenTraces, readTraces, type CellTrace } from './lstm-cell';
import { nativeLstm } from './native-lstm';
import { uniformParameter } from './parameter';

export interface LstmOptions {
  /** For `x` of shape [batch, features]: the number of times that this vector is fed in. */
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
  const { h, c } = options.initialState ?? {};
  const initial = h && c ? [h, c] : [];
  const inputs = [x, kernel, recurrentKernel, bias] as const;
  if (usesKernels(...inputs, ...initial)) return nativeLstm(inputs, steps, initial);
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [x, kernel, recurrentKernel, bias, ...initial] = inputs as [
      tf.Tensor3D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
    ];
    const state = initial as tf.Tensor2D[];
    const traces = forward(project(x, kernel, bias, steps), recurrentKernel, state);
    save([x, kernel, recurrentKernel, ...state, ...flattenTraces(traces)]);
    const gradFunc = (dOutput: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, kernel, recurrentKernel] = saved as [tf.Tensor, tf.Tensor2D, tf.Tensor2D];
      const initial = saved.slice(3, 3 + state.length) as tf.Tensor2D[];
      const operands = { x, kernel, recurrentKernel, initial, traces: readTraces(saved.slice(3 + state.length)) };
      const { dGates, dState } = backward(dOutput as tf.Tensor3D, operands);
      return [...inputAndWeightGradients(dGates, operands), ...dState];
    };
    return {
      value: tf.stack(
        traces.map(({ h }) => h),
        1,
      ),
      gradFunc,
    };
  });
  return operation(x, kernel, recurrentKernel, bias, ...initial) as tf.Tensor3D;
}

/** What the backward pass needs. */
interface Operands {
  readonly x: tf.Tensor;
  readonly kernel: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  /** h and c before the first step, or nothing. */
  readonly initial: readonly tf.Tensor2D[];
  readonly traces: readonly CellTrace[];
}

/** Computes x kernel + bias in one product for all steps: `steps` tensors of shape [batch, 4 * hidden]. */
function project(x: tf.Tensor, kernel: tf.Tensor2D, bias: tf.Tensor1D, steps: number): tf.Tensor2D[] {
  const projected = tf.matMul(stepRows(x), kernel).add<tf.Tensor2D>(bias);
  if (x.rank === 2) return new Array<tf.Tensor2D>(steps).fill(projected);
  return tf.unstack(projected.reshape([steps, x.shape[0], kernel.shape[1]])) as tf.Tensor2D[];
}

/**
 * Lays out one row per step and sample, the steps outermost: [steps * batch, features].
 * A repeated vector stays [batch, features].
 */
function stepRows(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : swapBatchAndSteps(x as tf.Tensor3D).reshape([-1, x.shape[2]!]);
}

const swapBatchAndSteps = (x: tf.Tensor3D): tf.Tensor3D => tf.transpose(x, [1, 0, 2]);

function forward(projections: tf.Tensor2D[], recurrentKernel: tf.Tensor2D, initial: readonly tf.Tensor2D[]) {
  const traces: CellTrace[] = [];
  let [h, c] = initial;
  for (const projection of projections) {
    const p = h ? projection.add<tf.Tensor2D>(tf.matMul(h, recurrentKernel)) : projection;
    const trace = cellStep(p, c);
    traces.push(trace);
    ({ h, c } = trace);
  }
  return traces;
}

/** Computes the gradients of p at every step, [batch, 4 * hidden], and of the initial state, if there is one. */
function backward(dOutput: tf.Tensor3D, { recurrentKernel, initial, traces }: Operands) {
  const dOutputs = tf.unstack(dOutput, 1) as tf.Tensor2D[];
  const dGates: tf.Tensor2D[] = [];
  let dhNext: tf.Tensor2D | undefined;
  let dcNext: tf.Tensor2D | undefined;
  for (let t = traces.length - 1; t >= 0; t--) {
    const dh = dhNext ? dOutputs[t].add<tf.Tensor2D>(dhNext) : dOutputs[t];
    const back = cellStepBack(traces[t], traces[t - 1]?.c ?? initial[1], { dh, dcLater: dcNext });
    dGates[t] = back.dGates;
    if (t === 0 && initial.length === 0) break;
    dhNext = tf.matMul<tf.Tensor2D>(back.dGates, recurrentKernel, false, true);
    dcNext = back.dcEarlier;
  }
  return { dGates, dState: initial.length === 0 ? [] : [dhNext!, dcNext!] };
}

/** Computes each weight's gradient as one product over all steps, one below the other. */
function inputAndWeightGradients(dGates: tf.Tensor2D[], { x, kernel, initial, traces }: Operands): tf.Tensor[] {
  const dP = tf.concat(dGates); // [steps * batch, 4 * hidden]
  // A repeated vector has the same kernel at every step: its gradients are those of the sum over steps.
  const dProjection = x.rank === 2 ? dP.reshape([dGates.length, ...dGates[0].shape]).sum<tf.Tensor2D>(0) : dP;
  const dRows = tf.matMul(dProjection, kernel, false, true); // like stepRows(x)
  const [batch, features] = [x.shape[0], kernel.shape[0]];
  const dX = x.rank === 2 ? dRows : swapBatchAndSteps(dRows.reshape([dGates.length, batch, features]));
  const before = initial[0] ?? tf.zerosLike(traces[0].h);
  const previous = tf.concat([before, ...traces.slice(0, -1).map(({ h }) => h)]); // h_{t-1}, [steps * batch, hidden]
  return [dX, tf.matMul(stepRows(x), dProjection, true, false), tf.matMul(previous, dP, true, false), dP.sum(0)];
}

function checkShapes(
  x: tf.Tensor,
  kernel: tf.Tensor,
  recurrentKernel: tf.Tensor,
  bias: tf.Tensor,
  options: LstmOptions,
): number {
  const hidden = recurrentKernel.shape[0];
  const features = x.shape[x.rank - 1];
  const expected = `x [batch, steps, features] of at least one step (or [batch, features] and options.steps), kernel [features, 4 * hidden], recurrentKernel [hidden, 4 * hidden], bias [4 * hidden], and an initial state, if any, [batch, hidden]`;
  const state = options.initialState ? [options.initialState.h, options.initialState.c] : [];
  const fits =
    stepsOf(x, options) !== undefined &&
    tf.util.arraysEqual(kernel.shape, [features, 4 * hidden]) &&
    tf.util.arraysEqual(recurrentKernel.shape, [hidden, 4 * hidden]) &&
    tf.util.arraysEqual(bias.shape, [4 * hidden]) &&
    state.every(({ shape }) => tf.util.arraysEqual(shape, [x.shape[0], hidden]));
  if (fits) return stepsOf(x, options)!;
  const found = [x, kernel, recurrentKernel, bias, ...state].map((t) => `[${t.shape.join(', ')}]`).join(', ');
  const asked = options.steps === undefined ? '' : ` and options.steps ${options.steps}`;
  throw new Error(`lstm: expected ${expected}; found ${found}${asked}.`);
}

/** Finds the number of steps of x; undefined if it is missing, not a positive whole number or contradictory. */
function stepsOf(x: tf.Tensor, options: LstmOptions): number | undefined {
  const found = x.rank === 3 ? x.shape[1] : undefined;
  const steps = options.steps ?? found;
  const sound = steps !== undefined && Number.isInteger(steps) && steps > 0;
  return sound && (x.rank === 2 || steps === found) ? steps : undefined;
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

  /** Applies {@link lstm}. */
  apply(x: tf.Tensor2D | tf.Tensor3D, options: LstmOptions = {}): tf.Tensor3D {
    return lstm(x, this.kernel, this.recurrentKernel, this.bias, options);
  }
}
