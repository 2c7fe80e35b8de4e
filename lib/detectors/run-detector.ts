/** A detector of the catalogue from its name to its scores: made, trained, asked, disposed. */
import {
  makeForWindows,
  type ByProfile,
  type Detector,
  type FittedDetector,
  type ProfileName,
  type TrainedDetector,
} from '../models/index';
import { loadBackend } from '../runtime/index';
import { scoreWindows } from '../scoring/index';
import { fit, type History } from '../training/index';
import type { CutWindows } from './cut-windows';
import type { ScoreOptions } from './series-detector';

/** Epochs of training at a profile, where nothing else is said; `full` has report 3's. */
export const epochsAt: ByProfile<number> = { smoke: 2, quick: 6, full: 100 };

export interface DetectorRun extends Pick<
  ScoreOptions,
  'seed' | 'config' | 'training' | 'onEpoch' | 'onTrained' | 'signal'
> {
  readonly windows: CutWindows;
  readonly profile: ProfileName;
}

export interface WindowScores {
  /** Scores of the windows that it learnt from: the threshold comes from these. */
  readonly train: Float32Array;
  readonly test: Float32Array;
  /** How it was trained, where it was. */
  readonly history?: History;
}

/**
 * Makes a detector, trains it on the training windows and scores with it.
 *
 * @param name  In the catalogue.
 * @throws      If there is no such detector, a setting does not suit the windows, or training diverges.
 */
export async function runDetector(name: string, run: DetectorRun): Promise<WindowScores> {
  return withDetector(
    () => makeForWindows(name, run),
    run,
    (model, history) => ({
      train: trainingScores(model, run.windows.train),
      test: scoreWindows(model, run.windows.test),
      history,
    }),
  );
}

type AnyDetector = TrainedDetector | FittedDetector;

/** Makes an untrained detector for the windows of a run. */
export type MakeDetector = (run: DetectorRun) => AnyDetector;

/** Makes a detector and trains it, lets it be used, and disposes it. */
export async function withDetector<Result>(
  make: MakeDetector,
  run: DetectorRun,
  use: (detector: AnyDetector, history: History) => Result,
): Promise<Result> {
  const { windows, seed, profile, training, onEpoch, onTrained, signal } = run;
  await loadBackend();
  const model = make(run);
  try {
    const options = { epochs: epochsAt[profile], ...training, seed, onEpoch, signal };
    const history = await fit(model, windows, options);
    const result = use(model, history);
    onTrained?.(model, windows);
    return result;
  } finally {
    model.dispose();
  }
}

/** Gives the scores that a threshold is set from, of the windows that the detector has learnt from. */
export function trainingScores(
  model: Detector & Partial<FittedDetector>,
  windows: DetectorRun['windows']['train'],
): Float32Array {
  return model.trainingScores?.(windows) ?? scoreWindows(model, windows);
}
