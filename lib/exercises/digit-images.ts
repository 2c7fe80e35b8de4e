/** Which images of digits a notebook shows, and the sizes of the networks that it trains on them. */
import { mnistOneClass, selectWindows, type Windows } from '../data/index';
import type { AnoGanConfig, ByProfile } from '../models/index';

/** Test images to show: nine normal ones, and one of each other digit. */
export interface DigitExamples {
  /** What every test image shows, [count]. */
  readonly digits: ArrayLike<number>;
  /** Places of the first nine normal images. */
  readonly normals: readonly number[];
  /** Places of the first image of each other digit, in the digits' order. */
  readonly others: readonly number[];
}

/** Finds test images of a digit and of the nine others; seed and order are those of `digitWindows`. */
export function digitExamples(digit: number, seed: number): DigitExamples {
  const { digits } = mnistOneClass({ normal: digit, seed }).test;
  const places = Array.from(digits.keys());
  const rest = Array.from({ length: 10 }, (_, other) => other).filter((other) => other !== digit);
  return {
    digits,
    normals: places.filter((i) => digits[i] === digit).slice(0, 9),
    others: rest.map((other) => digits.indexOf(other)),
  };
}

/** Copies the values of some windows, row-major, [places, windowSize * features] by name. */
export function valuesAt<Name extends string>(
  windows: Windows,
  places: Readonly<Record<Name, readonly number[]>>,
): Record<Name, Windows['values']> {
  const copied = Object.entries<readonly number[]>(places).map(([name, each]) => {
    return [name, selectWindows(windows, [...each]).values] as const;
  });
  return Object.fromEntries(copied) as Record<Name, Windows['values']>;
}

/** What a profile changes of the chapter's networks. */
export interface GeneratorSizes {
  readonly networks: Partial<Pick<AnoGanConfig, 'hiddenUnits' | 'latentDim'>>;
  readonly oneLayer: Partial<Pick<AnoGanConfig, 'hiddenUnits' | 'latentDim'>>;
  readonly joint: { readonly jointUnits?: number };
}

const asInTheChapter: GeneratorSizes = { networks: {}, oneLayer: {}, joint: {} };

/** The sizes of notebook 6: the chapter's, but at `smoke`, where tiny networks train in seconds. */
export const generatorSizes: ByProfile<GeneratorSizes> = {
  smoke: {
    networks: { hiddenUnits: [16, 8], latentDim: 4 },
    oneLayer: { hiddenUnits: [16], latentDim: 4 },
    joint: { jointUnits: 8 },
  },
  quick: asInTheChapter,
  full: asInTheChapter,
};
