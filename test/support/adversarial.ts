/** What the tests of adversarial detectors share. */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries, slidingWindows, type Windows } from '../../lib/data';
import { Random } from '../../lib/base';
import { trainingStages, type TrainedDetector } from '../../lib/models';
import { Adam } from '../../lib/training';
import { trainingSteps } from '../../lib/training/training-steps';

/** Of each feature of {@link gaussianWindows}. */
export const MEANS = [1, -0.5] as const;
export const DEVIATIONS = [0.5, 1] as const;

/** Rows of two independent Gaussian features. */
export function gaussianWindows(count = 512): Windows {
  const random = new Random(3);
  const values = Float64Array.from({ length: 2 * count }, (_, i) => random.normal(MEANS[i % 2], DEVIATIONS[i % 2]));
  return slidingWindows(makeSeries({ name: 'gaussian', values, features: 2 }), { windowSize: 1, stride: 1 });
}

/** Asserts that samples have the mean and the standard deviation of {@link gaussianWindows}, to `tolerance`. */
export function assertGaussian(samples: tf.Tensor3D, tolerance: number): void {
  const { mean, variance } = tf.moments(samples, [0, 1]);
  const [means, deviations] = [mean.dataSync(), variance.sqrt().dataSync()];
  for (const i of [0, 1]) {
    const found = `mean ${means[i]} and deviation ${deviations[i]} for ${MEANS[i]} and ${DEVIATIONS[i]}`;
    assert.ok(Math.abs(means[i] - MEANS[i]) < tolerance, found);
    assert.ok(Math.abs(deviations[i] - DEVIATIONS[i]) < tolerance, found);
  }
}

/** The values of a detector's variables. */
export const weightsOf = (model: Pick<TrainedDetector, 'variables'>): Float32Array[] =>
  model.variables.map((variable) => variable.dataSync<'float32'>().slice());

/** Asserts that each phase moves its own variables, all of them but a few that may be idle, and nothing else's. */
export function assertOnlyOwnMove(model: TrainedDetector, batch: tf.Tensor3D): void {
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
export function assertCaptured(make: () => TrainedDetector, batch: tf.Tensor3D): void {
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

/** Lets a suite fail in which any step said that it runs eagerly; to be called in its `describe`. */
export function refuseEagerSteps(): void {
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
