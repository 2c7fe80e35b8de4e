/** Takes from results what claims are judged by. */
import { median, type NumberArray } from '../base/index';
import type { Quantity, Results } from '../experiments/index';
import type { Incidents, Sample } from './sample';

/** Labels of the rows that know nothing of the series that they score, of which a table has those that apply. */
const knowNothing = ['constant', 'random', 'all-anomalous', 'time-index', 'position prior'];

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
 * Takes a figure of a model and of the rows beside it that know nothing, for a claim about the model.
 *
 * @param model  As the claim names it.
 * @param row    The model's results.
 * @param table  Results of all rows of its table. Rows on which the figure is not defined are left out.
 */
export function besideTrivial(
  { model, row, table }: { readonly model: string; readonly row: Results; readonly table: Results },
  figure: Quantity,
): Record<string, NumberArray> {
  const trivial = table.labels
    .filter((label) => knowNothing.includes(label))
    .map((label) => [label, table.row(label).over(figure)] as const)
    .filter(([, values]) => values.length > 0);
  return Object.fromEntries([[model, row.over(figure)], ...trivial]);
}

/**
 * Computes how far each value lies from their median: what spreads more has the greater distances, and they can be
 * compared seed by seed, which two deviations cannot.
 *
 * @param values  One a seed.
 * @see Brown & Forsythe 1974, "Robust tests for the equality of variances", JASA 69.
 */
export function distancesFromMedian(values: NumberArray): number[] {
  const centre = median(values);
  return Array.from(values, (value) => Math.abs(value - centre));
}
