/** What a training leaves behind besides the weights: losses and learning rates by epoch, and how it ended. */
import { alignedRows, brief, counted, grouped, withSummary } from '../base/index';

export interface History {
  /** Mean loss over the batches of each epoch: of the epoch's last phase, where phases take turns. */
  readonly trainLoss: number[];
  /** The loss after each epoch, of the stages that have a validation loss. */
  readonly validationLoss: number[];
  /** Mean loss over the batches of each epoch by the phase's name, e.g. `discriminator` and `generator`. */
  readonly phaseLosses: Record<string, number[]>;
  /** The rate of each epoch: that of its last phase, where each phase has its own. */
  readonly learningRates: number[];
  /** Index of the epoch whose weights were kept. */
  readonly bestEpoch: number;
  /** Why training ended: `aborted` by the signal of its options, or `interrupted` in a notebook. */
  readonly ended: 'epochs' | 'early stopping' | 'aborted' | 'interrupted';
  readonly steps: number;
  readonly seconds: number;
  /**
   * Of a variational autoencoder: how many nats its code carries after training, the KL divergence of q(z|x) from N(0, I), mean
   * over the validation windows.
   */
  readonly nats?: number;
  /** What is to be known of the trained detector before its scores are used, one sentence each. */
  readonly warnings: readonly string[];
}

/** A history while training adds to it. */
export type GrowingHistory = { -readonly [Field in keyof History]: History[Field] };

/** Epochs at each end of a history that its summary shows. */
const SHOWN_EPOCHS = 3;

/** Makes a history of no epoch. A cell of a notebook that ends with it shows its summary. */
export function emptyHistory(): GrowingHistory {
  const history: GrowingHistory = {
    trainLoss: [],
    validationLoss: [],
    phaseLosses: {},
    learningRates: [],
    bestEpoch: -1,
    ended: 'epochs',
    steps: 0,
    seconds: 0,
    warnings: [],
  };
  return withSummary(history, summaryOf);
}

/** Summarizes a training: a line of how it went, its first, best and last epochs, and its warnings. */
function summaryOf(history: History): string {
  const { trainLoss, validationLoss, learningRates, bestEpoch, ended, steps, seconds, warnings } = history;
  const time = `${seconds.toFixed(1)} s`;
  if (trainLoss.length === 0 && ended === 'epochs') return `Fitted in one look at the training windows, in ${time}`;
  const last = trainLoss.length - SHOWN_EPOCHS;
  const shown = [...trainLoss.keys()].filter((i) => i < SHOWN_EPOCHS || i >= last || i === bestEpoch);
  // A stage without a validation loss leaves the two lists without a common epoch.
  const validated = validationLoss.length === trainLoss.length;
  const rows = shown.map((i) => [
    `${i + 1}${i === bestEpoch ? ' (best)' : ''}`,
    brief(trainLoss[i]),
    ...(validated ? [brief(validationLoss[i])] : []),
    brief(learningRates[i]),
  ]);
  const headings = ['epoch', 'training loss', ...(validated ? ['validation loss'] : []), 'learning rate'];
  return [
    `${describeTraining(history)}; ${counted(steps, 'step', grouped)} in ${time}`,
    ...alignedRows(headings, rows),
    ...warnings,
  ].join('\n');
}

/** Says in a line how a training went: its epochs, how it ended, and what a variational autoencoder's code carries. */
export function describeTraining({ trainLoss, ended, bestEpoch, nats }: History): string {
  const how = ended === 'interrupted' ? ended : `ended by ${ended}`;
  const epochs = `${counted(trainLoss.length, 'epoch')}, ${how}`;
  const carried = nats === undefined ? '' : `; z carries ${nats.toPrecision(2)} nats`;
  return `${epochs}; best epoch ${bestEpoch + 1}${carried}`;
}
