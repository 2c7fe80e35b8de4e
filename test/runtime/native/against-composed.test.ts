import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import {
  Convolution,
  dense,
  gelu,
  layerNorm,
  meanKlDivergence,
  meanSquaredError,
  reparameterize,
  TemporalConvolution,
  TransposedConvolution,
} from '../../../lib/layers';
import { describeKernels, loadBackend, usesKernels, withoutKernels } from '../../../lib/runtime';
import { Adam } from '../../../lib/training';
import { assertClose } from '../../support/numeric';
import {
  assertAgreesWithComposed,
  randomSizes,
  requireKernels,
  type LayerCall,
  type Sizes,
} from '../../support/native-kernels';

function denseCall(activation: 'linear' | 'relu', [rows, inputs, outputs]: readonly number[]): LayerCall {
  return {
    shapes: [[rows, inputs], [inputs, outputs], [outputs]],
    run: ([x, kernel, bias]) => [dense(x as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D, activation)],
  };
}

/** A layer with weights of its own: random values take their place, so that gradients reach them. */
function convolutionCall(
  layer: { kernel: tf.Tensor; bias: tf.Tensor; apply: (x: never) => tf.Tensor },
  shape: readonly number[],
): LayerCall {
  const [kernelShape, biasShape] = [layer.kernel.shape, layer.bias.shape];
  tf.dispose([layer.kernel, layer.bias]);
  const run = ([x, kernel, bias]: tf.Tensor[]) => [Object.assign(layer, { kernel, bias }).apply(x as never)];
  return { shapes: [shape, kernelShape, biasShape], weights: [1], run };
}

const layers: Readonly<Record<string, (sizes: Sizes) => LayerCall>> = {
  'a linear dense layer': ({ size }) => denseCall('linear', [size(), size(), size()]),
  'a rectified dense layer': ({ size }) => denseCall('relu', [size(), size(), size()]),
  'a convolution': ({ few }) => {
    const sizes = { inputs: few(), outputs: few(), kernelSize: few(), stride: few() };
    return convolutionCall(new Convolution(sizes, new Random(0)), [few(), 2 * few(), 3 + few(), sizes.inputs]);
  },
  'a transposed convolution': ({ few }) => {
    const stride = few();
    const sizes = { inputs: few(), outputs: few(), kernelSize: stride + few() - 1, stride };
    return convolutionCall(new TransposedConvolution(sizes, new Random(0)), [few(), few(), few(), sizes.inputs]);
  },
  'a convolution over time': ({ size, few }) => {
    const sizes = { inputs: few(), outputs: size(), kernelSize: few(), stride: few() };
    return convolutionCall(new TemporalConvolution(sizes, new Random(0)), [few(), 5 + size(), sizes.inputs]);
  },
  layerNorm: ({ size, few }) => {
    const features = Math.max(2, size()); // with one, a gradient is rounding times 1 / sqrt(1e-5)
    const run = ([x, gain, bias]: tf.Tensor[]) => [layerNorm(x, gain as tf.Tensor1D, bias as tf.Tensor1D)];
    return { shapes: [[few(), size(), features], [features], [features]], run };
  },
  gelu: ({ size, few }) => ({ shapes: [[few(), size(), size()]], run: ([x]) => [gelu(x)] }),
  reparameterize: ({ size }) => {
    const shape = [size(), size()];
    const run = (inputs: tf.Tensor[]) => [reparameterize(...(inputs as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]))];
    return { shapes: [shape, shape, shape], run };
  },
  meanKlDivergence: ({ size }) => {
    const shape = [size(), size()];
    const run = (inputs: tf.Tensor[]) => [meanKlDivergence(...(inputs as [tf.Tensor2D, tf.Tensor2D]))];
    return { shapes: [shape, shape], run };
  },
  meanSquaredError: ({ size, few }) => {
    const shape = [few(), size(), size()];
    return { shapes: [shape, shape], run: ([prediction, target]) => [meanSquaredError(prediction, target)] };
  },
};

describe('native kernels', () => {
  before(() => loadBackend());

  it('are loaded, or it is known why not', () => {
    const reason = describeKernels();
    assert.match(reason, usesKernels() ? /^native kernels \(.+\)$/ : /^no native kernels: .+/);
    if (!usesKernels()) process.stdout.write(`    ${reason}; their tests are skipped\n`);
  });
});

describe('native layers', () => {
  before(requireKernels);

  for (const [name, call] of Object.entries(layers)) {
    it(`${name}: the composed layer's values and gradients at 20 random sizes`, () => {
      const sizes = randomSizes(name);
      for (let i = 0; i < 20; i++) assertAgreesWithComposed(call(sizes));
    });
  }

  it('give NaN and infinity where the composed layers do', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([NaN, Infinity, 3, -20], [4, 1]);
      const [one, zero] = [tf.ones<tf.Rank.R2>([1, 1]), tf.zeros<tf.Rank.R1>([1])];
      const run = () => [gelu(x), dense(x, one, zero, 'relu'), reparameterize(x, x, tf.onesLike(x))];
      const [native, composed] = [run(), withoutKernels(run)].map((all) => all.map((t) => [...t.dataSync()]));
      native.forEach((values, i) => {
        assert.deepEqual(values.map(Number.isNaN), composed[i].map(Number.isNaN));
        assert.deepEqual(values.map(Number.isFinite), composed[i].map(Number.isFinite));
      });
    });
  });
});

describe('native Adam', () => {
  before(requireKernels);

  const shapes = [[], [1], [7], [3, 5], [8, 16], [17, 33], [2, 3, 5], [9001]];

  /** Takes five steps. Returns the variables, end to end, and the optimizer's state. */
  function fiveSteps(): tf.Tensor[] {
    const variables = shapes.map((shape, i) => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', 1 + i)));
    const adam = new Adam(variables, { learningRate: 1e-2 });
    for (let step = 0; step < 5; step++) {
      if (step === 3) adam.setLearningRate(1e-3);
      const normal = shapes.map((shape, i) => tf.randomNormal(shape, 0, 1, 'float32', 100 + 10 * step + i));
      adam.apply(normal.map((gradient, i) => gradient.relu().pow(i + 1))); // some are 0, others very small
    }
    const results = [tf.concat(variables.map((variable) => variable.flatten())), ...adam.state.map((t) => t.clone())];
    adam.dispose();
    tf.dispose(variables);
    return results;
  }

  it('moves variables of odd sizes as the composed steps do, to 1e-6', () => {
    tf.tidy(() => {
      const [native, composed] = [fiveSteps(), withoutKernels(fiveSteps)];
      native.forEach((actual, i) => assertClose(actual, composed[i], 1e-6));
    });
  });

  it('leaves what shares memory with a variable as it was', () => {
    tf.tidy(() => {
      const variable = tf.variable(tf.ones([20]));
      const [before, gradient] = [variable.clone(), tf.ones([20])];
      const adam = new Adam([variable], { learningRate: 0.5 });
      adam.apply([gradient]);
      for (const kept of [before, gradient]) assert.deepEqual([...kept.dataSync()], new Array(20).fill(1));
      assert.deepEqual([...variable.dataSync()], new Array(20).fill(0.5));
      adam.dispose();
      variable.dispose();
    });
  });
});
