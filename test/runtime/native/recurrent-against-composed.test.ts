import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import {
  anomalyAttention,
  attentionDecoder,
  attentionWeights,
  lstm,
  type DiscrepancyGradients,
} from '../../../lib/layers';
import {
  assertAgreesWithComposed,
  randomSizes,
  requireKernels,
  type LayerCall,
  type Sizes,
} from '../../support/native-kernels';

interface LstmForm {
  /** One vector is the input of every step. */
  readonly repeated?: boolean;
  readonly state?: boolean;
}

type LstmSizes = readonly [batch: number, steps: number, features: number, hidden: number];

function lstmCall({ repeated, state }: LstmForm, [batch, steps, features, hidden]: LstmSizes): LayerCall {
  const x = repeated ? [batch, features] : [batch, steps, features];
  const weights = [[features, 4 * hidden], [hidden, 4 * hidden], [4 * hidden]];
  const initial = [batch, hidden];
  return {
    shapes: [x, ...weights, ...(state ? [initial, initial] : [])],
    weights: [1, 2],
    run: ([x, kernel, recurrent, bias, h, c]) => {
      const weights = [kernel as tf.Tensor2D, recurrent as tf.Tensor2D, bias as tf.Tensor1D] as const;
      const initialState = state ? { h: h as tf.Tensor2D, c: c as tf.Tensor2D } : undefined;
      return [lstm(x as tf.Tensor3D, ...weights, { steps, initialState })];
    },
  };
}

type DecoderSizes = readonly [batch: number, positions: number, units: number, hidden: number, steps: number];

function decoderCall(
  decode: typeof attentionDecoder,
  [batch, positions, units, hidden, steps]: DecoderSizes,
): LayerCall {
  const sequences = [units, 4 * hidden].map((width) => [batch, positions, width]);
  return {
    shapes: [...sequences, [batch, hidden], [units, 1], [hidden, units + 4 * hidden]],
    weights: [3, 4],
    run: ([keys, values, initial, scorer, recurrent]) => {
      const inputs = { keys: keys as tf.Tensor3D, values: values as tf.Tensor3D, initial: initial as tf.Tensor2D };
      const weights = { scorer: scorer as tf.Tensor2D, recurrent: recurrent as tf.Tensor2D };
      return [decode({ ...inputs, steps }, weights)];
    },
    differentiable: decode === attentionDecoder,
  };
}

type AttentionSizes = readonly [batch: number, window: number, heads: number, depth: number];

function attentionCall(gradients: DiscrepancyGradients, [batch, window, heads, depth]: AttentionSizes): LayerCall {
  return {
    shapes: [3 * heads * depth, heads].map((width) => [batch, window, width]),
    run: ([projected, sigma]) => {
      const { attended, discrepancy } = anomalyAttention(projected as tf.Tensor3D, sigma as tf.Tensor3D, gradients);
      return [attended, discrepancy];
    },
  };
}

const lstmSizes = ({ size, few }: Sizes): LstmSizes => [size(), few(), size(), size()];
// One position gets all attention: what the composed layers find of a gradient then is rounding.
const decoderSizes = ({ size, few }: Sizes): DecoderSizes => [size(), Math.max(2, size()), size(), size(), few()];
const attentionSizes = ({ size, few }: Sizes): AttentionSizes => [few(), size(), few(), size()];

/** Each layer with the sizes that the reports' models have, and with random sizes. */
function cases<T>(call: (sizes: T) => LayerCall, report: T, random: (sizes: Sizes) => T) {
  return { report: call(report), random: (sizes: Sizes) => call(random(sizes)) };
}

const lstmCases = (form: LstmForm) => cases((sizes) => lstmCall(form, sizes), [32, 10, 25, 128], lstmSizes);
const decoderCases = (decode: typeof attentionDecoder) =>
  cases((sizes) => decoderCall(decode, sizes), [32, 10, 32, 32, 10], decoderSizes);
const attentionCases = (gradients: DiscrepancyGradients) =>
  cases((sizes) => attentionCall(gradients, sizes), [2, 30, 4, 8], attentionSizes);

const layers: Readonly<Record<string, ReturnType<typeof lstmCases>>> = {
  'lstm over a sequence': lstmCases({}),
  'lstm over a sequence, from a state': lstmCases({ state: true }),
  'lstm over a repeated vector': lstmCases({ repeated: true }),
  'lstm over a repeated vector, from a state': lstmCases({ repeated: true, state: true }),
  attentionDecoder: decoderCases(attentionDecoder),
  attentionWeights: decoderCases(attentionWeights),
  anomalyAttention: attentionCases({}),
  'anomalyAttention, the series stopped': attentionCases({ series: 0 }),
  'anomalyAttention, the prior stopped': attentionCases({ prior: 0 }),
  'anomalyAttention, the series reversed': attentionCases({ series: -1 }),
};

describe('native recurrent layers and attention', () => {
  before(requireKernels);

  for (const [name, { report, random }] of Object.entries(layers)) {
    it(`${name}: the composed layer's values and gradients at the reports' sizes and 20 random ones`, () => {
      assertAgreesWithComposed(report);
      const sizes = randomSizes(name);
      for (let i = 0; i < 20; i++) assertAgreesWithComposed(random(sizes));
    });
  }

  it('attentionDecoder: no gradient by way of the scores if there is one position', () => {
    tf.tidy(() => {
      const { shapes, run } = decoderCall(attentionDecoder, [9, 1, 7, 5, 4]);
      const inputs = shapes.map((shape, i) => tf.randomNormal([...shape], 0, 1, 'float32', 1 + i));
      const gradients = tf.grads((...inputs) => run(inputs)[0])(inputs);
      const [keys, values, , scorer] = gradients.map((gradient) => gradient.abs().max().dataSync()[0]);
      assert.deepEqual([keys, scorer], [0, 0]);
      assert.ok(values > 0.01);
    });
  });
});

describe('native inference', () => {
  before(requireKernels);

  const forms: Readonly<Record<string, LayerCall>> = {
    'lstm over a sequence': lstmCall({}, [5, 6, 7, 9]),
    'lstm over a repeated vector, from a state': lstmCall({ repeated: true, state: true }, [33, 4, 7, 17]),
    attentionDecoder: decoderCall(attentionDecoder, [7, 5, 9, 17, 4]),
  };

  for (const [name, { shapes, run }] of Object.entries(forms)) {
    it(`${name}: the same bits as with gradients, and no trace is kept`, () => {
      tf.tidy(() => {
        const inputs = shapes.map((shape, i) => tf.randomNormal([...shape], 0, 0.5, 'float32', 1 + i));
        run(inputs); // takes the inputs to TensorFlow
        const before = tf.memory().numBytes;
        const [states] = run(inputs);
        assert.equal(tf.memory().numBytes - before, 4 * states.size);
        const recorded = tf.valueAndGrads((...inputs) => run(inputs)[0])(inputs).value;
        assert.deepEqual(recorded.dataSync(), states.dataSync());
      });
    });
  }
});
