import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { reportedResults } from '../lib/claims/report-3-results';
import { readContents } from '../lib/site/contents';
import { readNotebook } from '../lib/site/notebook-file';
import { lstmVaeLabels, readTransformerAtSize, transformerTables } from '../lib/suites';
import type { Table } from '../lib/tables';
import { chosenCut, lateCut, type Expected } from './support/figure-rows';
import {
  agreementTable,
  eventsTable,
  overviewTable,
  partsTable,
  stepsTable,
  windowsTable,
} from './support/leaderboard-figures';
import { pageTables, printedCell } from './support/page-tables';
import { ablationTable, causalTable, claimsTable, opssatTable, otherTable, tsbAdTable } from './support/suite-figures';

const inRepository = (...parts: string[]) => path.join(REPOSITORY_ROOT, ...parts);

const notebookTables = (name: string): Table[] => [
  ...readContents(readNotebook(inRepository('notebooks', `${name}.ipynb`))).tables.values(),
];
const reportMeasures = ['Precision', 'Recall', 'F1', 'ROC-AUC', 'PR-AUC'];
const reportRow = (notebook: string, row: string) => () => {
  const tables = notebookTables(notebook);
  return reportMeasures.map((heading) => printedCell(tables, 'SMAP/MSL, windows of 10 with stride 5', row, heading));
};

const reportTable: Expected = {
  'LSTM-VAE, as report 3 gives it': reportRow('03-lstm-vae', "the report's LSTM-VAE"),
  'LSTM-VAE, measured: mean error, KL summed': reportRow('03-lstm-vae', lstmVaeLabels.summedKl),
  'the same, KL averaged over its dimensions': reportRow('03-lstm-vae', lstmVaeLabels.meanKl),
  'the same, errors summed, too': reportRow('03-lstm-vae', lstmVaeLabels.summedError),
  'LSTM-Attention, as report 3 gives it': reportRow('04-lstm-attention', "the report's LSTM-Attention"),
  'LSTM-Attention, measured, at most 300 epochs': reportRow('04-lstm-attention', 'lstm-attention'),
  'constant reconstruction: the mean training window': reportRow('03-lstm-vae', 'constant'),
  'error of principal components': reportRow('03-lstm-vae', 'pca'),
  'nearest training window': reportRow('03-lstm-vae', 'nearest-neighbour'),
  'time index: the later, the more anomalous': reportRow('03-lstm-vae', 'time-index'),
  'everything after the first 60 % (oracle)': reportRow('03-lstm-vae', lateCut),
  'the same, the cut chosen on channels of other incidents': reportRow('03-lstm-vae', chosenCut),
  'position prior: where channels of other incidents have theirs': reportRow('03-lstm-vae', 'position prior'),
  'random scores': reportRow('03-lstm-vae', 'random'),
  'calling every window anomalous': reportRow('03-lstm-vae', 'all-anomalous'),
};

const atSize = transformerTables(readTransformerAtSize()!).macro;
const atSizeRow = (row: string) => () =>
  reportMeasures.map((heading) => printedCell([atSize], 'Macro average of these 28 channels', row, heading));
const reported = reportedResults.transformer;

const transformerTable: Expected = {
  'Anomaly Transformer, as report 3 gives it': () => [
    ...[reported.precision, reported.recall, reported.f1].map((figure) => figure.toFixed(3).replace(/^0/, '')),
    '–',
    '–',
  ],
  'Anomaly Transformer, measured, one seed': atSizeRow('anomaly-transformer, 8 x 512'),
  'constant reconstruction': atSizeRow('constant'),
  'nearest training window': atSizeRow('nearest-neighbour'),
  'time index': atSizeRow('time-index'),
  'the cut chosen on channels of other incidents': atSizeRow(chosenCut),
  'position prior': atSizeRow('position prior'),
  'random scores': atSizeRow('random'),
  'calling every window anomalous': atSizeRow('all-anomalous'),
};

/** The rows of the report's table that README has. */
const inReadme = [
  'LSTM-VAE, as report 3 gives it',
  'LSTM-VAE, measured: mean error, KL summed',
  'LSTM-Attention, as report 3 gives it',
  'LSTM-Attention, measured, at most 300 epochs',
  'constant reconstruction: the mean training window',
  'time index: the later, the more anomalous',
  'calling every window anomalous',
];

/** The tables of figures of each page, with the heading of their second column. */
const pages: Readonly<Record<string, readonly [heading: string, expected: Expected][]>> = {
  'README.md': [['Precision', ofLabels(reportTable, inReadme)]],
  'docs/findings.md': [
    ['Precision', reportTable],
    ['Precision', transformerTable],
    ['VUS-PR, SMAP / MSL', overviewTable],
  ],
  'docs/what-we-learned.md': [
    ['SMAP', stepsTable],
    ["SMAP, report's", partsTable],
    ['M, SMAP', tsbAdTable],
    ['SMAP', ablationTable],
    ['F1', windowsTable],
    ['SMAP', eventsTable],
    ['SMAP, VUS-PR', causalTable],
    ['NAB', otherTable],
    ['PR-AUC', opssatTable],
    ['SMAP', agreementTable],
  ],
  'docs/claims-checked.md': [
    ['adjusted F1', claimsTable('SMAP', '.967')], // Xu et al. 2022, table 1: 96.69
    ['adjusted F1', claimsTable('MSL', '.936')], // 93.59
  ],
};

for (const [page, expected] of Object.entries(pages)) {
  describe(`figures of ${page}`, () => {
    const tables = pageTables(fs.readFileSync(inRepository(page), 'utf8'));
    const withFigures = tables.filter((rows) => rows.some(({ cells }) => Object.values(cells).some(isFigure)));

    it('stand in tables that are all held against results', () => {
      const headings = withFigures.map(([{ cells }]) => Object.keys(cells)[0]);
      assert.deepEqual(
        headings,
        expected.map(([heading]) => heading),
      );
    });

    expected.forEach(([heading, rows], i) => {
      it(`are those of the committed results: ${heading}, ${Object.keys(rows).length} rows`, () => {
        const found = Object.fromEntries(withFigures[i].map(({ label, cells }) => [label, Object.values(cells)]));
        assert.deepEqual(found, Object.fromEntries(Object.entries(rows).map(([label, cells]) => [label, cells()])));
      });
    });
  });
}

function isFigure(cell: string): boolean {
  return /^-?\d*\.\d{3}/.test(cell);
}

function ofLabels(expected: Expected, labels: readonly string[]): Expected {
  return Object.fromEntries(labels.map((label) => [label, expected[label]]));
}
