import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TensorflowBackend } from '../../lib/runtime/binding';
import { capture, disposeIdleSessions, loadBackend, Noise } from '../../lib/runtime';
import type { CapturedStep, CaptureOptions } from '../../lib/runtime';
import { trainingBatches, trainingStep } from '../support/training-step';

/** Trains a new small model on the batches, one call each or all in one, and returns what came out. */
function train(batches: tf.Tensor4D, options: Partial<CaptureOptions> & { seed?: number } = {}) {
  const { step, weights, dispose } = trainingStep(options.seed);
  const captured = capture(step, { name: 'test', ...options });
  const many = (options.stepsPerCall ?? 1) > 1;
  const losses = tf.tidy(() => {
    const outputs = many ? captured.runMany(batches) : tf.unstack(batches).map((x) => captured.run(x)[0]!);
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
    const target = expected.losses[i]!;
    assert.ok(Math.abs(loss - target) <= tolerance * Math.abs(target), `step ${i}: loss ${loss}, expected ${target}`);
  });
  assert.equal(actual.losses.length, expected.losses.length);
  actual.weights.forEach((values, i) => {
    const target = expected.weights[i]!;
    const [difference, size] = [values.map((value, k) => value - target[k]!), target].map((v) => Math.hypot(...v));
    assert.ok(difference! <= tolerance * size!, `variable ${i} is off by ${difference! / size!}`);
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

  it('runs as a graph of TensorFlow what XLA cannot compile', () => {
    const warnings: string[] = [];
    const options = { name: 'dilation', xla: true, warn: (message: string) => void warnings.push(message) };
    tf.tidy(() => {
      const filter = tf.ones<tf.Rank.R3>([2, 2, 1]);
      const step = (x: tf.Tensor) => [tf.dilation2d(x as tf.Tensor4D, filter, 1, 'same').sum()];
      const captured = capture(step, options);
      const x = tf.randomUniform([1, 4, 4, 1], 0, 1, 'float32', 1);
      const [expected, actual] = [step(x)[0]!.dataSync(), captured.run(x)[0]!.dataSync()];
      assert.deepEqual(actual, expected);
      assert.ok(captured.captured && !captured.xla);
      captured.dispose();
    });
    assert.deepEqual(warnings, []);
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

  it('computes the same through XLA', function () {
    this.timeout(60_000);
    const weight = tf.variable(tf.zeros([2, 2]));
    let noise: Noise;
    // Noise, and a weight transposed twice: both are kept out of what XLA compiles.
    const step = (x: tf.Tensor) => {
      const twice = tf.matMul(tf.matMul(x.add(noise.normal([2, 2])), weight, false, true).add(1), weight, false, true);
      weight.assign(weight.sub(twice.sub(x).tanh().mul(0.1)));
      return [weight.square().sum()];
    };
    const inputs = tf.randomNormal([5, 2, 2], 0, 1, 'float32', 3);
    const run = (options: Partial<CaptureOptions>) => {
      tf.tidy(() => weight.assign(tf.zeros([2, 2])));
      noise = new Noise(3);
      const captured = capture(step, { name: 'xla', stepsPerCall: 5, ...options });
      const values = tf.tidy(() => [...captured.runMany(inputs)[0]!.dataSync()]);
      const { xla } = captured;
      captured.dispose();
      noise.dispose();
      return { values, xla };
    };
    const [eager, compiled] = [run({ enabled: false }), run({ xla: true })];
    assert.ok(compiled.xla && !eager.xla);
    compiled.values.forEach((value, i) => assert.ok(Math.abs(value / eager.values[i]! - 1) < 1e-5));
    tf.dispose([weight, inputs]);
  });

  it('holds the number of tensors flat over 200 steps and gives all back', () => {
    disposeIdleSessions();
    const graphs = binding().getNumOfSavedModels();
    const before = { tensors: tf.memory().numTensors, folders: graphFolders() };
    const { step, dispose } = trainingStep();
    const captured = capture(step, { name: 'test' });
    const batch = tf.tidy(() => batches.slice(0, 1).reshape<tf.Tensor3D>([4, 6, 3]));
    const counts = Array.from({ length: 200 }, () => {
      tf.dispose(captured.run(batch));
      return tf.memory().numTensors;
    });
    assert.equal(new Set(counts).size, 1);
    assert.deepEqual(graphFolders(), before.folders);
    captured.dispose();
    dispose();
    batch.dispose();
    assert.equal(tf.memory().numTensors, before.tensors);
    disposeIdleSessions();
    assert.equal(binding().getNumOfSavedModels(), graphs);
  });

  it('lets two models train side by side, each as if alone, and hands a compiled graph on', () => {
    disposeIdleSessions();
    const graphs = binding().getNumOfSavedModels();
    const [a, b] = [trainingStep(0), trainingStep(1)];
    const captured = [a, b].map(({ step }) => capture(step, { name: 'test' }));
    tf.tidy(() => tf.unstack(batches).forEach((x) => captured.forEach((one) => one.run(x))));
    captured.forEach((one) => one.dispose());
    assert.deepEqual(a.weights(), train(batches, { seed: 0 }).weights);
    assert.deepEqual(b.weights(), train(batches, { seed: 1 }).weights);
    assert.equal(binding().getNumOfSavedModels(), graphs + 2);
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
    const run = () => tf.tidy(() => void captured.run(tf.unstack(batches)[0]!));
    run();
    captured.readVariables();
    const before = weights();
    optimizer.setLearningRate(0);
    run();
    captured.readVariables();
    assert.deepEqual(weights(), before);
    tf.tidy(() => model.variables[0]!.assign(tf.onesLike(model.variables[0]!)));
    run();
    captured.readVariables();
    assert.ok(weights()[0]!.every((value) => value === 1));
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

describe('capture, with variables', () => {
  const [one, two] = [1, 2].map((value) => () => tf.scalar(value)) as [() => tf.Scalar, () => tf.Scalar];
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
    tf.tidy(() => assert.equal(captured.run(one())[0]!.dataSync()[0], 2));
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
    const run = () => tf.tidy(() => captured.run(two())[0]!.dataSync()[0]);
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
        const losses = tf.tidy(() => [1, 2, 3, 4].map((value) => captured.run(tf.scalar(value))[0]!.dataSync()[0]!));
        assert.equal(captured.captured, enabled, captured.reason);
        captured.dispose();
        const values = [...losses, ...weight.dataSync()];
        optimizer.dispose();
        weight.dispose();
        return values;
      };
      const eager = train(false);
      train(true).forEach((value, i) => assert.ok(Math.abs(value / eager[i]! - 1) < 1e-5, `${value}, not ${eager[i]}`));
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
    assert.match(
      run('v0/r', 1 + 1e-4)!,
      /other values than it does \(variable after 2 steps, number 0 of 1, is off by/,
    );
    assert.match(run('y0', 1 + 1e-4)!, /other values than it does \(output of step 1, number 0 of 1, is off by/);
    assert.match(run('y0', NaN)!, /other values/);
  });

  it('keeps eight graphs that nobody uses, and frees the oldest', () => {
    disposeIdleSessions();
    const graphs = binding().getNumOfSavedModels();
    for (let size = 1; size <= 10; size++) {
      const captured = capture((x) => [x.sum()], { name: 'sum' });
      tf.tidy(() => void captured.run(tf.ones([size])));
      captured.dispose();
    }
    assert.equal(binding().getNumOfSavedModels(), graphs + 8);
    disposeIdleSessions();
    assert.equal(binding().getNumOfSavedModels(), graphs);
  });
});

/** Runs something while TensorFlow's graphs return other numbers than they compute. */
function tamperedBy(node: string, factor: number, body: () => void): void {
  const backend = tf.backend() as unknown as TensorflowBackend;
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
          return binding.executeOp('Mul', [type], [result.id, scale], 1)[0]!;
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

describe('capture falls back to the eager step', () => {
  before(() => loadBackend());

  /** Runs the step twice and returns the outcomes and the one line that was said. */
  function fallBack(step: (x: tf.Tensor) => tf.Tensor[]): { values: number[]; line: string; captured: CapturedStep } {
    const lines: string[] = [];
    const captured = capture(step, { name: 'odd', warn: (line) => lines.push(line) });
    const values = tf.tidy(() => [1, 2].map((value) => captured.run(tf.scalar(value))[0]!.dataSync()[0]!));
    assert.equal(lines.length, 1);
    assert.equal(captured.captured, false);
    return { values, line: lines[0]!, captured };
  }

  it('when it reads a value', () => {
    const { values, line } = fallBack((x) => [x.mul(x.dataSync()[0]!)]);
    assert.deepEqual(values, [1, 4]);
    assert.match(line, /^odd: this step .* runs eagerly, because it reads the values of a tensor/);
  });

  it('when what it does changes from step to step', () => {
    let calls = 0;
    const { line } = fallBack((x) => [x.add(calls++)]);
    assert.match(line, /runs eagerly, because it does something else at each step, which a graph cannot\.$/);
  });

  it('when it draws its noise in JavaScript', () => {
    assert.match(fallBack((x) => [x.add(tf.randomNormal([]))]).line, /does something else at each step/);
  });

  it('when what changes is too small to show in its results', () => {
    let scale = 1;
    const { line } = fallBack((x) => [x.add((scale /= 2) * 1e-9)]);
    assert.match(line, /does something else at each step/);
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
    assert.match(line, /does something else at each step/);
  });

  it('when it runs another captured step', () => {
    const inner = capture((x) => [x.mul(2)], { name: 'inner' });
    tf.tidy(() => inner.run(tf.scalar(0)));
    const { values, line } = fallBack((x) => [inner.run(x)[0]!.add(1)]);
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
    const { values } = fallBack((x) => (weight.assign(weight.add(x)), [weight.mul(weight.dataSync()[0]! / 1e9 + 1)]));
    assert.ok(Math.abs(values[0]! - 2) < 1e-6 && Math.abs(values[1]! - 4) < 1e-6, String(values));
    weight.dispose();
  });

  it('lets errors of the step itself through', () => {
    const captured = capture((x) => [x.matMul(x)], { name: 'odd' });
    assert.throws(() => tf.tidy(() => captured.run(tf.zeros([2, 3]))), /size-incompatible/);
    assert.ok(captured.captured);
  });

  it('when the backend is not TensorFlow', () => {
    const library = JSON.stringify(path.join(__dirname, '..', '..', 'lib', 'runtime'));
    const program = `const { capture, loadBackend } = require(${library}); const tf = require('@tensorflow/tfjs');
      loadBackend().then(() => { const weight = tf.variable(tf.scalar(1));
        const captured = capture((x) => (weight.assign(weight.add(x)), [weight.square()]), { name: 'step', stepsPerCall: 2 });
        console.log(captured.captured, [...captured.runMany(tf.tensor1d([1, 2, 3]))[0].dataSync()].join()); });`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, TELLTALE_BACKEND: 'wasm' },
    });
    assert.equal(stdout, 'false 4,16,49\n');
    assert.equal(stderr, 'step: this step is not captured and runs eagerly, because the backend is not TensorFlow.\n');
  });
});

function binding() {
  return (tf.backend() as unknown as { binding: { getNumOfSavedModels(): number } }).binding;
}

function graphFolders(): string[] {
  return fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('telltale-graph-'));
}
