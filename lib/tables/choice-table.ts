/** Which row of a sweep a rule chooses, seed by seed, and what that choice comes to. */
import { DataError } from '../base/index';
import { Results, type MeasureName, type Quantity, type ResultRow } from '../experiments/index';
import { measureColumn, seedValues } from './suite-table';
import type { Table } from './table';

/** How a row is chosen. */
export interface ChoiceRule {
  /** In a few words, with what is read: validation data, or test labels. */
  readonly name: string;
  readonly figure: Quantity;
  readonly best: 'highest' | 'lowest';
  /** Whether it reads test labels: it then bounds what a choice could reach, and is never set in bold. */
  readonly oracle?: boolean;
}

/**
 * Chooses one row for each seed.
 *
 * @param rows  Each of one label, all with the same seeds; of equal ones the first is chosen.
 * @returns     The results of the chosen rows.
 * @throws {DataError} If a row lacks the figure.
 */
export function chooseRows(rows: readonly Results[], { name, figure, best }: ChoiceRule): Results {
  const sign = best === 'highest' ? 1 : -1;
  const seeds = rows[0]?.seeds ?? [];
  const chosen = seeds.flatMap((seed): readonly ResultRow[] => {
    const candidates = rows.map((row) => ({ row: row.seed(seed), value: row.seed(seed).over(figure)[0] }));
    const bad = candidates.find(({ value }) => value === undefined);
    if (bad) throw new DataError(`${name}: '${bad.row.labels.join()}' has no such figure with seed ${seed}.`);
    return candidates.reduce((first, next) => (sign * (next.value - first.value) > 0 ? next : first)).row.rows;
  });
  return new Results(chosen);
}

/** Makes a table with a row for each rule: what it chose, in how many seeds, and the measures of what it chose. */
export function choiceTable(
  rows: readonly Results[],
  rules: readonly ChoiceRule[],
  { measures, caption }: { readonly measures: readonly MeasureName[]; readonly caption?: string },
): Table {
  return {
    ...(caption !== undefined && { caption }),
    columns: ['Chosen by', { heading: 'Choice', align: 'left' }, ...measures.map(measureColumn)],
    rows: rules.map((rule) => {
      const chosen = chooseRows(rows, rule);
      return [rule.name, countsOf(chosen), ...measures.map((measure) => seedValues(chosen, measure))];
    }),
    unranked: rules.flatMap(({ oracle }, i) => (oracle ? [i] : [])),
  };
}

/** Names the chosen rows, each with the number of its seeds. */
function countsOf(chosen: Results): string {
  return chosen.labels.map((label) => `${label} (${chosen.row(label).seeds.length})`).join(', ');
}
