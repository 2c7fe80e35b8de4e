import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Dropout } from '../../lib/layers';
import { capture, loadBackend } from '../../lib/runtime';

const dropped = (dropout: Dropout, count = 8) => tf.tidy(() => [...dropout.apply(tf.ones([count])).dataSync()]);

describe('Dropout', () => {
  before(() => loadBackend());

  it('drops values with its rate and scales up the others, so that the mean is kept', () => {
    const dropout = new Dropout(0.25, 0);
    const values = dropped(dropout, 40_000);
    const scaled = Math.fround(1 / 0.75);
    assert.ok(values.every((value) => value === 0 || Math.abs(value - scaled) < 1e-6));
    const share = values.filter((value) => value === 0).length / values.length;
    assert.ok(Math.abs(share - 0.25) < 0.009, String(share)); // 4 standard errors
    dropout.dispose();
  });

  it('repeats for the same seed, changes with every call, differs between seeds', () => {
    const [a, b, c] = [new Dropout(0.5, 5), new Dropout(0.5, 5), new Dropout(0.5, 6)];
    const [first, second] = [dropped(a, 64), dropped(a, 64)];
    assert.deepEqual([dropped(b, 64), dropped(b, 64)], [first, second]);
    assert.notDeepEqual(first, second);
    assert.notDeepEqual(dropped(c, 64), first);
    for (const dropout of [a, b, c]) dropout.dispose();
  });

  it('passes the gradient only through the kept values', () => {
    const dropout = new Dropout(0.5, 1);
    tf.tidy(() => {
      const x = tf.tensor1d([1, 2, 3, 4, 5, 6, 7, 8]);
      const { value, grad } = tf.valueAndGrad((t) => dropout.apply(t).sum<tf.Scalar>())(x);
      const [g, values] = [grad.dataSync<'float32'>(), x.dataSync<'float32'>()];
      assert.deepEqual(new Set(g), new Set([0, 2]));
      assert.equal(
        value.dataSync()[0],
        values.reduce((sum, each, i) => sum + each * g[i], 0),
      );
    });
    dropout.dispose();
  });

  it('drops nothing at rate 0, and leaks no tensor', () => {
    const before = tf.memory().numTensors;
    const [none, some] = [new Dropout(0, 0), new Dropout(0.9, 0)];
    assert.deepEqual(dropped(none, 3), [1, 1, 1]);
    assert.notDeepEqual(dropped(some, 99), dropped(none, 99));
    for (const dropout of [none, some]) dropout.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('draws a new mask at every step of a graph, the same as in eager mode', () => {
    const draws = (enabled: boolean) => {
      const dropout = new Dropout(0.5, 3);
      // Other backends have no graphs and warn.
      const warn = (message: string) => assert.notEqual(tf.getBackend(), 'tensorflow', message);
      const step = capture((x) => [dropout.apply(x)], { name: 'dropout', enabled, warn });
      const masks = [1, 2, 3].map(() => tf.tidy(() => [...step.run(tf.ones([32]))[0].dataSync()]));
      step.dispose();
      dropout.dispose();
      return masks;
    };
    const graph = draws(true);
    assert.deepEqual(graph, draws(false));
    assert.equal(new Set(graph.map(String)).size, 3);
  });

  it('refuses a rate outside [0, 1)', () => {
    for (const rate of [1, -0.1, NaN])
      assert.throws(() => new Dropout(rate, 0), /dropout: expected a rate in \[0, 1\)/);
  });
});
