/** What notebook 4 shows of its results: rows beside each other, costs, maps by the windows that they are of. */
import { grouped, type NumberArray } from '../base/index';
import type { Windows } from '../data/index';
import type { MeasureName, Results, SuiteTable } from '../experiments/index';
import { formatMeasure, type Table } from '../tables/index';
import type { History } from '../training/index';
import { modelCost, type ModelCost } from './model-costs';
import { macroTable, type NamedValues } from './seen';
import type { EpochsAsked } from './three-model-sentences';
import type { ThreeModelTables } from './three-models';

/**
 * Names the maps of windows by their label, place and score, for `plotAttentionMaps`. @param chosen  Places of the windows.
 *
 * @public
 */
export function namedMaps(
  maps: readonly Float32Array[],
  chosen: readonly number[],
  { windows, scores }: { readonly windows: Windows; readonly scores: NumberArray },
): { readonly name: string; readonly weights: Float32Array }[] {
  return maps.map((weights, i) => {
    const window = chosen[i];
    const label = windows.labels[window] ? 'anomalous' : 'normal';
    return {
      name: `${label}, from step ${grouped(windows.starts[window])}, score ${formatMeasure(scores[window])}`,
      weights,
    };
  });
}

/**
 * Says how far the validation loss falls.
 *
 * @public
 */
export function fallSentence({ validationLoss, bestEpoch, trainLoss }: History): string {
  const [first, best] = [validationLoss[0], validationLoss[bestEpoch]].map((loss) => formatMeasure(loss));
  return `The validation loss falls from ${first} to ${best}, its lowest in epoch ${bestEpoch + 1} of ${trainLoss.length}.`;
}

/** Lists a measure of a row by channel, mean over seeds, under a name of its own. */
export function namedValues(name: string, row: Results, measure: MeasureName): NamedValues {
  return { name, values: [...row.byChannel(measure).values()] };
}

/**
 * Finds LSTM-Attention's row, and the one with fewer epochs where there is one, for `epochsSentence`.
 *
 * @public
 */
export function epochsAsked(
  { labels, epochs }: ThreeModelTables,
  results: Results,
): { readonly all: EpochsAsked; readonly fewer?: EpochsAsked } {
  const all = { row: results.row(labels.attention), epochs: epochs.attention };
  return labels.fewer ? { all, fewer: { row: results.row(labels.fewer), epochs: epochs.fewer } } : { all };
}

/**
 * Gathers the rows that an ensemble can average: the three models on windows of 10 steps, with the first seed.
 *
 * @public
 */
export function ensembleMembers({ labels }: ThreeModelTables, results: Results): Record<string, Results> {
  const first = (label: string) => results.row(label).seed(results.row(label).seeds[0]);
  return {
    'LSTM-Attention': first(labels.attention),
    'LSTM-VAE': first(labels.vae),
    [labels.shortTransformer]: first(labels.shortTransformer),
  };
}

/**
 * Adds up what each of the three models cost. @param rows  As they are named: the two LSTMs, then the transformer.
 *
 * @public
 */
export function threeCosts({ tables }: ThreeModelTables, rows: Readonly<Record<string, Results>>): ModelCost[] {
  const [stride, longStride] = tables.map(({ protocol }) => protocol.stride);
  return Object.entries(rows).map(([name, row], i) => modelCost(name, row, i < 2 ? stride : longStride));
}

/**
 * Lists the rows of the first seed that are no member of the ensemble and no oracle.
 *
 * @public
 */
export function rowsBeyond(results: Results): Record<string, Results> {
  const labels = results.labels.filter((label) => !/^lstm|first 60 %$/.test(label));
  return Object.fromEntries(labels.map((label) => [label, results.row(label).seed(results.seeds[0])]));
}

/**
 * Tables the ensemble beside its members and the other rows.
 *
 * @public
 */
export function ensembleTable(
  rows: Readonly<Record<string, Results>>,
  { measures }: Pick<SuiteTable, 'measures'>,
  caption: string,
): Table {
  const named = Object.entries(rows).map(([name, results]) => ({ name, results }));
  return macroTable(named, { measures, caption });
}
