import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../../lib/base';
import { capture, loadBackend, type CapturedStep } from '../../../lib/runtime';

describe('capture falls back to the eager step', () => {
  before(() => loadBackend());

  /** Runs the step twice and returns the outcomes and the one line of warning. */
  function fallBack(step: (x: tf.Tensor) => tf.Tensor[]): { values: number[]; line: string; captured: CapturedStep } {
    const lines: string[] = [];
    const captured = capture(step, { name: 'odd', warn: (line) => lines.push(line) });
    const values = tf.tidy(() => [1, 2].map((value) => captured.run(tf.scalar(value))[0].dataSync()[0]));
    assert.equal(lines.length, 1);
    assert.equal(captured.captured, false);
    return { values, line: lines[0], captured };
  }

  it('when it reads a value', () => {
    const { values, line } = fallBack((x) => [x.mul(x.dataSync()[0])]);
    assert.deepEqual(values, [1, 4]);
    assert.match(line, /^odd: this step .* runs eagerly, because it reads the values of a tensor/);
  });

  it('when what it does changes from step to step', () => {
    let calls = 0;
    const { line } = fallBack((x) => [x.add(calls++)]);
    assert.match(line, /runs eagerly, because it does something different at each step, which a graph cannot do\.$/);
  });

  it('when it draws its noise in JavaScript', () => {
    assert.match(fallBack((x) => [x.add(tf.randomNormal([]))]).line, /does something different at each step/);
  });

  it('when what changes is too small to show in its results', () => {
    let scale = 1;
    const { line } = fallBack((x) => [x.add((scale /= 2) * 1e-9)]);
    assert.match(line, /does something different at each step/);
  });

  it('when what changes did not change in an equal step before', () => {
    const scaled = (scale: () => number) => (x: tf.Tensor) => [x.mul(scale())];
    const plain = capture(
      scaled(() => 3),
      { name: 'plain' },
    );
    tf.tidy(() => plain.run(tf.scalar(0)));
    plain.dispose();
    let calls = 0;
    // As a coefficient that is annealed: its first two recordings are those of the step before.
    const { line } = fallBack(scaled(() => (calls++ < 1 ? 3 : calls)));
    assert.match(line, /does something different at each step/);
  });

  it('when it runs another captured step', () => {
    const inner = capture((x) => [x.mul(2)], { name: 'inner' });
    tf.tidy(() => inner.run(tf.scalar(0)));
    const { values, line } = fallBack((x) => [inner.run(x)[0].add(1)]);
    assert.deepEqual(values, [3, 5]);
    assert.match(line, /it runs another captured step/);
    inner.dispose();
  });

  it('when an operation has side effects', () => {
    const { line } = fallBack((x) => [
      tf
        .multinomial(tf.tensor2d([[0.5, 0.5]]), 1, 3)
        .toFloat()
        .sum()
        .mul(0)
        .add(x),
    ]);
    assert.match(line, /it uses the operation Multinomial, which has no place in a graph/);
  });

  it('puts the variables back before', () => {
    const weight = tf.variable(tf.scalar(1));
    const { values } = fallBack((x) => (weight.assign(weight.add(x)), [weight.mul(weight.dataSync()[0] / 1e9 + 1)]));
    assert.ok(Math.abs(values[0] - 2) < 1e-6 && Math.abs(values[1] - 4) < 1e-6, String(values));
    weight.dispose();
  });

  it('lets errors of the step itself through', () => {
    const captured = capture((x) => [x.matMul(x)], { name: 'odd' });
    assert.throws(() => tf.tidy(() => captured.run(tf.zeros([2, 3]))), /size-incompatible/);
    assert.ok(captured.captured);
  });

  it('when the backend is not TensorFlow', () => {
    const library = JSON.stringify(path.join(__dirname, '..', '..', '..', 'lib', 'runtime'));
    const program = `const { capture, loadBackend } = require(${library}); const tf = require('@tensorflow/tfjs');
      loadBackend().then(() => { const weight = tf.variable(tf.scalar(1));
        const captured = capture((x) => (weight.assign(weight.add(x)), [weight.square()]), { name: 'step', stepsPerCall: 2 });
        console.log(captured.captured, [...captured.runMany(tf.tensor1d([1, 2, 3]))[0].dataSync()].join()); });`;
    const { stdout, stderr } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, TELLTALE_BACKEND: 'wasm' },
    });
    assert.equal(stdout, 'false 4,16,49\n');
    assert.equal(stderr, 'step: this step is not captured and runs eagerly, because the backend is not TensorFlow.\n');
  });
});
