/**
 * Measures memory in its own process and prints one line of JSON:
 * node --import tsx bench/memory-worker.ts tensors eager|captured | models | peak
 */
import * as tf from '@tensorflow/tfjs';
import { makeSeries, slidingWindows } from '../lib/data';
import { Random } from '../lib/base';
import { LstmVae, trainingStages } from '../lib/models';
import { loadBackend } from '../lib/runtime';
import { Adam, fit } from '../lib/training';
import { trainingSteps } from '../lib/training/training-steps';

const BATCH = 32;
const STEPS = 1000;
/** Steps between two counts of tensors. */
const COUNT_EVERY = 100;
const MODELS = 20;

/** Makes report 3's LSTM-VAE and its training step. */
function lstmVaeSteps(capture: boolean) {
  const model = new LstmVae();
  const [phase] = trainingStages(model)[0].phases;
  const optimizer = new Adam(model.variables, { learningRate: 1e-3 });
  const options = { name: model.name, batchSize: BATCH, windowSize: 10, windows: 64 * BATCH, epochs: 10, capture };
  return trainingSteps([{ phase: phase, optimizer }], options);
}

/** Reads tf.memory().numTensors during 1,000 steps. */
function countTensors(capture: boolean): number[] {
  const steps = lstmVaeSteps(capture);
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

/** Measures the peak of resident megabytes over 1,000 steps. */
function peak(): number {
  const { whole, stepsPerCall } = lstmVaeSteps(true);
  const x = tf.randomNormal([BATCH, 10, 25], 0, 1, 'float32', 1);
  const stacked = tf.stack(new Array<tf.Tensor>(stepsPerCall).fill(x));
  for (let done = 0; done < STEPS; done += stepsPerCall) tf.tidy(() => void whole.runMany(stacked)[0].dataSync());
  return process.resourceUsage().maxRSS / 1024;
}

const modes: Record<string, (argument: string) => unknown> = {
  tensors: (argument) => countTensors(argument === 'captured'),
  models: trainModels,
  peak,
};

async function main([mode = '', argument = '']: string[]) {
  await loadBackend();
  console.log(JSON.stringify(await modes[mode](argument)));
}

void main(process.argv.slice(2));
