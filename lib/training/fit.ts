/** Training: mini-batches, Adam, a falling learning rate, early stopping, the best weights at the end. */
import * as tf from '@tensorflow/tfjs';
import { Random } from '../base/index';
import type { Windows } from '../data/index';
import { interruptible } from '../runtime/index';
import { trainingStages, type FittedDetector, type TrainedDetector, type TrainingStage } from '../models/index';
import { requireFitOptions, requireHeededRate } from './require-options';
import type { PlateauOptions } from './schedules';
import { trainStage } from './stage';

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
  /** Mean loss over the batches of each epoch: of the epoch's last phase, where phases take turns. */
  readonly trainLoss: number[];
  /** Of each epoch of the stages that have a validation loss. */
  readonly validationLoss: number[];
  /** Mean loss over the batches of each epoch by the phase's name, e.g. `discriminator` and `generator`. */
  readonly phaseLosses: Record<string, number[]>;
  /** The rate each epoch was trained with: that of the epoch's last phase, where each has its own. */
  readonly learningRates: number[];
  /** Index of the epoch whose weights were kept. */
  readonly bestEpoch: number;
  /** Why training ended. */
  readonly ended: 'epochs' | 'early stopping' | 'aborted';
  readonly steps: number;
  readonly seconds: number;
}

/** A history while training adds to it. */
export type GrowingHistory = { -readonly [Field in keyof History]: History[Field] };

export interface FitData {
  readonly train: Windows;
  /** Decides the learning rate, when to stop and which weights are kept. */
  readonly validation: Windows;
}

/**
 * Trains a detector: by gradient descent, with the weights of its best validation loss at the end, or, one that learns
 * in one look, by looking at the training windows.
 *
 * The same seed gives the same weights to the last bit on one machine. Between epochs it waits one turn of the event
 * loop, so that progress shows; in longer epochs more often, so that an interrupt is heard, which ends it in a notebook.
 *
 * @throws If an option is out of its range, there are no windows, or a loss is not finite; the message names the model and
 *         the option or the epoch. In a notebook, if it is interrupted.
 */
export async function fit(
  model: TrainedDetector | FittedDetector,
  data: FitData,
  options: Partial<FitOptions> = {},
): Promise<History> {
  return interruptible(options.signal, (signal) => fitUntil(model, data, { ...options, signal }));
}

async function fitUntil(
  model: TrainedDetector | FittedDetector,
  data: FitData,
  options: Partial<FitOptions>,
): Promise<History> {
  const settings = { ...defaultFitOptions, ...options };
  requireFitOptions(model.name, settings);
  const started = performance.now();
  const history: GrowingHistory = {
    trainLoss: [],
    validationLoss: [],
    phaseLosses: {},
    learningRates: [],
    bestEpoch: -1,
    ended: 'epochs',
    steps: 0,
    seconds: 0,
  };
  requireSome(model.name, 'train', data.train);
  if ('fitTo' in model) model.fitTo(data.train);
  else {
    requireSome(model.name, 'validation', data.validation);
    const stages = trainingStages(model);
    requireHeededRate(model.name, stages, options.learningRate);
    const tensors = { train: toTensor(data.train), validation: toTensor(data.validation) };
    const random = new Random(settings.seed).fork('batches');
    try {
      for (const { epochs, ...stage } of scheduleStages(stages, settings.epochs)) {
        await trainStage({ model, stage, random, ...tensors, settings: { ...settings, epochs }, started }, history);
        if (history.ended === 'aborted') break;
      }
    } finally {
      tf.dispose(Object.values(tensors));
    }
  }
  history.seconds = (performance.now() - started) / 1000;
  return history;
}

/** The stages with their numbers of epochs, at least one each. */
function scheduleStages(stages: readonly TrainingStage[], epochs: number): (TrainingStage & { epochs: number })[] {
  return stages.map((stage) => ({ ...stage, epochs: Math.max(1, Math.round(stage.share * epochs)) }));
}

function requireSome(name: string, part: string, { count }: Windows): void {
  if (count === 0) throw new Error(`${name}: no ${part} windows to train with.`);
}

function toTensor({ values, count, windowSize, features }: Windows): tf.Tensor3D {
  return tf.tensor3d(values, [count, windowSize, features]);
}
