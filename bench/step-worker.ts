/**
 * Measures one detector's training step in its own process and prints one line of JSON:
 * node --import tsx bench/step-worker.ts MODEL SECONDS [eager|captured|stock]
 */
import * as tf from '@tensorflow/tfjs';
import { trainingStages } from '../lib/models';
import { loadBackend, withoutKernels } from '../lib/runtime';
import { trainingSteps } from '../lib/training/training-steps';
import { Adam } from '../lib/training';
import { stepCases, stockLstmVaeStep } from './step-cases';

export interface StepMeasurement {
  readonly msPerStep: number;
  readonly parameters: number;
  /** Operations of the matrix products in a step, in GFLOP. */
  readonly gflop: number;
  /** Best rate of a matrix product in this process, GFLOP/s. */
  readonly matmulGflops: number;
  readonly ranAs: 'graph' | 'eager';
  readonly residentMb: number;
}

/**
 * Counts the floating-point operations of a step's matrix products, two per multiplication, as TensorFlow's own operations
 * make them. A fused product counts, too: the TensorFlow backend runs it as a plain one and records both.
 */
export function countGflop(step: () => void): Promise<number> {
  return tf
    .profile(() => withoutKernels(step))
    .then(({ kernels }) =>
      kernels
        .filter(({ name }) => name === 'BatchMatMul')
        .reduce((sum, { inputShapes, outputShapes }) => {
          const [output, input] = [outputShapes[0], inputShapes[0]];
          // [..., rows, inner] or its transpose; its batch may be 1 if the output's is not.
          const inner = tf.util.sizeFromShape(input.slice(-2)) / output.at(-2)!;
          return sum + (2 * tf.util.sizeFromShape(output) * inner) / 1e9;
        }, 0),
    );
}

/** Measures the rate of the machine's best matrix product: the limit that a step could reach. */
function bestMatmulGflops(): number {
  return Math.max(
    ...[256, 512, 1024].map((n) =>
      tf.tidy(() => {
        const [a, b] = [tf.randomNormal([n, n]), tf.randomNormal([n, n])];
        let best = 0;
        for (let i = 0; i < 8; i++) {
          const started = performance.now();
          tf.tidy(() =>
            tf
              .matMul(a as tf.Tensor2D, b as tf.Tensor2D)
              .slice(0, [1, 1])
              .dataSync(),
          );
          best = Math.max(best, (2 * n ** 3) / (performance.now() - started) / 1e6);
        }
        return best;
      }),
    ),
  );
}

/** Measures milliseconds per step over `seconds`, with `steps` steps a call; the first two calls do not count. */
function time(run: () => void, { steps, seconds }: { steps: number; seconds: number }): number {
  run();
  run();
  let count = 0;
  const started = performance.now();
  while (performance.now() - started < seconds * 1000) {
    run();
    count += steps;
  }
  return (performance.now() - started) / count;
}

async function main([name = '', seconds = '3', mode = 'captured']: string[]) {
  await loadBackend();
  const { make, shape } = stepCases[name];
  const x = tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', 1);
  const model = make();
  const optimizer = new Adam(model.variables, { learningRate: 1e-3 });
  const [phase] = trainingStages(model)[0].phases;
  const steps = trainingSteps([{ phase: phase, optimizer }], {
    name,
    batchSize: shape[0],
    windowSize: shape[1],
    windows: 64 * shape[0],
    epochs: 1000,
    capture: mode === 'captured',
  });
  const gflop = await countGflop(() => tf.tidy(() => void steps.eager(x)));
  const stock = mode === 'stock' ? stockLstmVaeStep() : undefined;
  const stacked = tf.stack(new Array<tf.Tensor>(steps.stepsPerCall).fill(x));
  const many = () => tf.tidy(() => steps.whole.runMany(stacked)[0].dataSync());
  const msPerStep = stock
    ? time(() => tf.tidy(() => stock(x).dataSync()), { steps: 1, seconds: Number(seconds) })
    : time(many, { steps: steps.stepsPerCall, seconds: Number(seconds) });
  const measurement: StepMeasurement = {
    msPerStep,
    gflop,
    matmulGflops: bestMatmulGflops(),
    parameters: model.variables.reduce((sum, variable) => sum + variable.size, 0),
    ranAs: mode !== 'captured' || !steps.whole.captured ? 'eager' : 'graph',
    residentMb: process.memoryUsage().rss / 1e6,
  };
  console.log(JSON.stringify(measurement));
}

if (require.main === module) void main(process.argv.slice(2));
