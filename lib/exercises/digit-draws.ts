/** What generators draw, and how far that is from the images that they were trained on. */
import type { NumberArray } from '../base/index';
import type { CutWindows } from '../detectors/index';
import { generatedBy } from '../experiments/index';
import type { GanConfig, GanDetector } from '../models/index';

export interface GeneratorDraws {
  /** The images that were trained on and those of each generator, row-major, by name. */
  readonly rows: Readonly<Record<string, NumberArray>>;
  /** Energy distance of each generator's draws from the images that were trained on. */
  readonly energies: Readonly<Record<string, number>>;
  /** The same of held-out images of the same digit. */
  readonly heldOut: number;
  /** All distances, one a row. */
  readonly table: readonly { readonly images: string; readonly 'energy distance': number }[];
}

/** Draws from each generator, and compares. */
export function drawsOf(
  generators: Readonly<Record<string, GanDetector<GanConfig>>>,
  windows: Pick<CutWindows, 'train' | 'validation'>,
  seed: number,
): GeneratorDraws {
  const found = Object.entries(generators).map(([name, model]) => [name, generatedBy(model, windows, seed)] as const);
  const energies = Object.fromEntries(found.map(([name, { energy }]) => [name, energy]));
  const heldOut = found[0][1].heldOutEnergy;
  return {
    rows: {
      'trained on': windows.train.values,
      ...Object.fromEntries(found.map(([name, { samples }]) => [name, samples])),
    },
    energies,
    heldOut,
    table: Object.entries({ 'held-out images': heldOut, ...energies }).map(([images, energy]) => {
      return { images, 'energy distance': energy };
    }),
  };
}
