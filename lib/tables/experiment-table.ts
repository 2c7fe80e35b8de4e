/** The tables of an experiment. */
import { DataError } from '../base/index';
import { measureNames, type ExperimentResult, type Measures } from '../experiments/index';
import { formatMeasure } from './number-format';
import type { Cell, Table } from './table';

const headings = { precision: 'Precision', recall: 'Recall', f1: 'F1', rocAuc: 'ROC-AUC', prAuc: 'PR-AUC' };
const measureCells = (measures: Measures) => measureNames.map((name) => formatMeasure(measures[name]));
const measureHeadings = measureNames.map((name) => headings[name]);

/** One row per channel. */
export function channelTable(result: ExperimentResult): Table {
  return {
    columns: ['Channel', ...measureHeadings, 'Epochs', 'Seconds'],
    rows: result.channels.map((row) => [row.channel, ...measureCells(row), String(row.epochs), row.seconds.toFixed(1)]),
  };
}

/** The macro average of the detector beside those of the baselines. */
export function macroTable(result: ExperimentResult): Table {
  const count = result.channels.length;
  return {
    columns: [`Macro average of ${count} channel${count === 1 ? '' : 's'}`, ...measureHeadings],
    rows: [
      [result.config.model, ...measureCells(result.macro)],
      ...Object.entries(result.baselines).map(([name, { macro }]) => [name, ...measureCells(macro)]),
    ],
  };
}

/**
 * The macro averages of runs that differ in their seed alone: mean ± deviation, the best of each column marked. What does
 * not depend on the seed, as calling everything anomalous, has no deviation.
 *
 * @param runs  One a seed; the first names the model and the channels.
 * @throws {DataError} If there is no run, or two are of different models or channels.
 */
export function seedsTable(runs: readonly ExperimentResult[]): Table {
  const [first] = runs;
  if (!first) throw new DataError('There are no runs; expected one for each seed.');
  const describe = ({ config }: ExperimentResult) => `${config.model} on ${config.channels.join(' ')}`;
  const odd = runs.find((run) => describe(run) !== describe(first));
  if (odd) throw new DataError(`The runs differ in more than their seed: ${describe(first)} and ${describe(odd)}.`);
  const count = first.channels.length;
  const cells = (macros: readonly Measures[]): Cell[] => measureNames.map((name) => overSeeds(macros, name));
  return {
    caption: `Macro average over ${count} channel${count === 1 ? '' : 's'}, ${runs.length} seeds`,
    columns: ['Method', ...measureHeadings.map((heading) => ({ heading, best: 'highest' as const }))],
    rows: [
      [first.config.model, ...cells(runs.map(({ macro }) => macro))],
      ...Object.keys(first.baselines).map((name) => [name, ...cells(runs.map((run) => run.baselines[name].macro))]),
    ],
  };
}

/** One value a seed; a single number where all seeds agree, null where the measure is undefined. */
function overSeeds(macros: readonly Measures[], name: keyof Measures): Cell {
  const values = macros.map((macro) => macro[name]);
  if (values.some((value) => value === null)) return null;
  const known = values as number[];
  return known.every((value) => value === known[0]) ? known[0] : known;
}
