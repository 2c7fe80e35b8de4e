/**
 * Measures memory in its own process and prints one line of JSON:
 * node --import ./scripts/typescript.mjs bench/memory-worker.ts tensors eager|captured | models | peak MODEL BATCH
 */
import * as tf from '@tensorflow/tfjs';
import { makeSeries, slidingWindows } from '../lib/data';
import { Random } from '../lib/base';
import { LstmVae, trainingStages, type TrainedDetector } from '../lib/models';
import { loadBackend } from '../lib/runtime';
import { Adam, fit } from '../lib/training';
import { trainingSteps } from '../lib/training/training-steps';
import { stepCases } from './step-cases';

const BATCH = 32;
const STEPS = 1000;
/** Steps between two counts of tensors. */
const COUNT_EVERY = 100;
const MODELS = 20;
/** The longest that a peak is measured. */
const SECONDS = 30;

/** Makes a detector's training step, by default that of report 3's LSTM-VAE. */
function stepsOf(capture: boolean, model: TrainedDetector = new LstmVae(), batchSize = BATCH) {
  const [phase] = trainingStages(model)[0].phases;
  const optimizer = new Adam(model.variables, { learningRate: 1e-3 });
  const { windowSize } = model.config;
  const options = { name: model.name, batchSize, windowSize, windows: 64 * batchSize, epochs: 10, capture };
  return trainingSteps([{ phase: phase, optimizer }], options);
}

/** Reads tf.memory().numTensors during 1,000 steps. */
function countTensors(capture: boolean): number[] {
  const steps = stepsOf(capture);
  const x = tf.randomNormal([BATCH, 10, 25], 0, 1, 'float32', 1);
  const stacked = tf.stack(new Array<tf.Tensor>(steps.stepsPerCall).fill(x));
  const counts: number[] = [];
  for (let done = 0; done <= STEPS; done += steps.stepsPerCall) {
    tf.tidy(() => void steps.whole.runMany(stacked)[0].dataSync());
    if (Math.floor(done / COUNT_EVERY) === counts.length) counts.push(tf.memory().numTensors);
  }
  return counts;
}

/** Measures the resident megabytes after each of 20 models that are trained as a graph and disposed. */
async function trainModels(): Promise<number[]> {
  const resident: number[] = [];
  for (let seed = 0; seed < MODELS; seed++) {
    const random = new Random(seed);
    const values = Float64Array.from({ length: 3210 * 25 }, () => random.normal());
    const windows = slidingWindows(makeSeries({ name: 'noise', values, features: 25 }), { windowSize: 10, stride: 5 });
    const model = new LstmVae({ seed });
    await fit(model, { train: windows, validation: windows }, { epochs: 6, seed });
    model.dispose();
    (globalThis as { gc?: () => void }).gc?.();
    resident.push(Math.round(process.memoryUsage().rss / 2 ** 20));
  }
  return resident;
}

/** Measures the peak of resident megabytes: over 1,000 steps of the LSTM-VAE, or a few of a slower detector. */
function peak(name: string, batch: number): number {
  const { make, shape } = stepCases[name];
  const { whole, stepsPerCall } = stepsOf(true, make(), batch);
  const x = tf.randomNormal([batch, ...shape.slice(1)], 0, 1, 'float32', 1);
  const stacked = tf.stack(new Array<tf.Tensor>(stepsPerCall).fill(x));
  const started = performance.now();
  for (let done = 0; done < STEPS && performance.now() - started < SECONDS * 1000; done += stepsPerCall)
    tf.tidy(() => void whole.runMany(stacked)[0].dataSync());
  return process.resourceUsage().maxRSS / 1024;
}

const modes: Record<string, (argument: string, second: string) => unknown> = {
  tensors: (argument) => countTensors(argument === 'captured'),
  models: trainModels,
  peak: (name, batch) => peak(name, Number(batch)),
};

async function main([mode = '', argument = '', second = '']: string[]) {
  await loadBackend();
  console.log(JSON.stringify(await modes[mode](argument, second)));
}

void main(process.argv.slice(2));
