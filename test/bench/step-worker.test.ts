import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { runForJson } from '../../bench/side-by-side';
import { countGflop, type StepMeasurement } from '../../bench/step-worker';
import { Random, RUN_TYPESCRIPT } from '../../lib/base';
import { Dense } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('the operations of a training step', () => {
  before(() => loadBackend());

  const count = async (step: () => unknown) => Math.round(1e9 * (await countGflop(() => tf.tidy(() => void step()))));

  it('of two dense layers are two for each multiplication, forwards and backwards', async () => {
    const random = new Random(0);
    const [first, second] = [new Dense(3, 5, random), new Dense(5, 2, random)];
    const x = tf.ones([4, 3]);
    const run = () => second.apply(first.apply(x)).sum<tf.Scalar>();
    const forward = 2 * 4 * 3 * 5 + 2 * 4 * 5 * 2;
    assert.equal(await count(run), forward);
    // Each kernel's gradient is a product of its layer's size, and so is that of the second layer's input.
    const step = () => tf.variableGrads(run, [...first.variables, ...second.variables]);
    assert.equal(await count(step), 2 * forward + 2 * 4 * 5 * 2);
    tf.dispose([x, ...first.variables, ...second.variables]);
  });

  it('of other products count alike: transposed, in batches, with one operand for all of a batch, and fused', async () => {
    const ones = (...shape: number[]) => tf.ones<tf.Rank.R3>(shape as [number, number, number]);
    const product = 2 * 4 * 3 * 5;
    assert.equal(await count(() => tf.matMul(tf.ones([3, 4]), tf.ones([5, 3]), true, true)), product);
    assert.equal(await count(() => tf.matMul(ones(6, 4, 3), ones(6, 3, 5))), 6 * product);
    assert.equal(await count(() => tf.matMul(ones(1, 4, 3), ones(6, 3, 5))), 6 * product);
    assert.equal(await count(() => tf.matMul(ones(6, 4, 3), ones(1, 3, 5))), 6 * product);
    if (tf.getBackend() !== 'tensorflow') return; // Elsewhere a fused product is a separate kernel.
    assert.equal(await count(() => tf.fused.matMul({ a: ones(6, 4, 3), b: ones(6, 3, 5) })), 6 * product);
  });

  it('of the MLP-VAE are what its layers say, as the script prints it', () => {
    const script = [process.execPath, ...RUN_TYPESCRIPT, 'bench/step-worker.ts', 'mlp-vae', '0.1', 'eager'];
    const measured = runForJson<StepMeasurement>(script);
    // Two heads of 8; no gradient goes back to the input.
    const weights = 30 * 128 + 128 * 64 + 64 * (8 + 8) + 8 * 64 + 64 * 128 + 128 * 30;
    const biases = 128 + 64 + (8 + 8) + 64 + 128 + 30;
    const expected = 2 * 128 * (3 * weights - 30 * 128);
    assert.equal(Math.round(measured.gflop * 1e9), expected);
    assert.equal(measured.parameters, weights + biases);
    assert.equal(measured.ranAs, 'eager');
    for (const value of [measured.msPerStep, measured.matmulGflops, measured.residentMb]) assert.ok(value > 0);
  });
});
