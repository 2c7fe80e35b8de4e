/** The tables of an experiment. */
import { measureNames, type ExperimentResult, type Measures } from '../experiments/index';
import { formatMeasure, type Table } from './table';

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
