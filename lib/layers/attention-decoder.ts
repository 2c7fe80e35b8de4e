/**
 * An LSTM that attends to a sequence of states before each step: additive attention (Bahdanau, Cho & Bengio 2015,
 * arXiv:1409.0473, section 3.1 and appendix A.1.2), with a hand-written backward pass.
 *
 *   a_t = softmax_s(scorer . tanh(key_s + h_{t-1} queryKernel))     p_t = sum_s a_ts value_s + h_{t-1} recurrentKernel
 *   c_t = f c_{t-1} + i g                                           h_t = o tanh(c_t)
 *
 * A key is an encoder state projected for comparison, a value is one projected onto the gates p. The caller computes
 * both once for all steps. The weights a sum to one, so inputs that the gates get at every step (bias, context) are
 * added to the values. As in lstm.ts, each weight's gradient is one product over all steps.
 */
import * as tf from '@tensorflow/tfjs';
import { differentiable, isRecordedForGradients, runOperation, usesKernels } from '../runtime/index';
import { stopGradient } from './gradient';
import { cellStep, cellStepBack, flattenTraces, readTraces, type CellTrace } from './lstm-cell';

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

const native = differentiable({
  name: 'TelltaleAttentionDecoder',
  outputs: 3,
  gradient: ([dStates], { inputs, outputs: [states, , trace], attributes: { steps } }) =>
    runOperation('TelltaleAttentionDecoderGrad', [...inputs, states, trace, dStates], {
      attributes: { steps },
      outputs: 5,
    }).map((gradient) => () => gradient),
});

const tensorsOf = (
  { keys, values, initial }: AttentionDecoderInputs,
  { scorer, recurrent }: AttentionDecoderWeights,
): Operands => [keys, values, initial, scorer, recurrent];

/**
 * Runs the decoder.
 *
 * @returns h of every step, [batch, steps, hidden].
 * @throws  If the shapes do not fit together; the message gives them.
 */
export function attentionDecoder(inputs: AttentionDecoderInputs, weights: AttentionDecoderWeights): tf.Tensor3D {
  checkShapes(inputs, weights);
  if (usesKernels(...tensorsOf(inputs, weights))) {
    const attributes = { steps: inputs.steps, keep_trace: isRecordedForGradients() };
    return tf.tidy(() => native(tensorsOf(inputs, weights), attributes)[0] as tf.Tensor3D);
  }
  const operation = tf.customGrad((...tensors) => {
    const save = tensors.pop() as tf.GradSaveFunc;
    const [keys, values, initial, scorer, recurrent] = tensors as tf.Tensor[] as Operands;
    const { steps } = inputs;
    const { cells, attention, compared } = forward({ keys, values, initial, steps }, { scorer, recurrent });
    save([keys, values, initial, scorer, recurrent, ...attention, ...compared, ...flattenTraces(cells)]);
    const gradFunc = (dOutput: tf.Tensor, saved: tf.Tensor[]) => {
      const [operands, looks] = [saved.slice(0, 5) as Operands, saved.slice(5) as tf.Tensor3D[]];
      const [attention, compared] = [looks.slice(0, steps), looks.slice(steps, 2 * steps)];
      return gradients(
        dOutput as tf.Tensor3D,
        { attention, compared, cells: readTraces(looks.slice(2 * steps)) },
        operands,
      );
    };
    return {
      value: tf.stack(
        cells.map(({ h }) => h),
        1,
      ),
      gradFunc,
    };
  });
  return operation(inputs.keys, inputs.values, inputs.initial, weights.scorer, weights.recurrent) as tf.Tensor3D;
}

/**
 * Computes the attention weights of the decoder.
 *
 * @returns a of every step, [batch, steps, positions]; no gradient flows through it.
 * @throws  If the shapes do not fit together; the message gives them.
 */
export function attentionWeights(inputs: AttentionDecoderInputs, weights: AttentionDecoderWeights): tf.Tensor3D {
  checkShapes(inputs, weights);
  const tensors = tensorsOf(inputs, weights);
  return tf.tidy(() => {
    if (!usesKernels(...tensors)) return stopGradient(tf.concat([...forward(inputs, weights).attention], 1));
    const attributes = { steps: inputs.steps, keep_trace: false };
    return runOperation('TelltaleAttentionDecoder', tensors, { attributes, outputs: 3 })[1] as tf.Tensor3D;
  });
}

/** Keys, values, initial, scorer, recurrent. */
type Operands = [tf.Tensor3D, tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** What the backward pass needs, one entry per step. */
interface Trace {
  readonly cells: readonly CellTrace[];
  /** a, [batch, 1, positions] */
  readonly attention: readonly tf.Tensor3D[];
  /** tanh(key + query), [batch, positions, units] */
  readonly compared: readonly tf.Tensor3D[];
}

function forward(inputs: AttentionDecoderInputs, { scorer, recurrent }: AttentionDecoderWeights): Trace {
  const { keys, values, initial } = inputs;
  const [batch, positions, units] = keys.shape;
  const width = values.shape[2];
  const trace = { cells: [] as CellTrace[], attention: [] as tf.Tensor3D[], compared: [] as tf.Tensor3D[] };
  let h = initial;
  let c: tf.Tensor2D | undefined;
  for (let t = 0; t < inputs.steps; t++) {
    const [query, own] = tf.split(tf.matMul(h, recurrent), [units, width], 1);
    const compared = keys.add<tf.Tensor3D>(query.expandDims(1)).tanh(); // [batch, positions, units]
    const scores = tf.matMul(compared.reshape<tf.Tensor2D>([-1, units]), scorer).reshape([batch, 1, positions]);
    const attention = tf.softmax(scores) as tf.Tensor3D;
    const p = tf.matMul(attention, values).reshape<tf.Tensor2D>([batch, width]).add<tf.Tensor2D>(own);
    const cell = cellStep(p, c);
    trace.cells.push(cell);
    trace.attention.push(attention);
    trace.compared.push(compared);
    ({ h, c } = cell);
  }
  return trace;
}

function gradients(dOutput: tf.Tensor3D, trace: Trace, operands: Operands): tf.Tensor[] {
  const [keys, , initial] = operands;
  const { dScores, dQueries, dGates, dKeys, dInitial } = backward(dOutput, trace, operands);
  const dProjected = tf.concat([tf.concat(dQueries), tf.concat(dGates)], 1); // [steps * batch, units + 4 * hidden]
  const previous = tf.concat([initial, ...trace.cells.slice(0, -1).map(({ h }) => h)]); // h_{t-1}, [steps * batch, hidden]
  const compared = tf.concat([...trace.compared]).reshape<tf.Tensor2D>([-1, keys.shape[2]]);
  const attention = tf.concat([...trace.attention], 1); // [batch, steps, positions]
  return [
    tf.stack(dKeys).sum(0),
    tf.matMul(attention, tf.stack(dGates, 1), true, false), // values
    dInitial,
    tf.matMul(compared, tf.concat(dScores).reshape<tf.Tensor2D>([-1, 1]), true, false), // scorer
    tf.matMul(previous, dProjected, true, false), // recurrent
  ];
}

/** One entry per step, except for the initial state. */
interface StepGradients {
  /** [batch, 1, positions] */
  readonly dScores: tf.Tensor3D[];
  /** [batch, units] */
  readonly dQueries: tf.Tensor2D[];
  /** [batch, 4 * hidden] */
  readonly dGates: tf.Tensor2D[];
  /** The step's part of the gradient of the keys, [batch, positions, units]. */
  readonly dKeys: tf.Tensor3D[];
  /** [batch, hidden] */
  readonly dInitial: tf.Tensor2D;
}

/** Goes back through each step's gates, then through the softmax, dscore = a (da - sum a da), into query and state. */
function backward(dOutput: tf.Tensor3D, { cells, attention, compared }: Trace, operands: Operands): StepGradients {
  const [, values, initial, scorer, recurrent] = operands;
  const [batch, positions, width] = values.shape;
  const dOutputs = tf.unstack(dOutput, 1) as tf.Tensor2D[];
  const [dScores, dQueries, dGates, dKeys] = [[], [], [], []] as [
    tf.Tensor3D[],
    tf.Tensor2D[],
    tf.Tensor2D[],
    tf.Tensor3D[],
  ];
  let dhNext: tf.Tensor2D = tf.zerosLike(initial);
  let dcNext: tf.Tensor2D | undefined;
  for (let t = cells.length - 1; t >= 0; t--) {
    const dh = dOutputs[t].add<tf.Tensor2D>(dhNext);
    const back = cellStepBack(cells[t], cells[t - 1]?.c, { dh, dcLater: dcNext });
    const dWeights = tf.matMul(back.dGates.reshape<tf.Tensor3D>([batch, 1, width]), values, false, true);
    const a = attention[t];
    const share = a.mul(dWeights);
    const dScore = share.sub<tf.Tensor3D>(a.mul(share.sum(2, true))); // [batch, 1, positions]
    // The slope of a score in its key and in its query: scorer (1 - tanh^2), [batch, positions, units].
    const slope = tf.sub(1, compared[t].square()).mul<tf.Tensor3D>(scorer.reshape([-1]));
    const dQuery = tf.matMul(dScore, slope).squeeze<tf.Tensor2D>([1]); // [batch, units]
    dhNext = tf.matMul(tf.concat([dQuery, back.dGates], 1), recurrent, false, true);
    dcNext = back.dcEarlier;
    dKeys[t] = dScore.reshape([batch, positions, 1]).mul(slope);
    [dScores[t], dQueries[t], dGates[t]] = [dScore, dQuery, back.dGates];
  }
  return { dScores, dQueries, dGates, dKeys, dInitial: dhNext };
}

function checkShapes(inputs: AttentionDecoderInputs, { scorer, recurrent }: AttentionDecoderWeights): void {
  const { keys, values, initial, steps } = inputs;
  const [batch, positions, units] = keys.shape;
  const hidden = initial.shape[1];
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
