/** Trains a generator and looks at it between epochs: what it makes, how far that lies from data, how well it detects. */
import type { CutWindows } from '../detectors/index';
import { generatedBy } from '../experiments/index';
import { rocAuc } from '../metrics/index';
import { AnoGan, type AnoGanConfig } from '../models/index';
import { loadBackend } from '../runtime/index';
import { scoreWindows } from '../scoring/index';
import { fit, restart, type History } from '../training/index';

/** A generator after some epochs. */
export interface Checkpoint {
  readonly epoch: number;
  /** What it makes of the same z at every checkpoint, row-major, [shown, windowSize * features]. */
  readonly images: Float32Array;
  /** Energy distance of its draws from windows that were trained on. */
  readonly energy: number;
  /** ROC-AUC of a short search, see {@link shortSearch}. */
  readonly rocAuc: number;
}

export interface WatchOptions {
  readonly epochs: number;
  /** Epochs after which it is looked at; 0 looks at the untrained generator. */
  readonly checkedAt: readonly number[];
  /** Images of a checkpoint. */
  readonly shown: number;
  readonly seed: number;
  readonly onEpoch?: (history: History) => void;
}

/** A search that takes a twentieth of the chapter's time: 20 steps of squared differences, without the features. */
export const shortSearch = { searchSteps: 20, searchRate: 0.05, discriminationWeight: 0, distance: 'squared' } as const;

/**
 * Trains with batches of 64, and looks at the generator after the given epochs.
 *
 * @throws As `fit`.
 */
export async function trainWatched(
  model: AnoGan,
  windows: CutWindows,
  { epochs, checkedAt, shown, seed, onEpoch }: WatchOptions,
): Promise<{ readonly history: History; readonly checkpoints: readonly Checkpoint[] }> {
  const width = windows.train.windowSize * windows.train.features;
  const checkpoints: Checkpoint[] = [];
  const look = (epoch: number) => {
    if (!checkedAt.includes(epoch)) return;
    const short = rescored(model, shortSearch);
    const { samples, energy } = generatedBy(model, windows, seed);
    checkpoints.push({
      epoch,
      images: samples.slice(0, shown * width),
      energy,
      rocAuc: rocAuc(scoreWindows(short, windows.test), windows.test.labels),
    });
    short.dispose();
  };
  await loadBackend();
  restart(model); // a second call, too, looks first at the untrained generator
  look(0);
  const history = await fit(model, windows, {
    epochs,
    batchSize: 64,
    seed,
    onEpoch: (soFar) => {
      onEpoch?.(soFar);
      look(soFar.trainLoss.length);
    },
  });
  return { history, checkpoints };
}

/**
 * Makes an AnoGAN of the same weights that scores in another way.
 *
 * @returns  The caller disposes it.
 */
export function rescored(model: AnoGan, change: Partial<AnoGanConfig>): AnoGan {
  const copy = new AnoGan({ ...model.config, ...change });
  copy.variables.forEach((variable, i) => variable.assign(model.variables[i]));
  return copy;
}

/** Gives the losses of the players by epoch, as curves of a figure. */
export function phaseCurves({ phaseLosses }: Pick<History, 'phaseLosses'>): { name: string; values: number[] }[] {
  return Object.entries(phaseLosses).map(([name, values]) => ({ name, values }));
}

/** Gives what the generator made at each checkpoint, as rows of a figure. */
export function imagesByEpoch(checkpoints: readonly Checkpoint[]): Record<string, Float32Array> {
  return Object.fromEntries(
    checkpoints.map(({ epoch, images }) => [epoch === 0 ? 'untrained' : `epoch ${epoch}`, images]),
  );
}

/**
 * Gives a figure of the trained checkpoints of each generator, as lines over their epochs.
 *
 * @param levels  Lines that do not change with the epochs, by name.
 */
export function linesByEpoch(
  watched: Readonly<Record<string, { readonly checkpoints: readonly Checkpoint[] }>>,
  figure: 'energy' | 'rocAuc',
  levels: Readonly<Record<string, number>> = {},
): { name: string; values: number[] }[] {
  const lines = Object.entries(watched).map(([name, { checkpoints }]) => {
    return { name, values: checkpoints.filter(({ epoch }) => epoch > 0).map((each) => each[figure]) };
  });
  const flat = Object.entries(levels).map(([name, level]) => ({ name, values: lines[0].values.map(() => level) }));
  return [...lines, ...flat];
}
