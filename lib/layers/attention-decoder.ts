/**
 * An LSTM that looks back at a sequence of states before each step: additive attention (Bahdanau, Cho & Bengio 2015,
 * arXiv:1409.0473, section 3.1 and appendix A.1.2), with the backward pass written out.
 *
 *   a_t = softmax_s(scorer . tanh(key_s + h_{t-1} queryKernel))     p_t = sum_s a_ts value_s + h_{t-1} recurrentKernel
 *   c_t = f c_{t-1} + i g                                           h_t = o tanh(c_t)
 *
 * A key is an encoder state projected for comparison, a value is one projected onto the gates p: both are made once for
 * all steps, outside. Weights a sum to one, so whatever the gates get at every step (bias, context) rides with the values.
 * As in lstm.ts, all that does not depend on the next step is done for all steps at once.
 */
import * as tf from '@tensorflow/tfjs';
import { cellSlopes, cellStep, cellStepBack, shiftSteps, stackSteps, type CellTrace } from './lstm-cell';

export interface AttentionDecoderInputs {
  /** [batch, positions, units] */
  readonly keys: tf.Tensor3D;
  /** [batch, positions, 4 * hidden], gates in the order i, f, g, o. */
  readonly values: tf.Tensor3D;
  /** h before the first step, [batch, hidden]; c starts at zero. */
  readonly initial: tf.Tensor2D;
  readonly steps: number;
}

export interface AttentionDecoderWeights {
  /** [units, 1] */
  readonly scorer: tf.Tensor2D;
  /** The query kernel and the recurrent kernel side by side, [hidden, units + 4 * hidden]: one product a step. */
  readonly recurrent: tf.Tensor2D;
}

/**
 * Unfolds the decoder.
 *
 * @returns h of every step, [batch, steps, hidden].
 * @throws  If the shapes do not fit together; the message gives them.
 */
export function attentionDecoder(inputs: AttentionDecoderInputs, weights: AttentionDecoderWeights): tf.Tensor3D {
  checkShapes(inputs, weights);
  const operation = tf.customGrad((...tensors) => {
    const save = tensors.pop() as tf.GradSaveFunc;
    const [keys, values, initial, scorer, recurrent] = tensors as tf.Tensor[] as Operands;
    const trace = forward({ keys, values, initial, steps: inputs.steps }, { scorer, recurrent });
    save([keys, values, initial, scorer, recurrent, ...Object.values(trace)]);
    const gradFunc = (dOutput: tf.Tensor, saved: tf.Tensor[]) => {
      const [i, f, g, o, c, tanhC, h, attention, compared] = saved.slice(5) as tf.Tensor3D[];
      const trace = { i, f, g, o, c, tanhC, h, attention, compared } as unknown as Trace;
      return gradients(dOutput as tf.Tensor3D, trace, saved.slice(0, 5) as Operands);
    };
    return { value: trace.h, gradFunc };
  });
  return operation(inputs.keys, inputs.values, inputs.initial, weights.scorer, weights.recurrent) as tf.Tensor3D;
}

/**
 * Where the decoder looks.
 *
 * @returns a of every step, [batch, steps, positions]; no gradient flows through it.
 */
export function attentionWeights(inputs: AttentionDecoderInputs, weights: AttentionDecoderWeights): tf.Tensor3D {
  checkShapes(inputs, weights);
  return tf.tidy(() => forward(inputs, weights).attention);
}

/** Keys, values, initial, scorer, recurrent. */
type Operands = [tf.Tensor3D, tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

interface Trace extends CellTrace {
  /** [batch, steps, positions] */
  readonly attention: tf.Tensor3D;
  /** tanh(key + query), [batch, steps, positions, units] */
  readonly compared: tf.Tensor4D;
}

function forward(inputs: AttentionDecoderInputs, { scorer, recurrent }: AttentionDecoderWeights): Trace {
  const { keys, values, initial } = inputs;
  const [batch, positions, units] = keys.shape;
  const width = values.shape[2];
  const steps: (CellTrace<tf.Tensor2D> & { attention: tf.Tensor; compared: tf.Tensor })[] = [];
  let h = initial;
  let c: tf.Tensor2D | undefined;
  for (let t = 0; t < inputs.steps; t++) {
    const [query, own] = tf.split(tf.matMul(h, recurrent), [units, width], 1);
    const compared = keys.add(query!.expandDims(1)).tanh(); // [batch, positions, units]
    const scores = tf.matMul(compared.reshape<tf.Tensor2D>([-1, units]), scorer).reshape([batch, 1, positions]);
    const attention = tf.softmax(scores) as tf.Tensor3D;
    const p = tf.matMul(attention, values).reshape<tf.Tensor2D>([batch, width]).add<tf.Tensor2D>(own!);
    const step = cellStep(p, c);
    steps.push({ ...step, attention: attention.reshape([batch, positions]), compared });
    ({ h, c } = step);
  }
  return stackSteps(steps) as unknown as Trace;
}

function gradients(dOutput: tf.Tensor3D, trace: Trace, operands: Operands): tf.Tensor[] {
  const [keys, , initial, scorer, recurrent] = operands;
  const { attention, compared, h } = trace;
  const units = keys.shape[2];
  // How a score answers to its key or query, for all steps: scorer (1 - tanh^2), [batch, steps, positions, units].
  const slopes = tf.sub(1, compared.square()).mul<tf.Tensor4D>(scorer.reshape([units]));
  const { dScores, dQueries, dGates, dInitial } = backward(dOutput, trace, { operands, slopes });
  const dProjected = tf.concat([dQueries, dGates], 2).reshape<tf.Tensor2D>([-1, recurrent.shape[1]]);
  const previous = shiftSteps(h, initial).reshape<tf.Tensor2D>([-1, initial.shape[1]]); // h_{t-1}
  return [
    dScores.expandDims(3).mul(slopes).sum(1), // keys
    tf.matMul(attention, dGates, true, false), // values
    dInitial,
    tf.matMul(compared.reshape<tf.Tensor2D>([-1, units]), dScores.reshape<tf.Tensor2D>([-1, 1]), true, false),
    tf.matMul(previous, dProjected, true, false),
  ];
}

interface StepGradients {
  /** [batch, steps, positions] */
  readonly dScores: tf.Tensor3D;
  /** [batch, steps, units] */
  readonly dQueries: tf.Tensor3D;
  /** [batch, steps, 4 * hidden] */
  readonly dGates: tf.Tensor3D;
  /** [batch, hidden] */
  readonly dInitial: tf.Tensor;
}

/** Each step back through its gates, then through the softmax, dscore = a (da - sum a da), into query and state. */
function backward(
  dOutput: tf.Tensor3D,
  trace: Trace,
  { operands: [, values, initial, , recurrent], slopes }: { operands: Operands; slopes: tf.Tensor4D },
): StepGradients {
  const [batch, positions, width] = values.shape;
  const cell = cellSlopes(trace);
  const [dOutputs, weights, toQueries] = [dOutput as tf.Tensor, trace.attention, slopes].map((t) => tf.unstack(t, 1));
  const [dScores, dQueries, dGates]: [tf.Tensor[], tf.Tensor[], tf.Tensor[]] = [[], [], []];
  let dhNext: tf.Tensor = tf.zerosLike(initial);
  let dcNext: tf.Tensor | undefined;
  for (let t = dOutputs!.length - 1; t >= 0; t--) {
    const back = cellStepBack(cell, t, { dh: dOutputs![t]!.add(dhNext), dcLater: dcNext });
    const dWeights = tf.matMul(back.dGates.reshape<tf.Tensor3D>([batch, 1, width]), values, false, true);
    const a = weights![t]!.reshape([batch, 1, positions]);
    const share = a.mul(dWeights);
    const dScore = share.sub<tf.Tensor3D>(a.mul(share.sum(2, true))); // [batch, 1, positions]
    const dQuery = tf.matMul(dScore, toQueries![t]! as tf.Tensor3D).squeeze<tf.Tensor2D>([1]); // [batch, units]
    dhNext = tf.matMul(tf.concat([dQuery, back.dGates], 1), recurrent, false, true);
    dcNext = back.dc.mul(cell.forget[t]!);
    dScores[t] = dScore.squeeze([1]);
    [dQueries[t], dGates[t]] = [dQuery, back.dGates];
  }
  const [scores, queries, gates] = [dScores, dQueries, dGates].map((steps) => tf.stack(steps, 1)) as tf.Tensor3D[];
  return { dScores: scores!, dQueries: queries!, dGates: gates!, dInitial: dhNext };
}

function checkShapes(inputs: AttentionDecoderInputs, { scorer, recurrent }: AttentionDecoderWeights): void {
  const { keys, values, initial, steps } = inputs;
  const [batch, positions, units] = keys.shape;
  const hidden = initial.shape[1]!;
  const fits =
    steps > 0 &&
    tf.util.arraysEqual(values.shape, [batch, positions, 4 * hidden]) &&
    tf.util.arraysEqual(initial.shape, [batch, hidden]) &&
    tf.util.arraysEqual(scorer.shape, [units, 1]) &&
    tf.util.arraysEqual(recurrent.shape, [hidden, units + 4 * hidden]);
  if (fits) return;
  const expected =
    'keys [batch, positions, units], values [batch, positions, 4 * hidden], initial [batch, hidden], scorer [units, 1], recurrent [hidden, units + 4 * hidden] and steps > 0';
  const found = [keys, values, initial, scorer, recurrent].map((t) => `[${t.shape.join(', ')}]`).join(', ');
  throw new Error(`attentionDecoder: expected ${expected}; found ${found} and ${steps} steps.`);
}
