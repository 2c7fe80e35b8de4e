/** Trains one stage: epochs of mini-batches, a falling learning rate, early stopping, the best weights at the end. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../base/index';
import type { TrainedDetector, TrainingPhase, TrainingStage } from '../models/index';
import { turn } from '../runtime/index';
import { Adam } from './adam';
import type { FitOptions } from './fit-options';
import type { GrowingHistory } from './history';
import { meanLoss } from './mean-loss';
import { EarlyStopping, ReduceLrOnPlateau } from './schedules';
import { trainingSteps, type TrainingSteps } from './training-steps';

/** How often an epoch yields to signals and timers. */
const HEAR_EVERY_MS = 250;

export interface StageRun {
  readonly model: TrainedDetector;
  readonly stage: TrainingStage;
  readonly random: Random;
  /** [count, windowSize, features] */
  readonly train: tf.Tensor3D;
  readonly validation: tf.Tensor3D;
  /** `epochs` are those of this stage. */
  readonly settings: FitOptions;
  /** When the whole training began, in milliseconds. */
  readonly started: number;
}

/** Trains with the phases of one stage and adds its epochs to the history. */
export async function trainStage(run: StageRun, history: GrowingHistory): Promise<void> {
  const { model, stage, train, settings } = run;
  const firstEpoch = history.trainLoss.length;
  const players = stage.phases.map((phase) => ({
    phase,
    optimizer: new Adam(phase.variables, { learningRate: settings.learningRate, ...phase.adam }),
  }));
  const plateau = new ReduceLrOnPlateau(1, settings.plateau); // a share of every player's own rate
  const stopping = new EarlyStopping(settings.patience);
  const steps = trainingSteps(players, {
    ...settings,
    name: model.name,
    windowSize: train.shape[1],
    windows: train.shape[0],
  });
  let best: tf.Tensor[] = [];
  try {
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      const order = run.random.permutation(train.shape[0]);
      const losses = await trainEpoch({ steps, train, order, ...settings }, history);
      if (settings.signal?.aborted) {
        history.ended = 'aborted';
        break;
      }
      const validationLoss = stage.validationLoss && meanLoss(stage.validationLoss, run.validation);
      const named = Object.fromEntries(players.map(({ phase }, i) => [phase.name, losses[i]]));
      requireFinite(model.name, firstEpoch + epoch, { ...named, validationLoss: validationLoss ?? 0 });
      recordEpoch(history, named, plateau.learningRate * rateOf(stage.phases.at(-1)!, settings));
      let stop = false;
      if (validationLoss !== undefined) {
        history.validationLoss.push(validationLoss);
        const next = stopping.next(validationLoss);
        stop = next.stop;
        if (next.improved) {
          tf.dispose(best);
          best = model.variables.map((variable) => variable.clone());
        }
        const share = plateau.next(validationLoss);
        for (const { phase, optimizer } of players) optimizer.setLearningRate(share * rateOf(phase, settings));
      }
      history.bestEpoch = firstEpoch + (stage.validationLoss ? stopping.bestEpoch : epoch);
      history.seconds = (performance.now() - run.started) / 1000;
      if (stop) history.ended = 'early stopping';
      settings.onEpoch?.(history);
      if (stop) break;
    }
    best.forEach((value, i) => model.variables[i].assign(value));
  } finally {
    steps.whole.dispose();
    steps.rest.dispose();
    tf.dispose(best);
    for (const { optimizer } of players) optimizer.dispose();
  }
}

/** Gives the rate at which a phase starts. */
function rateOf({ adam }: TrainingPhase, { learningRate }: FitOptions): number {
  return adam?.learningRate ?? learningRate;
}

function recordEpoch(history: GrowingHistory, losses: Record<string, number>, learningRate: number): void {
  history.learningRates.push(learningRate);
  for (const [phase, loss] of Object.entries(losses)) (history.phaseLosses[phase] ??= []).push(loss);
  history.trainLoss.push(Object.values(losses).pop()!);
}

interface Epoch {
  readonly steps: TrainingSteps;
  /** [count, windowSize, features] */
  readonly train: tf.Tensor3D;
  readonly order: Int32Array;
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/**
 * Trains one epoch and leaves the variables up to date.
 *
 * @returns  Each phase's mean loss over the windows seen.
 */
async function trainEpoch(
  { steps, train, order, batchSize, signal }: Epoch,
  history: GrowingHistory,
): Promise<number[]> {
  const sums: number[] = [];
  let seen = 0;
  let heard = -Infinity;
  while (seen < order.length) {
    if (performance.now() - heard > HEAR_EVERY_MS) {
      await turn();
      heard = performance.now();
    }
    if (signal?.aborted) break;
    const batches = Math.min(steps.stepsPerCall, Math.floor((order.length - seen) / batchSize));
    const indices = order.subarray(seen, seen + (batches * batchSize || order.length - seen));
    if (batches === 0) steps.whole.readVariables();
    const losses = tf.tidy(() => {
      const x = tf.gather(train, tf.tensor1d(indices, 'int32')); // [windows, windowSize, features]
      if (batches === 0) return steps.rest.run(x)[0].mul(indices.length).dataSync();
      const [, ...window] = x.shape;
      const [losses] = steps.whole.runMany(x.reshape([batches, batchSize, ...window])); // [batches, phases]
      return losses.sum(0).mul(batchSize).dataSync();
    });
    losses.forEach((loss, i) => (sums[i] = (sums[i] ?? 0) + loss));
    seen += indices.length;
    history.steps += Math.max(1, batches);
  }
  steps.whole.readVariables();
  steps.rest.readVariables();
  return sums.map((sum) => sum / seen);
}

function requireFinite(name: string, epoch: number, losses: Record<string, number>): void {
  for (const [which, loss] of Object.entries(losses)) {
    if (!Number.isFinite(loss)) {
      const advice = 'Scale the input (z-scores are expected) or lower the learning rate.';
      throw new Error(`${name}: ${which} became ${loss} in epoch ${epoch + 1}. ${advice}`);
    }
  }
}
