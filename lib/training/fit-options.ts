/** How a detector is trained: the options of `fit`, their defaults, and the checks made before the first step. */
import { faultOf, fromZero, numberWhere, wholeNumber } from '../base/index';
import type { TrainingStage } from '../models/index';
import type { History } from './history';
import type { PlateauOptions } from './schedules';

export interface FitOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly plateau: PlateauOptions;
  /** Epochs without a better validation loss after which training ends. */
  readonly patience: number;
  /** Decides the order of the batches. */
  readonly seed: number;
  /** Called after every epoch, with the history so far. */
  readonly onEpoch?: (history: History) => void;
  /** Ends training after the current batches once it is aborted; the best weights of the whole epochs are kept. */
  readonly signal?: AbortSignal;
  /**
   * Whether training continues from the present weights. Otherwise it starts from those that the detector had before its first
   * training: as it was made, loaded or copied.
   */
  readonly resume: boolean;
  /** Whether training steps run as a TensorFlow graph where they can and where there are enough of them. */
  readonly capture: boolean;
}

/** Report 3's training: Adam 1e-3, batch 32, ReduceLROnPlateau(0.75, 5), early stopping after 10 epochs. */
export const defaultFitOptions: FitOptions = {
  epochs: 100,
  batchSize: 32,
  learningRate: 1e-3,
  plateau: { factor: 0.75, patience: 5 },
  patience: 10,
  seed: 0,
  resume: false,
  capture: true,
};

const positive = wholeNumber(1);
const factor = numberWhere('a number above 0, at most 1', (value) => value > 0 && value <= 1);

/**
 * Checks the options' ranges.
 *
 * @param name  The model's, for messages.
 * @throws If an option is out of its range; the message names it, what was expected and what was found.
 */
export function requireFitOptions(name: string, options: FitOptions): void {
  const { epochs, batchSize, patience, seed, learningRate, plateau } = options;
  const fault =
    faultOf('epochs', epochs, positive) ??
    faultOf('batchSize', batchSize, positive) ??
    faultOf('patience', patience, positive) ??
    faultOf('seed', seed, wholeNumber(0)) ??
    faultOf('learningRate', learningRate, fromZero) ??
    faultOf('plateau.factor', plateau.factor, factor) ??
    faultOf('plateau.patience', plateau.patience, wholeNumber(0));
  if (fault !== undefined) throw new Error(`${name}: ${fault}.`);
}

/**
 * Refuses a learning rate that would have no effect.
 *
 * @param learningRate  The one asked for; undefined if none was.
 * @throws If every phase of the training takes its rate from the detector's config.
 */
export function requireUsedRate(
  name: string,
  stages: readonly TrainingStage[],
  learningRate: number | undefined,
): void {
  const phases = stages.flatMap((stage) => stage.phases);
  if (learningRate === undefined || phases.some(({ adam }) => adam?.learningRate === undefined)) return;
  const names = [...new Set(phases.map((phase) => phase.name))].join(', ');
  throw new Error(
    `${name}: learningRate ${learningRate} has no effect: every phase (${names}) takes its rate from the detector's config.`,
  );
}
