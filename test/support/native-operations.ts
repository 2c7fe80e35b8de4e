/** Shapes and attributes that fit each native operation, for tests that call operations one by one. */
import * as tf from '@tensorflow/tfjs';
import { runOperation } from '../../lib/runtime';
import type { Attributes } from '../../lib/runtime/native/operation';

/** A call of an operation that fits it, and the shapes of what it then returns. */
export interface OperationCall {
  readonly inputs: readonly (readonly number[])[];
  readonly attributes?: Attributes;
  readonly outputs: readonly (readonly number[])[];
}

export interface OperationSizes {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly hidden: number;
  readonly positions: number;
  readonly units: number;
  readonly heads: number;
  readonly depth: number;
  /** Whether an LSTM gets one vector for all steps. */
  readonly repeated: boolean;
  /** Whether an LSTM starts from a state. */
  readonly state: boolean;
}

/** Finds how many floats the kernels have in a vector: a trace is padded to it. */
export function vectorWidth(): number {
  return tf.tidy(() => {
    const inputs = [[1, 1], [1, 4], [1, 4], [4]].map((shape) => tf.zeros(shape));
    const attributes = { steps: 1, initial_states: 0, keep_trace: true };
    return runOperation('TelltaleLstm', inputs, { attributes, outputs: 2 })[1].shape[3]!;
  });
}

/** Lists every operation with a call that fits the sizes. */
export function operationCalls(sizes: OperationSizes, width: number): Readonly<Record<string, OperationCall>> {
  const { batch, steps, features, hidden, positions, units, heads, depth, repeated, state } = sizes;
  const padded = (size: number) => Math.ceil(size / width) * width;

  const lstm = [
    repeated ? [batch, features] : [batch, steps, features],
    [features, 4 * hidden],
    [hidden, 4 * hidden],
    [4 * hidden],
  ];
  const states = [batch, steps, hidden];
  const initial = state ? [1, 2].map(() => [batch, hidden]) : [];
  const lstmTrace = [steps, batch, 6, padded(hidden)];
  const ofLstm = { steps, initial_states: initial.length };
  const projection = repeated ? [batch, 4 * hidden] : [batch, steps, 4 * hidden];

  const decoder = [
    [batch, positions, units],
    [batch, positions, 4 * hidden],
    [batch, hidden],
    [units, 1],
    [hidden, units + 4 * hidden],
  ];
  const decoderTrace = [batch * steps * (6 * padded(hidden) + padded(positions) + padded(units))];

  const projected = [batch, steps, 3 * heads * depth];
  const sigma = [batch, steps, heads];
  const [attended, discrepancy] = [
    [batch, steps, heads * depth],
    [batch, steps],
  ];
  const logSums = [batch, heads, steps];
  const scales = { series_scale: { float: 1 }, prior_scale: { float: -1 } };

  const [x, kernel, y] = [
    [batch, features],
    [features, hidden],
    [batch, hidden],
  ];
  const variables = [kernel, [hidden], []];
  const moments = [features * hidden + hidden + 1];
  const adam = { n: variables.length, decay1: { float: 0.1 }, decay2: { float: 0.001 }, epsilon: { float: 1e-8 } };

  // Images of steps x features pixels, patches of 2 x 1 pixels, every second row
  const rows = Math.ceil(steps / 2);
  const images = [batch, steps, features, units];
  const patches = [batch * rows * features, 2 * units];
  const geometry = { image: [steps, features], patch: [2, 1], count: [rows, features], stride: [2, 1], before: [0, 0] };

  return {
    TelltalePatches: { inputs: [images], attributes: geometry, outputs: [patches] },
    TelltalePutPatches: { inputs: [patches], attributes: geometry, outputs: [images] },
    TelltaleLstm: {
      inputs: [...lstm, ...initial],
      attributes: { ...ofLstm, keep_trace: true },
      outputs: [states, lstmTrace],
    },
    TelltaleLstmGrad: {
      inputs: [...lstm, states, lstmTrace, states, ...initial],
      attributes: ofLstm,
      outputs: [projection, ...lstm.slice(1), ...initial],
    },
    TelltaleAttentionDecoder: {
      inputs: decoder,
      attributes: { steps, keep_trace: true },
      outputs: [states, [batch, steps, positions], decoderTrace],
    },
    TelltaleAttentionDecoderGrad: {
      inputs: [...decoder, states, decoderTrace, states],
      attributes: { steps },
      outputs: decoder,
    },
    TelltaleAnomalyAttention: {
      inputs: [projected, sigma],
      attributes: scales,
      outputs: [attended, discrepancy, logSums],
    },
    TelltaleAnomalyAttentionGrad: {
      inputs: [projected, sigma, logSums, attended, discrepancy],
      attributes: scales,
      outputs: [projected, sigma],
    },
    TelltaleDense: { inputs: [x, kernel, [hidden]], attributes: { activation: 'relu' }, outputs: [y] },
    TelltaleDenseInputGrad: { inputs: [y, kernel], outputs: [x] },
    TelltaleDenseKernelGrad: { inputs: [x, y], outputs: [kernel] },
    TelltaleDenseBiasGrad: { inputs: [y], outputs: [[hidden]] },
    TelltaleReluGrad: { inputs: [states, states], outputs: [states] },
    TelltaleLayerNorm: { inputs: [x, [features], [features]], outputs: [x, [batch, 2]] },
    TelltaleLayerNormGrad: { inputs: [x, [features], [batch, 2], x], outputs: [x, [features], [features]] },
    TelltaleGelu: { inputs: [states], outputs: [states] },
    TelltaleGeluGrad: { inputs: [states, states], outputs: [states] },
    TelltaleReparameterize: { inputs: [y, y, y], outputs: [y] },
    TelltaleReparameterizeGrad: { inputs: [y, y, y], outputs: [y] },
    TelltaleMeanKl: { inputs: [y, y], outputs: [[]] },
    TelltaleMeanKlGrad: { inputs: [y, y, []], outputs: [y, y] },
    TelltaleMeanSquaredError: { inputs: [states, states], outputs: [[]] },
    TelltaleMeanSquaredErrorGrad: { inputs: [states, states, []], outputs: [states] },
    TelltaleAdam: {
      inputs: [...variables, ...variables, moments, moments, [], []],
      attributes: adam,
      outputs: [...variables, moments, moments],
    },
  };
}
