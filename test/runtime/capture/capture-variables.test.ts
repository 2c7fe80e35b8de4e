import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { capture, disposeIdleSessions, loadBackend } from '../../../lib/runtime';
import { tensorflowBackend } from '../../../lib/runtime/capture/binding';

describe('capture, with variables', () => {
  const [one, two] = [1, 2].map((value) => () => tf.scalar(value)) as [() => tf.Scalar, () => tf.Scalar];
  const savedModels = () => tensorflowBackend()!.binding.getNumOfSavedModels();
  before(() => loadBackend());

  /** A variable that a captured step adds to. */
  function adding() {
    const weight = tf.variable(tf.scalar(1));
    const captured = capture((x) => (weight.assign(weight.add(x)), []), { name: 'adding' });
    const run = () => tf.tidy(() => void captured.run(one()));
    const value = () => (captured.readVariables(), weight.dataSync()[0]);
    const dispose = () => (captured.dispose(), weight.dispose());
    return { weight, captured, run, value, dispose };
  }

  it('goes back to a copy that was taken before the first step', () => {
    const { weight, run, value, dispose } = adding();
    const start = weight.clone();
    run();
    run();
    weight.assign(start);
    run();
    assert.equal(value(), 2);
    dispose();
    start.dispose();
  });

  it('goes back to a copy that was taken when it was last read, whatever comes next', () => {
    const { weight, captured, run, value, dispose } = adding();
    run();
    captured.readVariables();
    const checkpoint = weight.clone();
    run();
    weight.assign(checkpoint);
    assert.equal(value(), 2);
    run();
    weight.assign(checkpoint);
    captured.dispose();
    assert.equal(weight.dataSync()[0], 2);
    dispose();
    checkpoint.dispose();
  });

  it('assigns what no operation has made: a tensor from outside, or another variable', () => {
    const [state, copy, source] = [3, 4, 5].map((value) => tf.variable(tf.scalar(value))) as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
    const zero = tf.scalar(0);
    const step = (x: tf.Tensor) => {
      state.assign(zero);
      copy.assign(source);
      return [x.add(1)];
    };
    const captured = capture(step, { name: 'assigning' });
    const values = () => (captured.readVariables(), [state, copy, source].map((each) => each.dataSync()[0]));
    tf.tidy(() => assert.equal(captured.run(one())[0].dataSync()[0], 2));
    assert.ok(captured.captured, captured.reason);
    assert.deepEqual(values(), [0, 5, 5]);
    tf.tidy(() => source.assign(tf.scalar(6)));
    tf.dispose(captured.run(zero));
    assert.deepEqual(values(), [0, 6, 6]);
    captured.dispose();
    tf.dispose([state, copy, source, zero]);
  });

  it('takes the next tensor in place of one that it closed over, once that is disposed', () => {
    let factor = tf.scalar(2);
    const captured = capture((x) => [x.mul(factor)], { name: 'factor' });
    const run = () => tf.tidy(() => captured.run(two())[0].dataSync()[0]);
    assert.equal(run(), 4);
    factor.dispose();
    factor = tf.scalar(5);
    assert.equal(run(), 10);
    assert.ok(captured.captured);
    captured.dispose();
    factor.dispose();
  });

  for (const [name, make] of [
    ['sgd', () => tf.train.sgd(0.1)],
    ['momentum', () => tf.train.momentum(0.1, 0.9)],
    ['adam', () => tf.train.adam(0.1)],
  ] as const) {
    it(`trains with tfjs's own ${name}, whose variables are made in its first step`, () => {
      const train = (enabled: boolean) => {
        const weight = tf.variable(tf.tensor1d([1, -2]));
        const optimizer = make();
        const loss = (x: tf.Tensor) => weight.sub(x).square().sum<tf.Scalar>();
        const captured = capture((x) => [optimizer.minimize(() => loss(x), true)!], { name, enabled });
        const losses = tf.tidy(() => [1, 2, 3, 4].map((value) => captured.run(tf.scalar(value))[0].dataSync()[0]));
        assert.equal(captured.captured, enabled, captured.reason);
        captured.dispose();
        const values = [...losses, ...weight.dataSync()];
        optimizer.dispose();
        weight.dispose();
        return values;
      };
      const eager = train(false);
      train(true).forEach((value, i) => assert.ok(Math.abs(value / eager[i] - 1) < 1e-5, `${value}, not ${eager[i]}`));
    });
  }

  it('refuses a graph whose variables, or whose outputs, are off by more than 1e-5', () => {
    const run = (node: string, factor: number): string | undefined => {
      disposeIdleSessions();
      const weight = tf.variable(tf.scalar(1));
      // An infinity, which says nothing of the value beside it.
      const step = (x: tf.Tensor) => (weight.assign(weight.add(x)), [tf.stack([x.mul(3), tf.scalar(Infinity)])]);
      const captured = capture(step, { name: 'tampered', warn: () => undefined });
      tamperedBy(node, factor, () => tf.tidy(() => void captured.run(one())));
      captured.dispose();
      weight.dispose();
      return captured.reason;
    };
    assert.equal(run('v0/r', 1 + 2e-6), undefined);
    assert.equal(run('y0', 1 + 2e-6), undefined);
    assert.match(run('v0/r', 1 + 1e-4)!, /different values \(variable after 2 steps, number 0 of 1, is off by/);
    assert.match(run('y0', 1 + 1e-4)!, /different values \(output of step 1, number 0 of 1, is off by/);
    assert.match(run('y0', NaN)!, /different values/);
  });

  it('keeps eight graphs that nobody uses, and frees the oldest', () => {
    disposeIdleSessions();
    const graphs = savedModels();
    for (let size = 1; size <= 10; size++) {
      const captured = capture((x) => [x.sum()], { name: 'sum' });
      tf.tidy(() => void captured.run(tf.ones([size])));
      captured.dispose();
    }
    assert.equal(savedModels(), graphs + 8);
    disposeIdleSessions();
    assert.equal(savedModels(), graphs);
  });
});

/** Runs something while one node of TensorFlow's graphs returns a multiple of what it computes. */
function tamperedBy(node: string, factor: number, body: () => void): void {
  const backend = tensorflowBackend()!;
  const { binding } = backend;
  backend.binding = Object.create(binding, {
    runSavedModel: {
      value: (...run: Parameters<typeof binding.runSavedModel>) => {
        const results = binding.runSavedModel(...run);
        const names = run[3].split(',');
        return results.map((result, i) => {
          if (names[i] !== `${node}:0`) return result;
          const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
          const scale = binding.createTensor([], binding.TF_FLOAT, Float32Array.of(factor));
          return binding.executeOp('Mul', [type], [result.id, scale], 1)[0];
        });
      },
    },
  }) as typeof binding;
  try {
    body();
  } finally {
    backend.binding = binding;
  }
}
