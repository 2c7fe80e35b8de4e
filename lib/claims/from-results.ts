/** Takes from results what claims are judged by. */
import type { NumberArray } from '../base/index';
import type { Incidents } from '../data/index';
import { KNOW_NOTHING, type Quantity, type Results } from '../experiments/index';
import type { Sample } from './sample';

/**
 * Takes a figure of a row of results as a sample: its macro average with each seed, and its value on each channel.
 *
 * @param incidents  The incident of each channel; by default each is one by itself.
 */
export function sampleOf(row: Results, figure: Quantity, incidents?: Incidents): Sample {
  return {
    seeds: row.over(figure),
    channels: Object.fromEntries(row.byChannel(figure)),
    ...(incidents === undefined ? {} : { incidents }),
  };
}

/**
 * Takes a figure of several rows as samples, on the channels on which all of them have it: rows are compared on the same
 * channels. There are no samples if there is no such channel.
 *
 * @param rows      By the names that the claim gives them.
 * @param figureOf  Gives the figure of the row of a name.
 */
export function samplesBeside(
  rows: Readonly<Record<string, Results>>,
  figureOf: (name: string) => Quantity,
  incidents?: Incidents,
): Record<string, Sample> {
  const entries = Object.entries(rows);
  const found = entries.map(([name, row]) => row.byChannel(figureOf(name)));
  const shared = (channel: string) => found.every((values) => values.has(channel));
  if (![...found[0].keys()].some(shared)) return {};
  const samples = entries.map(([name, row]) => {
    const onShared = row.where(({ channel }) => shared(channel));
    return [name, sampleOf(onShared, figureOf(name), incidents)] as const;
  });
  return Object.fromEntries(samples);
}

/**
 * Takes a figure of a model and of the rows beside it that know nothing, for a claim about the model.
 *
 * @param found        What is compared.
 * @param found.model  As the claim names it.
 * @param found.row    The model's results.
 * @param found.table  Results of all rows of its table. Rows on which the figure is not defined are left out.
 * @param figure       The quantity that the claim is about.
 */
export function besideTrivial(
  { model, row, table }: { readonly model: string; readonly row: Results; readonly table: Results },
  figure: Quantity,
): Record<string, NumberArray> {
  const trivial = table.labels
    .filter((label) => KNOW_NOTHING.includes(label))
    .map((label) => [label, table.row(label).over(figure)] as const)
    .filter(([, values]) => values.length > 0);
  return Object.fromEntries([[model, row.over(figure)], ...trivial]);
}
