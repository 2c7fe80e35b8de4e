import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { attentionDecoder, attentionWeights } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';
import { assertClose, finiteDifference } from '../support/numeric';

const [batch, positions, units, hidden, steps] = [2, 3, 2, 2, 2];

function inputs(): tf.Tensor[] {
  const random = new Random(1);
  const draw = (...shape: number[]) =>
    tf.tensor(
      Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal(0, 0.7)),
      shape,
    );
  return [
    draw(batch, positions, units),
    draw(batch, positions, 4 * hidden),
    draw(batch, hidden),
    draw(units, 1),
    draw(hidden, units + 4 * hidden),
  ];
}

const named = ([keys, values, initial, scorer, recurrent]: tf.Tensor[]) =>
  [
    { keys: keys as tf.Tensor3D, values: values as tf.Tensor3D, initial: initial as tf.Tensor2D, steps },
    { scorer: scorer as tf.Tensor2D, recurrent: recurrent as tf.Tensor2D },
  ] as const;

/** The same recursion with automatic differentiation. */
function plain([keys, values, initial, scorer, recurrent]: tf.Tensor[]): tf.Tensor {
  const outputs: tf.Tensor[] = [];
  let h = initial;
  let c: tf.Tensor = tf.zerosLike(h);
  for (let t = 0; t < steps; t++) {
    const [query, own] = tf.split(h.matMul(recurrent), [units, 4 * hidden], 1);
    const scores = keys
      .add(query.expandDims(1))
      .tanh()
      .mul(scorer.reshape([units]))
      .sum(2);
    const attended = tf.softmax(scores).expandDims(2).mul(values).sum(1);
    const [i, f, g, o] = tf.split(attended.add(own), 4, 1);
    c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    h = o.sigmoid().mul(c.tanh());
    outputs.push(h);
  }
  return tf.stack(outputs, 1);
}

describe('attentionDecoder', () => {
  before(() => loadBackend());

  it('agrees with the plain recursion in output and gradients', () => {
    tf.tidy(() => {
      const args = inputs();
      assertClose(attentionDecoder(...named(args)), plain(args), 1e-5);
      const upstream = tf.randomNormal([batch, steps, hidden], 0, 1, 'float32', 3);
      const found = tf.grads((...args) => attentionDecoder(...named(args)))(args, upstream);
      const expected = tf.grads((...args) => plain(args))(args, upstream);
      found.forEach((gradient, i) => assertClose(gradient, expected[i], 1e-4));
    });
  });

  it('agrees with finite differences in every argument', () => {
    tf.tidy(() => {
      const args = inputs();
      const loss = (...args: tf.Tensor[]) =>
        attentionDecoder(...named(args))
          .square()
          .sum<tf.Scalar>();
      const gradients = tf.grads((...args) => loss(...args))(args);
      args.forEach((_, i) => assertClose(gradients[i], finiteDifference(loss, args, i), 2e-2));
    });
  });

  it('gives its attention weights: equal for equal keys, almost all on one position for a key that differs', () => {
    tf.tidy(() => {
      const [keys, ...others] = inputs();
      const equal = attentionWeights(...named([tf.zerosLike(keys), ...others]));
      assertClose(equal, tf.fill([batch, steps, positions], 1 / positions), 1e-6);
      const scorer = tf.fill([units, 1], 20);
      const outstanding = tf
        .oneHot(tf.tensor1d([2, 2], 'int32'), positions)
        .mul(10)
        .sub(5)
        .expandDims(2);
      const [values, initial, , recurrent] = others as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const one = attentionWeights(...named([outstanding.tile([1, 1, units]), values, initial, scorer, recurrent]));
      assert.deepEqual([...one.argMax(2).dataSync()], new Array(batch * steps).fill(2));
      assert.ok(one.slice([0, 0, 2], [-1, -1, 1]).min().dataSync()[0] > 0.99);
    });
  });

  it('names shapes that do not fit together', () => {
    tf.tidy(() => {
      const [keys, , ...others] = inputs();
      const args = named([keys, tf.zeros([batch, positions, 5]), ...others]);
      assert.throws(() => attentionDecoder(...args), /attentionDecoder: .*found \[2, 3, 2\], \[2, 3, 5\]/);
      assert.throws(() => attentionWeights(...args), /attentionDecoder: /);
    });
  });

  it('leaks no tensor', () => {
    const args = tf.tidy(inputs);
    const before = tf.memory().numTensors;
    tf.dispose(tf.tidy(() => tf.grads((...args) => attentionDecoder(...named(args)).sum())(args)));
    attentionWeights(...named(args)).dispose();
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(args);
  });
});
