/** What a training leaves behind besides the weights: losses and learning rates by epoch, and how it ended. */

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
  /** Why training ended. */
  readonly ended: 'epochs' | 'early stopping' | 'aborted';
  readonly steps: number;
  readonly seconds: number;
}

/** A history while training adds to it. */
export type GrowingHistory = { -readonly [Field in keyof History]: History[Field] };

export function emptyHistory(): GrowingHistory {
  return {
    trainLoss: [],
    validationLoss: [],
    phaseLosses: {},
    learningRates: [],
    bestEpoch: -1,
    ended: 'epochs',
    steps: 0,
    seconds: 0,
  };
}
