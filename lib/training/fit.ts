/** Trains a detector: mini-batches, Adam, a falling learning rate, early stopping, the best weights at the end. */
import * as tf from '@tensorflow/tfjs';
import { counted, Random } from '../base/index';
import { selectWindows, trainValidationSplit, type Windows } from '../data/index';
import { interruptible, loadBackend } from '../runtime/index';
import { trainingStages, type FittedDetector, type TrainedDetector, type TrainingStage } from '../models/index';
import { defaultFitOptions, requireFitOptions, requireUsedRate, type FitOptions } from './fit-options';
import { emptyHistory, type History } from './history';
import { addLatentNats } from './latent-nats';
import { trainStage } from './stage';
import { keepStart, restart } from './start';
import { windowTensor } from './window-tensor';

export interface FitData {
  readonly train: Windows;
  /** Decides the learning rate, when to stop and which weights are kept. */
  readonly validation: Windows;
}

/**
 * Trains a detector. A {@link TrainedDetector} descends its loss and ends with the weights of its best validation loss; a
 * {@link FittedDetector} looks at the training windows once.
 *
 * Training starts from the state that the detector had before its first training, so that a cell that runs twice gives the same
 * result; with `resume` it continues from the present weights, noise and annealing. The optimizer and the learning rate always
 * start again.
 *
 * The same seed gives the same weights to the last bit on one machine. Training waits one turn of the event loop between
 * epochs, so that progress shows, and more often in long epochs, so that a notebook can interrupt it. The history of a variational
 * autoencoder says how many nats its code carries, and warns where that is less than one bit.
 *
 * @param data  Windows to train on and to validate with; or windows alone: a fifth of them, drawn by the option `seed` as
 *              `trainValidationSplit` draws them, then validate. A {@link FittedDetector} learns from all of them.
 * @throws If an option is out of its range, there are no windows, or a loss is not finite; the message names the model and
 *         the option or the epoch. In a notebook, if it is interrupted before the first epoch ends; later, the history says so.
 */
export async function fit(
  model: TrainedDetector | FittedDetector,
  data: FitData | Windows,
  options: Partial<FitOptions> = {},
): Promise<History> {
  await loadBackend();
  return interruptible(
    options.signal,
    (signal) => fitUntil(model, data, { ...options, signal }),
    (history) => keepEpochs(model.name, history),
  );
}

/** Says what is kept of a training that was interrupted in a notebook. @throws If no epoch was whole. */
function keepEpochs(name: string, history: History): History {
  const { trainLoss, validationLoss, bestEpoch, ended } = history;
  if (ended !== 'aborted') return history; // it was over by then
  if (trainLoss.length === 0) throw new Error(`${name}: training interrupted in its first epoch; no epoch is kept.`);
  const epochs = counted(trainLoss.length, 'epoch');
  const kept = validationLoss.length > 0 ? `best weights, of epoch ${bestEpoch + 1}, are` : 'last weights are';
  process.stderr.write(`${name}: training interrupted after ${epochs}; the ${kept} kept.\n`);
  return { ...history, ended: 'interrupted' };
}

async function fitUntil(
  model: TrainedDetector | FittedDetector,
  given: FitData | Windows,
  options: Partial<FitOptions>,
): Promise<History> {
  const settings = { ...defaultFitOptions, ...options };
  requireFitOptions(model.name, settings);
  const started = performance.now();
  const history = emptyHistory();
  const data = 'train' in given ? given : splitOff(given, { all: 'fitTo' in model, seed: settings.seed });
  requireSome(model.name, 'train', data.train);
  if ('fitTo' in model) {
    if (settings.resume) throw new Error(`${model.name}: resume has no effect: it learns in one look at the windows.`);
    model.fitTo(data.train);
  } else {
    requireSome(model.name, 'validation', data.validation);
    const stages = trainingStages(model);
    requireUsedRate(model.name, stages, options.learningRate);
    keepStart(model);
    if (!settings.resume) restart(model);
    const tensors = { train: windowTensor(data.train), validation: windowTensor(data.validation) };
    const random = new Random(settings.seed).fork('batches');
    try {
      for (const { epochs, ...stage } of scheduleStages(stages, settings.epochs)) {
        await trainStage({ model, stage, random, ...tensors, settings: { ...settings, epochs }, started }, history);
        if (history.ended === 'aborted') break;
      }
      addLatentNats(model, tensors.validation, history);
    } finally {
      tf.dispose(Object.values(tensors));
    }
  }
  history.seconds = (performance.now() - started) / 1000;
  return history;
}

/** Splits validation windows off; with `all`, every window is for training, too. */
function splitOff(windows: Windows, { all, seed }: { all: boolean; seed: number }): FitData {
  if (all) return { train: windows, validation: windows };
  const { train, validation } = trainValidationSplit(windows.count, { seed });
  return { train: selectWindows(windows, train), validation: selectWindows(windows, validation) };
}

/** Gives each stage its number of epochs, at least one. */
function scheduleStages(stages: readonly TrainingStage[], epochs: number): (TrainingStage & { epochs: number })[] {
  return stages.map((stage) => ({ ...stage, epochs: Math.max(1, Math.round(stage.share * epochs)) }));
}

function requireSome(name: string, part: string, { count }: Windows): void {
  if (count === 0) throw new Error(`${name}: expected ${part} windows, found none.`);
}
