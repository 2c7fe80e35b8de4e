/** Training: mini-batches, Adam, a falling learning rate, early stopping, the best weights at the end. */
import * as tf from '@tensorflow/tfjs';
import { Random, type Windows } from '../data/index';
import type { Detector } from '../models/detector';
import { Adam } from './adam';
import { EarlyStopping, ReduceLrOnPlateau, type PlateauOptions } from './schedules';
import { trainingSteps, type TrainingSteps } from './training-steps';

export interface FitOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly plateau: PlateauOptions;
  /** Epochs without a better validation loss after which training ends. */
  readonly patience: number;
  /** Decides the order of the batches. */
  readonly seed: number;
  /** Called after every epoch, with the epochs so far. */
  readonly onEpoch?: (history: History) => void;
  /** Training ends after the current batches once this is aborted; the best weights of the whole epochs are kept. */
  readonly signal?: AbortSignal;
  /** Whether training steps run as a TensorFlow graph where they can and where there are enough of them. */
  readonly capture: boolean;
}

/** The SMAP/MSL report's training: Adam 1e-3, batch 32, ReduceLROnPlateau(0.75, 5), early stopping after 10 epochs. */
export const defaultFitOptions: FitOptions = {
  epochs: 100,
  batchSize: 32,
  learningRate: 1e-3,
  plateau: { factor: 0.75, patience: 5 },
  patience: 10,
  seed: 0,
  capture: true,
};

export interface History {
  /** Mean loss over the batches of each epoch. */
  readonly trainLoss: number[];
  readonly validationLoss: number[];
  /** The rate each epoch was trained with. */
  readonly learningRates: number[];
  /** Index of the epoch whose weights were kept. */
  bestEpoch: number;
  /** Why training ended. */
  ended: 'epochs' | 'early stopping' | 'aborted';
  steps: number;
  seconds: number;
}

export interface FitData {
  readonly train: Windows;
  /** Decides the learning rate, when to stop and which weights are kept. */
  readonly validation: Windows;
}

/**
 * Trains a detector and leaves it with the weights of its best validation loss.
 *
 * The same seed gives the same weights to the last bit on one machine. Between epochs it waits one turn of the event
 * loop, so that progress shows and an interrupt is heard.
 *
 * @throws If there are no windows, or a loss is not finite; the message names the model and the epoch.
 */
export async function fit(model: Detector, data: FitData, options: Partial<FitOptions> = {}): Promise<History> {
  const settings = { ...defaultFitOptions, ...options };
  for (const [part, windows] of Object.entries(data)) {
    if (windows.count === 0) throw new Error(`${model.name}: no ${part} windows to train with.`);
  }
  const started = performance.now();
  const history: History = {
    ...{ trainLoss: [], validationLoss: [], learningRates: [] },
    ...{ bestEpoch: -1, ended: 'epochs', steps: 0, seconds: 0 },
  };
  const random = new Random(settings.seed).fork('batches');
  const optimizer = new Adam(model.variables, settings);
  const plateau = new ReduceLrOnPlateau(settings.learningRate, settings.plateau);
  const stopping = new EarlyStopping(settings.patience);
  const [train, validation] = [toTensor(data.train), toTensor(data.validation)];
  const steps = trainingSteps(model, optimizer, { ...settings, windows: data.train.count });
  let best: tf.Tensor[] = [];
  try {
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      const order = random.permutation(data.train.count);
      const trainLoss = await trainEpoch({ steps, train, order, ...settings }, history);
      if (settings.signal?.aborted) {
        history.ended = 'aborted';
        break;
      }
      const validationLoss = meanLoss(model, validation);
      requireFinite(model.name, epoch, { trainLoss, validationLoss });
      history.learningRates.push(plateau.learningRate);
      history.trainLoss.push(trainLoss);
      history.validationLoss.push(validationLoss);
      const { improved, stop } = stopping.next(validationLoss);
      if (improved) {
        tf.dispose(best);
        best = model.variables.map((variable) => variable.clone());
      }
      optimizer.setLearningRate(plateau.next(validationLoss));
      history.bestEpoch = stopping.bestEpoch;
      history.seconds = (performance.now() - started) / 1000;
      if (stop) history.ended = 'early stopping';
      settings.onEpoch?.(history);
      if (stop) break;
    }
    best.forEach((value, i) => model.variables[i]!.assign(value));
    return history;
  } finally {
    steps.whole.dispose();
    steps.rest.dispose();
    tf.dispose([train, validation, ...best]);
    optimizer.dispose();
  }
}

interface Epoch {
  readonly steps: TrainingSteps;
  /** [count, windowSize, features] */
  readonly train: tf.Tensor3D;
  readonly order: Int32Array;
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/** @returns The mean loss over the windows seen. The variables are up to date afterwards. */
async function trainEpoch({ steps, train, order, batchSize, signal }: Epoch, history: History): Promise<number> {
  let sum = 0;
  let seen = 0;
  await new Promise((resolve) => setImmediate(resolve));
  while (seen < order.length && !signal?.aborted) {
    const batches = Math.min(steps.stepsPerCall, Math.floor((order.length - seen) / batchSize));
    const indices = order.subarray(seen, seen + (batches * batchSize || order.length - seen));
    if (batches === 0) steps.whole.readVariables();
    sum += tf.tidy(() => {
      const x = tf.gather(train, tf.tensor1d(indices, 'int32')); // [windows, windowSize, features]
      if (batches === 0) return steps.rest.run(x)[0]!.dataSync()[0]! * indices.length;
      const [, ...window] = x.shape;
      const [losses] = steps.whole.runMany(x.reshape([batches, batchSize, ...window])) as [tf.Tensor1D];
      return losses.sum().dataSync()[0]! * batchSize;
    });
    seen += indices.length;
    history.steps += Math.max(1, batches);
  }
  steps.whole.readVariables();
  steps.rest.readVariables();
  return sum / seen;
}

/** The loss without noise over all windows, in batches that bound the memory. */
function meanLoss(model: Detector, windows: tf.Tensor3D, batchSize = 1024): number {
  const count = windows.shape[0];
  let sum = 0;
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    const loss = tf.tidy(() => model.loss(windows.slice(start, size), { training: false }).dataSync()[0]!);
    sum += loss * size;
  }
  return sum / count;
}

function toTensor({ values, count, windowSize, features }: Windows): tf.Tensor3D {
  return tf.tensor3d(values, [count, windowSize, features]);
}

function requireFinite(name: string, epoch: number, losses: Record<string, number>): void {
  for (const [which, loss] of Object.entries(losses)) {
    if (!Number.isFinite(loss)) {
      throw new Error(
        `${name}: ${which} became ${loss} in epoch ${epoch + 1}. Scale the input (z-scores are expected) or lower the learning rate.`,
      );
    }
  }
}
