import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { lstm } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import reference from '../fixtures/lstm.json';
import { assertClose, finiteDifference } from '../support/numeric';

const tensors = (values: number[][][] | number[][] | number[]) => tf.tensor(values);

/** Computes h and c after the first step from zero, by the equations. */
function stateAfterOneStep(x: tf.Tensor3D, [kernel, , bias]: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D]) {
  const first = x.slice([0, 0, 0], [-1, 1, -1]).squeeze<tf.Tensor2D>([1]);
  const [i, , g, o] = tf.split<tf.Tensor2D>(tf.matMul(first, kernel).add(bias), 4, 1);
  const c = i.sigmoid().mul<tf.Tensor2D>(g.tanh());
  return { h: o.sigmoid().mul<tf.Tensor2D>(c.tanh()), c };
}

describe('lstm', () => {
  before(() => loadBackend());

  for (const each of reference.lstm) {
    it(`agrees with PyTorch in output and gradients (batch ${each.batch}, ${each.steps} steps, hidden ${each.hidden})`, () => {
      tf.tidy(() => {
        const inputs = [each.x, each.kernel, each.recurrentKernel, each.bias].map(tensors);
        const upstream = tensors(each.upstream);
        const run = (x: tf.Tensor, kernel: tf.Tensor, recurrentKernel: tf.Tensor, bias: tf.Tensor) =>
          lstm(x as tf.Tensor3D, kernel as tf.Tensor2D, recurrentKernel as tf.Tensor2D, bias as tf.Tensor1D);
        const [x, kernel, recurrentKernel, bias] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        assertClose(run(x, kernel, recurrentKernel, bias), tensors(each.output), 1e-5);
        const gradients = tf.grads((...args) => run(...(args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor])))(
          inputs,
          upstream,
        );
        const expected = [each.gradX, each.gradKernel, each.gradRecurrentKernel, each.gradBias];
        gradients.forEach((gradient, i) => assertClose(gradient, tensors(expected[i]), 1e-4));
      });
    });
  }

  it('treats a repeated vector like the sequence that repeats it, also in the gradients of every argument', () => {
    const random = new Random(1);
    const draw = (...shape: number[]) =>
      tf.tensor(
        Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal(0, 0.5)),
        shape,
      );
    tf.tidy(() => {
      const inputs = [draw(3, 4), draw(4, 20), draw(5, 20), draw(20)];
      const repeated = (...[x, k, r, b]: tf.Tensor[]) =>
        lstm(x as tf.Tensor2D, k as tf.Tensor2D, r as tf.Tensor2D, b as tf.Tensor1D, { steps: 6 });
      const tiled = (...[x, k, r, b]: tf.Tensor[]) => {
        const sequence = x.expandDims(1).tile<tf.Tensor3D>([1, 6, 1]);
        return lstm(sequence, k as tf.Tensor2D, r as tf.Tensor2D, b as tf.Tensor1D);
      };
      assertClose(repeated(...inputs), tiled(...inputs), 1e-6);
      const gradients = (run: (...inputs: tf.Tensor[]) => tf.Tensor) =>
        tf.grads((...args) =>
          run(...args)
            .square()
            .sum(),
        )(inputs);
      const expected = gradients(tiled);
      gradients(repeated).forEach((gradient, i) => assertClose(gradient, expected[i], 1e-4));
    });
  });

  for (const { input, shape, options } of [
    { input: 'a sequence', shape: [2, 3, 2], options: {} },
    { input: 'a repeated vector', shape: [2, 2], options: { steps: 3 } },
  ]) {
    it(`agrees with finite differences in every argument, given ${input}`, () => {
      const random = new Random(2);
      const draw = (...shape: number[]) =>
        tf.tensor(
          Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal(0, 0.5)),
          shape,
        );
      tf.tidy(() => {
        const inputs = [draw(...shape), draw(2, 12), draw(3, 12), draw(12)];
        const loss = (...[x, k, r, b]: tf.Tensor[]) =>
          lstm(x as tf.Tensor3D, k as tf.Tensor2D, r as tf.Tensor2D, b as tf.Tensor1D, options)
            .square()
            .sum<tf.Scalar>();
        const gradients = tf.grads((...args) => loss(...args))(inputs);
        inputs.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, inputs, i), 2e-2));
      });
    });
  }

  it('continues from a state as if it had not been interrupted, and passes a gradient back to it', () => {
    const random = new Random(4);
    const draw = (...shape: number[]) =>
      tf.tensor(
        Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal(0, 0.5)),
        shape,
      );
    tf.tidy(() => {
      const [x, kernel, recurrentKernel, bias] = [draw(2, 5, 3), draw(3, 8), draw(2, 8), draw(8)] as const;
      const weights = [kernel, recurrentKernel, bias] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
      const whole = lstm(x as tf.Tensor3D, ...weights);
      const inputs = [x.slice([0, 1, 0], [2, 4, 3]), ...weights, draw(2, 2), draw(2, 2)] as tf.Tensor[];
      const loss = (...[x, kernel, recurrentKernel, bias, h, c]: tf.Tensor[]) =>
        lstm(x as tf.Tensor3D, kernel as tf.Tensor2D, recurrentKernel as tf.Tensor2D, bias as tf.Tensor1D, {
          initialState: { h: h as tf.Tensor2D, c: c as tf.Tensor2D },
        })
          .square()
          .sum<tf.Scalar>();
      const gradients = tf.grads((...args) => loss(...args))(inputs);
      inputs.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, inputs, i), 2e-2));
      const zero = { h: tf.zeros<tf.Rank.R2>([2, 2]), c: tf.zeros<tf.Rank.R2>([2, 2]) };
      assertClose(lstm(x as tf.Tensor3D, ...weights, { initialState: zero }), whole, 1e-6);
      const state = stateAfterOneStep(x as tf.Tensor3D, weights);
      const rest = lstm(x.slice([0, 1, 0], [2, 4, 3]) as tf.Tensor3D, ...weights, { initialState: state });
      assertClose(rest, whole.slice([0, 1, 0], [2, 4, 2]), 1e-5);
    });
  });

  it('names shapes that do not fit together', () => {
    assert.throws(
      () => tf.tidy(() => lstm(tf.zeros<tf.Rank.R3>([2, 3, 4]), tf.zeros([5, 8]), tf.zeros([2, 8]), tf.zeros([8]))),
      /expected x \[batch, steps, features\].*found \[2, 3, 4\], \[5, 8\], \[2, 8\], \[8\]/,
    );
  });

  it('refuses steps that are not positive whole numbers or not those of the sequence', () => {
    const run = (x: tf.Tensor, steps?: number) =>
      tf.tidy(() => lstm(x as tf.Tensor3D, tf.zeros([4, 8]), tf.zeros([2, 8]), tf.zeros([8]), { steps }));
    assert.throws(() => run(tf.zeros([2, 0, 4])), /of at least one step.*found \[2, 0, 4\]/);
    assert.throws(() => run(tf.zeros([2, 4])), /\[batch, features\] and options\.steps.*found \[2, 4\]/);
    assert.throws(() => run(tf.zeros([2, 4]), 2.5), /and options\.steps 2\.5\.$/);
    assert.throws(() => run(tf.zeros([2, 3, 4]), 9), /and options\.steps 9\.$/);
  });

  it('leaks no tensor', () => {
    const x = tf.ones<tf.Rank.R3>([2, 3, 4]);
    const [kernel, recurrentKernel, bias] = [
      tf.ones<tf.Rank.R2>([4, 8]),
      tf.ones<tf.Rank.R2>([2, 8]),
      tf.ones<tf.Rank.R1>([8]),
    ];
    const before = tf.memory().numTensors;
    tf.tidy(() => lstm(x, kernel, recurrentKernel, bias)).dispose();
    tf.tidy(() =>
      tf.grad((x) => lstm(x as tf.Tensor3D, kernel, recurrentKernel, bias).sum())(x as tf.Tensor),
    ).dispose();
    assert.equal(tf.memory().numTensors, before);
    tf.dispose([x, kernel, recurrentKernel, bias]);
  });
});
