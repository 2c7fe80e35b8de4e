/** The tests that all adversarial detectors share, and what they are made of. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries, slidingWindows, type Windows } from '../../lib/data';
import { Random } from '../../lib/base';
import { trainingStages, type GanConfig, type TrainedDetector } from '../../lib/models';
import { disposeIdleSessions, loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { Adam, fit, type History } from '../../lib/training';
import { trainingSteps } from '../../lib/training/training-steps';
import { assertSeeded } from './detector';

/** Networks that train in seconds on {@link gaussianWindows}. */
export const small = { features: 2, hiddenUnits: [16, 16], latentDim: 2, outputActivation: 'linear' } as const;

/** The same for images of 8 by 8 pixels. */
export const image = { ...small, features: 64, networks: 'convolutional', hiddenUnits: [2, 3] } as const;

interface AdversarialDetector extends TrainedDetector {
  sample(count: number): tf.Tensor3D;
}

/**
 * Declares the tests that every adversarial detector passes; to be called in its `describe`.
 *
 * @param options.toy          Settings with which it learns {@link gaussianWindows} in 60 epochs.
 * @param options.checkHistory  What else is asserted of that training.
 */
export function itIsAdversarial(
  make: (config: Partial<GanConfig>) => AdversarialDetector,
  { toy, checkHistory }: { toy: Partial<GanConfig>; checkHistory?: (history: History) => void },
): void {
  before(() => loadBackend());
  afterEach(disposeIdleSessions);
  refuseEagerSteps();

  it('moves nothing but its own variables in each phase, dense and convolutional', () => {
    for (const config of [small, image]) {
      const model = make(config);
      const batch = tf.randomNormal<tf.Rank.R3>([8, 1, config.features], 0, 1, 'float32', 1);
      assertOnlyOwnMove(model, batch);
      model.dispose();
      batch.dispose();
    }
  });

  it('trains as a graph as it does eagerly, dense and convolutional', () => {
    for (const config of [small, image]) {
      const batch = tf.randomNormal<tf.Rank.R3>([8, 1, config.features], 0, 1, 'float32', 1);
      assertCaptured(() => make(config), batch);
      batch.dispose();
    }
  });

  it('gives a window the same score alone and in company, also of more than 64', () => {
    const model = make(small);
    tf.tidy(() => {
      const windows = tf.randomNormal<tf.Rank.R3>([70, 1, 2], 0, 1, 'float32', 1);
      const together = model.anomalyScore(windows).dataSync();
      for (const i of [0, 30, 67]) {
        const [alone] = model.anomalyScore(windows.slice(i, 1)).dataSync();
        assert.ok(Math.abs(alone - together[i]) < 1e-5, `${alone} alone, ${together[i]} of 70`);
      }
    });
    model.dispose();
  });

  it('learns a Gaussian without collapsing, and scores a planted anomaly highest', async () => {
    const windows = gaussianWindows();
    const model = make({ ...small, ...toy });
    const history = await fit(model, { train: windows, validation: windows }, { epochs: 60 });
    tf.tidy(() => assertGaussian(model.sample(2000), 0.25));
    checkHistory?.(history);
    const values = windows.values.slice(0, 40);
    values.set([-6, 7], 2 * 11);
    const scores = scoreWindows(model, { ...windows, values, count: 20 });
    assert.equal(scores.indexOf(Math.max(...scores)), 11);
    model.dispose();
  });

  it('trains to the same weights for the same seed and leaves nothing behind', async () => {
    await assertSeeded((seed) => make({ ...small, seed }), gaussianWindows(64));
  });
}

/** Of each feature of {@link gaussianWindows}. */
export const MEANS = [1, -0.5] as const;
export const DEVIATIONS = [0.5, 1] as const;

/** Draws rows of two independent Gaussian features. */
export function gaussianWindows(count = 512): Windows {
  const random = new Random(3);
  const values = Float64Array.from({ length: 2 * count }, (_, i) => random.normal(MEANS[i % 2], DEVIATIONS[i % 2]));
  return slidingWindows(makeSeries({ name: 'gaussian', values, features: 2 }), { windowSize: 1, stride: 1 });
}

/** Asserts that samples have the mean and the standard deviation of {@link gaussianWindows}, to `tolerance`. */
function assertGaussian(samples: tf.Tensor3D, tolerance: number): void {
  const { mean, variance } = tf.moments(samples, [0, 1]);
  const [means, deviations] = [mean.dataSync(), variance.sqrt().dataSync()];
  for (const i of [0, 1]) {
    const found = `mean ${means[i]} and deviation ${deviations[i]} for ${MEANS[i]} and ${DEVIATIONS[i]}`;
    assert.ok(Math.abs(means[i] - MEANS[i]) < tolerance, found);
    assert.ok(Math.abs(deviations[i] - DEVIATIONS[i]) < tolerance, found);
  }
}

/** Reads the values of a detector's variables. */
export const weightsOf = (model: Pick<TrainedDetector, 'variables'>): Float32Array[] =>
  model.variables.map((variable) => variable.dataSync<'float32'>().slice());

/** Asserts that each phase moves its own variables, all of them but a few that may be idle, and nothing else's. */
function assertOnlyOwnMove(model: TrainedDetector, batch: tf.Tensor3D): void {
  for (const phase of trainingStages(model).flatMap(({ phases }) => phases)) {
    const before = weightsOf(model);
    const optimizer = new Adam(phase.variables, { learningRate: 1e-2 });
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => phase.loss(batch), [...phase.variables]);
      optimizer.apply(phase.variables.map((variable) => grads[variable.name]));
    });
    optimizer.dispose();
    weightsOf(model).forEach((values, i) => {
      const own = phase.variables.includes(model.variables[i]);
      const moved = values.some((value, k) => value !== before[i][k]);
      assert.equal(moved, own, `variable ${i} of shape [${model.variables[i].shape}] in phase ${phase.name}`);
    });
  }
}

/** Asserts that every stage's step runs as a graph, and moves the weights as the eager step does. */
function assertCaptured(make: () => TrainedDetector, batch: tf.Tensor3D): void {
  const run = (capture: boolean) => {
    const model = make();
    for (const { phases } of trainingStages(model)) {
      const players = phases.map((phase) => ({ phase, optimizer: new Adam(phase.variables, { learningRate: 1e-3 }) }));
      const [batchSize, windowSize] = batch.shape;
      const options = { name: model.name, batchSize, windowSize, windows: batchSize, epochs: 100, capture };
      const steps = trainingSteps(players, options);
      for (let i = 0; i < 4; i++) tf.tidy(() => void steps.whole.run(batch));
      assert.equal(steps.whole.captured, capture, steps.whole.reason);
      for (const step of [steps.whole, steps.rest]) step.dispose();
      for (const { optimizer } of players) optimizer.dispose();
    }
    const weights = weightsOf(model);
    model.dispose();
    return weights;
  };
  const [graph, eager] = [run(true), run(false)];
  graph.forEach((values, i) => {
    const largest = Math.max(...eager[i].map(Math.abs));
    values.forEach((value, k) => assert.ok(Math.abs(value - eager[i][k]) < 1e-4 * largest, `variable ${i}, ${k}`));
  });
}

/** Fails the suite if any of its steps says that it runs eagerly. */
function refuseEagerSteps(): void {
  const write = process.stderr.write.bind(process.stderr);
  const lines: string[] = [];
  before(() => {
    process.stderr.write = (chunk: string | Uint8Array) => {
      lines.push(String(chunk));
      return write(chunk);
    };
  });
  after(() => {
    process.stderr.write = write;
    assert.deepEqual(
      lines.filter((line) => line.includes('runs eagerly')),
      [],
    );
  });
}
