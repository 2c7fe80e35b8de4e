/** What the figures of notebook 2 draw: lines, bars and images that come from its results. */
import type { Windows } from '../data/index';
import {
  activeShare,
  denseInside,
  dimensionsInUse,
  generalizationGap,
  keptScores,
  nats,
  RECONSTRUCTED,
  type Quantity,
  type Results,
  type SuiteTable,
} from '../experiments/index';
import { rocCurve, type RocCurve } from '../metrics/index';
import { seedLine, type FigureColumn, type SeedLine } from '../tables/index';
import { collapsed, errorOf, gradientReach, gradientVariation, predictionsOf } from './dense-findings';
import type { NamedValues } from './seen';

type WindowScores = ReturnType<typeof keptScores>;

/** Gives the loss of each row's first seed by epoch. */
export function lossLines(rows: readonly Results[], loss: 'trainLoss' | 'validationLoss'): NamedValues[] {
  return rows.map(({ labels: [name], rows: [run] }) => ({ name, values: run.history![loss] }));
}

/** Gives both losses of one row's first seed, and the epoch, from 1, whose weights were kept. */
export function bothLosses({ rows: [{ history }] }: Results): {
  readonly lines: NamedValues[];
  readonly bestEpoch: number;
} {
  const { trainLoss, validationLoss, bestEpoch } = history!;
  return {
    lines: [
      { name: 'training', values: trainLoss },
      { name: 'validation', values: validationLoss },
    ],
    bestEpoch: bestEpoch + 1,
  };
}

/** Gives the reconstruction errors of normal windows of each part, with their deviation over seeds, by row. */
export function errorLines(rows: readonly Results[]): SeedLine[] {
  return [
    seedLine('training', rows, errorOf('train')),
    seedLine('validation', rows, errorOf('validation')),
    seedLine('normal test windows', rows, errorOf('normal')),
  ];
}

/** Gives the latent sizes of rows. */
export function latentSizes(rows: readonly Results[]): number[] {
  return rows.map(({ rows: [run] }) => denseInside(run).latentDim);
}

/** The scores of the test windows of a row's first seed, with what the threshold makes of them. */
export interface JudgedScores extends WindowScores {
  readonly threshold: number;
  /** 1 where the threshold calls a window anomalous. */
  readonly predictions: Uint8Array;
}

/** Gives the scores of a row's first seed. */
export function firstScores(table: SuiteTable, { rows: [run] }: Results): JudgedScores {
  return { ...keptScores(table, run), threshold: run.threshold!, predictions: predictionsOf(run) };
}

/** Gives the ROC-AUC of each row by kind of anomaly, mean over seeds. */
export function kindBars(rows: readonly Results[], kinds: readonly string[]): NamedValues[] {
  return rows.map((row) => {
    return { name: row.labels[0], values: kinds.map((kind) => row.mean((run) => run.kinds![kind].rocAuc)) };
  });
}

/** Gives the nats that each latent dimension of a row's first seed carries, the largest first. */
export function natBars(rows: readonly Results[]): NamedValues[] {
  return rows.map(({ labels: [name], rows: [run] }) => {
    return { name, values: [...denseInside(run).klByDim].sort((a, b) => b - a) };
  });
}

/** Gives the ROC curve of each row's first seed. */
export function rocLines(
  rows: readonly Results[],
  labels: Uint8Array,
): (RocCurve & { readonly name: string; readonly rocAuc: number })[] {
  return rows.map(({ labels: [name], rows: [{ scores, measures }] }) => {
    return { name, rocAuc: measures.rocAuc!, ...rocCurve(scores!.test, labels) };
  });
}

/** Images beside what networks make of them. */
export interface Redrawings {
  /** Row-major, [images, values] by name, the input first. */
  readonly rows: Readonly<Record<string, number[]>>;
  /** Places of the images among the test windows. */
  readonly places: readonly number[];
}

/**
 * Takes test images of both classes, as many of each, and the reconstructions of them by networks.
 *
 * @param networks  By the name of their row in the figure; the first seed counts.
 */
export function redrawings(
  { values, labels, windowSize, features }: Windows,
  networks: Readonly<Record<string, Results>>,
  ofEach = 5,
): Redrawings {
  const first = Array.from(labels.subarray(0, RECONSTRUCTED).keys());
  const places = [0, 1].flatMap((label) => first.filter((i) => labels[i] === label).slice(0, ofEach));
  const size = windowSize * features;
  const pick = (all: ArrayLike<number>) =>
    places.flatMap((i) => Array.from({ length: size }, (_, pixel) => all[i * size + pixel]));
  const drawn = Object.entries(networks).map(
    ([
      name,
      {
        rows: [run],
      },
    ]) => {
      return [name, pick(denseInside(run).reconstructions)] as const;
    },
  );
  return { rows: { input: pick(values), ...Object.fromEntries(drawn) }, places };
}

/** Gives the codes of the test windows of a row's first seed, [count, latentDim]. */
export function codesOf({ rows: [run] }: Results): { readonly codes: readonly number[]; readonly latentDim: number } {
  const { codes, latentDim } = denseInside(run);
  return { codes, latentDim };
}

/** Headings and figures of the table on KL annealing. */
export const annealingFigures = {
  'dimensions in use': { figure: dimensionsInUse, digits: 1 },
  'nats in all': { figure: nats, digits: 2 },
  'share of seeds that collapsed': collapsed,
  'validation error': errorOf('validation'),
  epochs: { figure: ({ epochs }) => epochs, digits: 1 },
  'ROC-AUC': 'rocAuc',
} as const satisfies Readonly<Record<string, Quantity | FigureColumn>>;

/** The same of the table on gradients. */
export const gradientFigures = {
  'variation over batches': gradientVariation,
  'first over last layer': gradientReach,
  'ROC-AUC': 'rocAuc',
} as const satisfies Readonly<Record<string, Quantity>>;

/** The same of the look inside the networks of digits. */
export const insideFigures = {
  'training error': errorOf('train'),
  'validation error': errorOf('validation'),
  'validation - training': generalizationGap,
  'code in use': activeShare,
  'gradient, first over last layer': gradientReach,
} as const satisfies Readonly<Record<string, Quantity>>;
