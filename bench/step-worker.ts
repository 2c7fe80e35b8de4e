/**
 * Measures one detector's training step in its own process and prints one line of JSON:
 * node --import ./scripts/typescript.mjs bench/step-worker.ts MODEL SECONDS [eager|captured|stock [LOSSES]]
 *
 * LOSSES steps are trained and their losses printed before the time is measured; 0 SECONDS leave the time out.
 */
import * as tf from '@tensorflow/tfjs';
import { messageOf } from '../lib/base';
import { trainingStages } from '../lib/models';
import { loadBackend, withoutKernels, type BackendInfo, type CapturedStep } from '../lib/runtime';
import { trainingSteps } from '../lib/training/training-steps';
import { Adam } from '../lib/training';
import { gpuMemoryMb } from './gpu';
import { everyStep, stockLstmVaeStep } from './step-cases';

export interface StepRun {
  readonly backend: BackendInfo;
  readonly ranAs: 'graph' | 'eager';
  /** Why it ran eagerly. */
  readonly reason?: string;
  /** Of each step, each phase's loss before its last move: [steps][phases]; null where it is not finite, as JSON has it. */
  readonly losses: readonly (readonly (number | null)[])[];
  readonly residentMb: number;
  /** The most that was resident. */
  readonly peakMb: number;
  /** Memory that all programs use on the GPU at the end; absent on a CPU. */
  readonly gpuMb?: number;
}

interface StepTime {
  readonly msPerStep: number;
  readonly parameters: number;
  /** Operations of the matrix products in a step, in GFLOP. */
  readonly gflop: number;
  /** Best rate of a matrix product in this process, GFLOP/s. */
  readonly matmulGflops: number;
}

export type StepMeasurement = StepRun & StepTime;

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

/** Makes a detector's step with new optimizers, as training makes it. */
function stepsOf(name: string, capture: boolean) {
  const { make, shape, stage = 0 } = everyStep[name];
  const model = make();
  const players = trainingStages(model)[stage].phases.map((phase) => {
    return { phase, optimizer: new Adam(phase.variables, { learningRate: 1e-3, ...phase.adam }) };
  });
  const [batchSize, windowSize] = shape;
  const options = { name, batchSize, windowSize, windows: 64 * batchSize, epochs: 1000, capture };
  return { model, shape, ...trainingSteps(players, options) };
}

async function main([name = '', seconds = '3', mode = 'captured', count = '0']: string[]) {
  const backend = await loadBackend();
  const { model, shape, eager, whole, stepsPerCall } = stepsOf(name, mode === 'captured');
  const losses = Number(count) > 0 ? lossesOf(whole, [Number(count), ...shape]) : [];
  const timed = Number(seconds) > 0 ? await timeStep() : {};
  const run: StepRun = {
    backend,
    losses,
    ranAs: mode !== 'captured' || !whole.captured ? 'eager' : 'graph',
    reason: whole.reason,
    residentMb: process.memoryUsage().rss / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
    gpuMb: backend.device === 'GPU' ? gpuMemoryMb() : undefined,
  };
  console.log(JSON.stringify({ ...run, ...timed }));

  async function timeStep(): Promise<StepTime> {
    const x = tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', 1);
    const gflop = await countGflop(() => tf.tidy(() => void eager(x)));
    const stock = mode === 'stock' ? stockLstmVaeStep() : undefined;
    const stacked = tf.stack(new Array<tf.Tensor>(stepsPerCall).fill(x));
    const many = () => tf.tidy(() => whole.runMany(stacked)[0].dataSync());
    const msPerStep = stock
      ? time(() => tf.tidy(() => stock(x).dataSync()), { steps: 1, seconds: Number(seconds) })
      : time(many, { steps: stepsPerCall, seconds: Number(seconds) });
    const parameters = model.variables.reduce((sum, variable) => sum + variable.size, 0);
    return { msPerStep, gflop, parameters, matmulGflops: bestMatmulGflops() };
  }
}

/** Trains with as many batches of noise as `shape` holds, [steps, batch, windowSize, features]; returns [steps][phases]. */
function lossesOf(step: CapturedStep, shape: number[]): number[][] {
  return tf.tidy(() => step.runMany(tf.randomNormal(shape, 0, 1, 'float32', 1))[0].arraySync() as number[][]);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  });
}
