import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture, disposeIdleSessions, loadBackend, type CaptureOptions } from '../../../lib/runtime';
import { tensorflowBackend } from '../../../lib/runtime/capture/binding';
import { trainingBatches, trainingStep } from '../../support/training-step';

/** Trains a new small model on the batches, with one call for each or one for all, and returns losses and weights. */
function train(batches: tf.Tensor4D, options: Partial<CaptureOptions> & { seed?: number } = {}) {
  const { step, weights, dispose } = trainingStep(options.seed);
  const captured = capture(step, { name: 'test', ...options });
  const many = (options.stepsPerCall ?? 1) > 1;
  const losses = tf.tidy(() => {
    const outputs = many ? captured.runMany(batches) : tf.unstack(batches).map((x) => captured.run(x)[0]);
    return outputs.flatMap((output) => [...output.dataSync()]);
  });
  captured.readVariables();
  const result = { losses, weights: weights(), captured: captured.captured };
  captured.dispose();
  dispose();
  return result;
}

function assertSameTraining(actual: ReturnType<typeof train>, expected: ReturnType<typeof train>, tolerance: number) {
  actual.losses.forEach((loss, i) => {
    const target = expected.losses[i];
    assert.ok(Math.abs(loss - target) <= tolerance * Math.abs(target), `step ${i}: loss ${loss}, expected ${target}`);
  });
  assert.equal(actual.losses.length, expected.losses.length);
  actual.weights.forEach((values, i) => {
    const target = expected.weights[i];
    const [difference, size] = [values.map((value, k) => value - target[k]), target].map((v) => Math.hypot(...v));
    assert.ok(difference <= tolerance * size, `variable ${i} is off by ${difference / size}`);
  });
}

describe('capture', () => {
  let batches: tf.Tensor4D;

  before(async () => {
    await loadBackend();
    batches = trainingBatches(7);
  });
  after(() => batches.dispose());

  const eagerly = () => train(batches, { enabled: false });

  it('trains as the eager step does, noise and Adam included', () => {
    const captured = train(batches);
    assert.ok(captured.captured);
    assertSameTraining(captured, eagerly(), 1e-5);
  });

  it('trains alike with many steps in a call, the last call with fewer', () => {
    const captured = train(batches, { stepsPerCall: 4 });
    assert.ok(captured.captured);
    assertSameTraining(captured, eagerly(), 1e-5);
  });

  it('repeats to the last bit', () => {
    assert.deepEqual(train(batches), train(batches));
    assert.deepEqual(train(batches, { stepsPerCall: 7 }), train(batches, { stepsPerCall: 7 }));
    assert.notDeepEqual(train(batches, { seed: 1 }).losses, train(batches).losses);
  });

  it('holds the number of tensors flat over 200 steps and frees all of them', () => {
    disposeIdleSessions();
    const graphs = savedModels();
    const before = tf.memory().numTensors;
    const { step, dispose } = trainingStep();
    const captured = capture(step, { name: 'test' });
    const batch = tf.tidy(() => batches.slice(0, 1).reshape<tf.Tensor3D>([4, 6, 3]));
    const counts = Array.from({ length: 200 }, () => {
      tf.dispose(captured.run(batch));
      return tf.memory().numTensors;
    });
    assert.equal(new Set(counts).size, 1);
    captured.dispose();
    dispose();
    batch.dispose();
    assert.equal(tf.memory().numTensors, before);
    disposeIdleSessions();
    assert.equal(savedModels(), graphs);
  });

  it('leaves no file of a graph behind', () => {
    disposeIdleSessions();
    const { TMPDIR } = process.env;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-test-'));
    process.env.TMPDIR = folder; // others make graphs in theirs at the same time
    try {
      train(batches);
      assert.deepEqual(fs.readdirSync(folder), []);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('lets two models train side by side, each as if alone, and hands a compiled graph on', () => {
    disposeIdleSessions();
    const graphs = savedModels();
    const [a, b] = [trainingStep(0), trainingStep(1)];
    const captured = [a, b].map(({ step }) => capture(step, { name: 'test' }));
    tf.tidy(() => tf.unstack(batches).forEach((x) => captured.forEach((one) => one.run(x))));
    captured.forEach((one) => one.dispose());
    assert.deepEqual(a.weights(), train(batches, { seed: 0 }).weights);
    assert.deepEqual(b.weights(), train(batches, { seed: 1 }).weights);
    assert.equal(savedModels(), graphs + 2);
    [a, b].forEach(({ dispose }) => dispose());
  });

  it('takes batches of another size, with the same variables', () => {
    const { step, weights, dispose } = trainingStep();
    const [reference, small] = [trainingStep(), trainingBatches(1, 3).squeeze<tf.Tensor3D>([0])];
    const captured = capture(step, { name: 'test' });
    const all = [...tf.unstack(batches), small, ...tf.unstack(batches)];
    tf.tidy(() => all.forEach((x) => captured.run(x)));
    tf.tidy(() => all.forEach((x) => reference.step(x)));
    captured.dispose();
    const [actual, expected] = [weights(), reference.weights()];
    const outcome = { losses: [], captured: true };
    assertSameTraining({ ...outcome, weights: actual }, { ...outcome, weights: expected }, 1e-4);
    dispose();
    reference.dispose();
    tf.dispose([small, ...all]);
  });

  it('sees a new learning rate and variables assigned from outside', () => {
    const { step, optimizer, model, weights, dispose } = trainingStep();
    const captured = capture(step, { name: 'test' });
    const run = () => tf.tidy(() => void captured.run(tf.unstack(batches)[0]));
    run();
    captured.readVariables();
    const before = weights();
    optimizer.setLearningRate(0);
    run();
    captured.readVariables();
    assert.deepEqual(weights(), before);
    tf.tidy(() => model.variables[0].assign(tf.onesLike(model.variables[0])));
    run();
    captured.readVariables();
    assert.ok(weights()[0].every((value) => value === 1));
    assert.deepEqual(weights().slice(1), before.slice(1));
    captured.dispose();
    dispose();
  });

  it('keeps an assignment from outside although the session has moved on since', () => {
    const weight = tf.variable(tf.scalar(1));
    const captured = capture((x) => (weight.assign(weight.add(x)), []), { name: 'test' });
    tf.tidy(() => {
      captured.run(tf.scalar(1));
      weight.assign(tf.scalar(10));
      captured.readVariables();
      assert.equal(weight.dataSync()[0], 10);
      captured.run(tf.scalar(2));
      captured.readVariables();
      assert.equal(weight.dataSync()[0], 12);
    });
    captured.dispose();
    weight.dispose();
  });
});

const savedModels = () => tensorflowBackend()!.binding.getNumOfSavedModels();
