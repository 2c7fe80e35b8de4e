import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { readContents } from '../lib/site/contents';
import { readNotebook } from '../lib/site/notebook-file';
import { reportedResults } from '../lib/claims/report-3-results';
import { lstmVaeLabels, readKept, readTransformerAtSize, transformerTables } from '../lib/suites';
import type { Table } from '../lib/tables';
import { pageTables, printedCell } from './support/page-tables';

const inRepository = (...parts: string[]) => path.join(REPOSITORY_ROOT, ...parts);

const notebookTables = (name: string): Table[] => [
  ...readContents(readNotebook(inRepository('notebooks', `${name}.ipynb`))).tables.values(),
];

const leaderboard = (
  JSON.parse(fs.readFileSync(inRepository('docs', 'results', 'leaderboard-quick.json'), 'utf8')) as { tables: Table[] }
).tables;

const withoutDeviation = (text: string) => text.replace(/ ±.*/, '');

// The three protocols of the leaderboard. Where both spacecraft share a cell, it holds means alone.
const windows = (row: string, heading: string) => printedCell(leaderboard, 'Protocol (a)', row, heading);
const PARTS = "Protocol (b), VUS-PR on the report's channels and on the others";
const steps = (row: string, craft: string, heading = 'VUS-PR') =>
  printedCell(leaderboard, `Protocol (b): ${craft}`, row, heading);
const events = (row: string, craft: string, heading = 'F1') =>
  printedCell(leaderboard, `Protocol (c): ${craft}`, row, heading);
const both = (cell: (row: string, craft: string) => string, row: string) =>
  ['SMAP', 'MSL'].map((craft) => withoutDeviation(cell(row, craft))).join(' / ');

const ensemble = 'multi-scale ensemble';
const ofProtocol = `${ensemble}, the protocol's threshold`;
const onStream = `${ensemble}, causal`;
const autoencoders = 'autoencoder ensemble, training and test';
const autoencodersOnStream = 'autoencoder ensemble, training alone, causal';
const kanAd = 'kan-ad, windows of 96, context 100';
const wideNeighbour = 'nearest-neighbour, scored features, context 300';
const aloneAutoencoder = 'autoencoder, telemetry alone, windows of 100';
const causal = 'statistics of 50 steps, training alone, causal';
const lateCut = 'ORACLE: everything after the first 60 %';
const chosenCut = 'cut chosen on other incidents';
const constant = 'constant, clipped';
const lstmVae = 'lstm-vae, clipped';

/** What each row of a page's table must hold, in the order of its columns; keyed by the row's first cell. */
type Expected = Readonly<Record<string, () => readonly string[]>>;

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

const overviewRow = (row: string) => () => [
  both(steps, row),
  both(events, row),
  windows(row, 'F1'),
  windows(row, 'ROC-AUC'),
];

const overviewTable: Expected = {
  'multi-scale ensemble, one setting, offline: it reads the whole test series': overviewRow(ensemble),
  'the same on a stream: it knows no later step': overviewRow(onStream),
  'ensemble of autoencoders, offline: fitted to the test series, too': overviewRow(autoencoders),
  'naive ensemble of ten simple detectors': overviewRow('naive ensemble'),
  'sub-PCA': overviewRow('sub-PCA'),
  'convolutional forecaster, error over 300 steps': overviewRow('convolutional-forecaster'),
  'autoencoder on telemetry alone, windows of 100': overviewRow(aloneAutoencoder),
  'k-means, windows of 100': overviewRow('k-means, windows of 100'),
  'nearest neighbour, context 300': overviewRow(wideNeighbour),
  'LSTM-VAE of report 3, clipped': overviewRow(lstmVae),
  'constant reconstruction, clipped': overviewRow(constant),
  'position prior: where channels of other incidents have theirs': overviewRow('position prior'),
  'time index: the later, the more anomalous': overviewRow('time-index'),
  'everything after the first 60 % (oracle)': overviewRow(lateCut),
  'the same, the cut chosen on channels of other incidents': overviewRow(chosenCut),
  'random scores': overviewRow('random'),
  'calling everything anomalous': overviewRow('all-anomalous'),
};

const windowsRow = (row: string) => () => ['F1', 'ROC-AUC', 'PR-AUC'].map((heading) => windows(row, heading));

const windowsTable: Expected = {
  "multi-scale ensemble, Otsu's threshold": windowsRow(ensemble),
  "the same, the protocol's threshold": windowsRow(ofProtocol),
  'the same on a stream': windowsRow(onStream),
  'ensemble of autoencoders, training and test': windowsRow(autoencoders),
  'naive ensemble of ten simple detectors': windowsRow('naive ensemble'),
  'everything after the first 60 % (oracle)': windowsRow(lateCut),
  'the same, the cut chosen on channels of other incidents': windowsRow(chosenCut),
  'position prior: where channels of other incidents have theirs': windowsRow('position prior'),
  'time index: the later, the more anomalous': windowsRow('time-index'),
  'convolutional forecaster, error over 300 steps': windowsRow('convolutional-forecaster'),
  'LSTM forecaster, error over 300 steps': windowsRow('lstm-forecaster'),
  'autoencoder, telemetry error over 300 steps': windowsRow('autoencoder, telemetry error, context 300'),
  'nearest neighbour, context 300': windowsRow(wideNeighbour),
  'statistics of 50 steps against training alone, causal': windowsRow(causal),
  'LSTM-VAE of report 3, clipped': windowsRow(lstmVae),
  'constant reconstruction, clipped': windowsRow(constant),
  'calling everything anomalous': windowsRow('all-anomalous'),
  'random scores': windowsRow('random'),
};

const stepsRow = (row: string) => () => [steps(row, 'SMAP'), steps(row, 'MSL')];

const stepsTable: Expected = {
  'multi-scale ensemble': stepsRow(ensemble),
  'the same on a stream': stepsRow(onStream),
  'ensemble of autoencoders, training and test': stepsRow(autoencoders),
  'the same on a stream, training alone': stepsRow(autoencodersOnStream),
  'naive ensemble of ten simple detectors': stepsRow('naive ensemble'),
  'sub-PCA': stepsRow('sub-PCA'),
  'spectral residual': stepsRow('spectral residual'),
  'moving variance': stepsRow('moving variance'),
  'DWT-MLEAD': stepsRow('DWT-MLEAD'),
  'KAN-AD, windows of 96, context 100': stepsRow(kanAd),
  'dense autoencoder on telemetry alone, windows of 100': stepsRow(aloneAutoencoder),
  'k-means, windows of 50': stepsRow('k-means, windows of 50'),
  'k-means, windows of 100': stepsRow('k-means, windows of 100'),
  'convolutional forecaster, error over 300 steps': stepsRow('convolutional-forecaster'),
  'statistics of 50 steps against training alone, causal': stepsRow(causal),
  'LSTM-VAE of report 3, clipped': stepsRow(lstmVae),
  'constant reconstruction, clipped': stepsRow(constant),
  'nearest neighbour, context 300': stepsRow(wideNeighbour),
  'position prior: where channels of other incidents have theirs': stepsRow('position prior'),
  'time index: the later, the more anomalous': stepsRow('time-index'),
  'random scores': stepsRow('random'),
  'calling everything anomalous': stepsRow('all-anomalous'),
};

const parts = ["SMAP, report's", 'SMAP, others', "MSL, report's", 'MSL, others'];
const partsRow = (row: string) => () => parts.map((part) => printedCell(leaderboard, PARTS, row, part));

const partsTable: Expected = {
  'multi-scale ensemble': partsRow(ensemble),
  'ensemble of autoencoders, training and test': partsRow(autoencoders),
  'k-means, windows of 100': partsRow('k-means, windows of 100'),
  'position prior: where channels of other incidents have theirs': partsRow('position prior'),
  'time index: the later, the more anomalous': partsRow('time-index'),
  'random scores': partsRow('random'),
};

const eventsRow = (row: string) => () =>
  ['SMAP', 'MSL'].map(
    (craft) => `${events(row, craft)} (${withoutDeviation(events(row, craft, 'share of steps predicted'))})`,
  );

const eventsTable: Expected = {
  'multi-scale ensemble': eventsRow(ensemble),
  'the same on a stream': eventsRow(onStream),
  'ensemble of autoencoders, training and test': eventsRow(autoencoders),
  'naive ensemble of ten simple detectors': eventsRow('naive ensemble'),
  'sub-PCA': eventsRow('sub-PCA'),
  'convolutional forecaster': eventsRow('convolutional-forecaster'),
  'statistics of 50 steps against training alone': eventsRow(causal),
  'nearest neighbour, context 300': eventsRow(wideNeighbour),
  'LSTM-VAE of report 3, clipped': eventsRow(lstmVae),
  'constant reconstruction, clipped': eventsRow(constant),
  'everything after the first 60 % (oracle)': eventsRow(lateCut),
  'the same, the cut chosen on channels of other incidents': eventsRow(chosenCut),
  'time index: the later, the more anomalous': eventsRow('time-index'),
  'position prior: where channels of other incidents have theirs': eventsRow('position prior'),
  'random sequences': eventsRow('random'),
  'calling everything anomalous': eventsRow('all-anomalous'),
};

const agreement = (row: string) => () => {
  const crafts = ['SMAP', 'MSL'].map((craft) => `Agreement of the measures: ${craft}`);
  const place = (caption: string) => printedCell(leaderboard, caption, row, 'place of random scores');
  return [
    ...crafts.map((caption) => printedCell(leaderboard, caption, row, 'rank correlation with VUS-PR')),
    crafts.map((caption) => place(caption).replace(/ of .*/, '')).join(', '),
  ];
};

const agreementTable: Expected = {
  'average precision': agreement('AP'),
  'best F1 (oracle)': agreement('best F1 (oracle)'),
  'affiliation F1': agreement('affiliation F1'),
  'range F1': agreement('range F1'),
  'point-adjusted F1': agreement('point-adjusted F1'),
};

const collections = ['TSB-AD-M: SMAP', 'TSB-AD-M: MSL', 'TSB-AD-U: SMAP', 'TSB-AD-U: MSL'];
const tsbAdRow = (row: string) => () => {
  const { tables } = readKept('tsb-ad');
  return collections.map((name) => printedCell(tables, `Protocol (d), ${name}`, row, 'VUS-PR'));
};

const tsbAdTable: Expected = {
  'multi-scale ensemble': tsbAdRow(ensemble),
  'the same on a stream': tsbAdRow(onStream),
  'ensemble of autoencoders, training and test': tsbAdRow(autoencoders),
  'naive ensemble of ten simple detectors': tsbAdRow('naive ensemble'),
  'sub-PCA': tsbAdRow('sub-PCA'),
  'k-means, windows of 100': tsbAdRow('k-means, windows of 100'),
  'KMeansAD, as TSB-AD publishes it': tsbAdRow('KMeansAD (published)'),
  'CNN, as TSB-AD publishes it': tsbAdRow('CNN (published)'),
  'Anomaly Transformer, as TSB-AD publishes it': tsbAdRow('AnomalyTransformer (published)'),
  'the best published of each series, picked with hindsight': tsbAdRow(
    'ORACLE: best published of each series, picked with hindsight',
  ),
  'constant reconstruction': tsbAdRow('constant'),
  'time index: the later, the more anomalous': tsbAdRow('time-index'),
  'random scores': tsbAdRow('random'),
  'calling everything anomalous': tsbAdRow('all-anomalous'),
};

const ablationRow = (row: string) => () => {
  const { tables } = readKept('ablation');
  return ['SMAP', 'MSL'].map((craft) => printedCell(tables, `Protocol (b): ${craft}`, row, 'VUS-PR'));
};

const ablationTable: Expected = {
  'multi-scale ensemble': ablationRow(ensemble),
  ...Object.fromEntries(
    [
      ...[16, 32, 64, 128, 256].map((scale) => `one scale, ${scale} steps`),
      'scales of 64 to 256 steps',
      'scales of 64 to 256 steps, all columns',
      ...[0.01, 0.1, 0.3, 0.5].map((share) => `share ${share} of the pool alone`),
      'without averages over time',
      'average over 100 steps alone',
      'quantiles in place of statistics',
      'pool of training and past, looks only back',
      'pool of training alone, looks only back',
      'clipped at five training deviations',
    ].map((row) => [row, ablationRow(row)]),
  ),
};

const otherRow = (row: string) => () =>
  ['nab', 'skab'].map((file) => {
    return printedCell(readKept(file).tables, `Protocol (b): ${file.toUpperCase()}`, row, 'VUS-PR');
  });

const otherTable: Expected = {
  'multi-scale ensemble': otherRow(ensemble),
  'the same on a stream': otherRow(onStream),
  'ensemble of autoencoders, training and test': otherRow(autoencoders),
  'dense autoencoder, windows of 100': otherRow('autoencoder, windows of 100'),
  'naive ensemble of ten simple detectors': otherRow('naive ensemble'),
  'sub-PCA': otherRow('sub-PCA'),
  'linear autoregression': otherRow('linear autoregression'),
  'k-means, windows of 100': otherRow('k-means, windows of 100'),
  'nearest neighbour, context 300': otherRow('nearest-neighbour, context 300'),
  'constant reconstruction': otherRow('constant'),
  'position prior: where other series have theirs': otherRow('position prior'),
  'time index: the later, the more anomalous': otherRow('time-index'),
  'random scores': otherRow('random'),
  'calling everything anomalous': otherRow('all-anomalous'),
};

const opssatRow = (row: string) => () =>
  ['PR-AUC', 'ROC-AUC', 'F1'].map((heading) => printedCell(readKept('opssat').tables, 'OPSSAT-AD', row, heading));

const opssatTable: Expected = {
  'dense autoencoder': opssatRow('autoencoder'),
  'f-AnoGAN': opssatRow('f-anogan'),
  'nearest neighbour': opssatRow('nearest-neighbour'),
  VAE: opssatRow('vae'),
  'k-means': opssatRow('k-means'),
  PCA: opssatRow('pca'),
  EGBAD: opssatRow('egbad'),
  'isolation forest': opssatRow('isolation-forest'),
  'random scores': opssatRow('random'),
  'calling everything anomalous': opssatRow('all-anomalous'),
};

const causalRow = (row: string) => () => {
  const { tables } = readKept('causal');
  return ['SMAP', 'MSL'].flatMap((craft) => {
    const title = `Causal leaderboard, ${craft}`;
    return [
      printedCell(tables, `Protocol (b): ${title}`, row, 'VUS-PR'),
      ...['within 100', 'false alarms a day'].map((heading) => printedCell(tables, `Alarms: ${title}`, row, heading)),
    ];
  });
};

const causalTable: Expected = {
  'multi-scale ensemble, causal': causalRow(onStream),
  'moving variance': causalRow('moving variance, causal'),
  'linear autoregression': causalRow('linear autoregression, causal'),
  'ensemble of autoencoders, training alone': causalRow(autoencodersOnStream),
  'half-space trees': causalRow('half-space-trees'),
  'random cut forest': causalRow('random-cut-forest'),
  'residuals of an autoregression': causalRow('autoregression-residuals'),
  "the same, SPOT's threshold": causalRow('autoregression-residuals, SPOT'),
  'LSTM forecaster': causalRow('lstm-forecaster, causal'),
  'convolutional forecaster': causalRow('convolutional-forecaster, causal'),
  'statistics of 50 steps against training alone': causalRow(causal),
  'time index, which knows the length': causalRow('time-index'),
  'random scores': causalRow('random'),
  'calling everything anomalous': causalRow('all-anomalous'),
};

const claims = readKept('claims').tables;
const claimed = (craft: string, row: string) => () =>
  ['adjusted F1', 'F1', 'best adjusted F1 (oracle)', 'adjusted F1, overlapping windows'].map((heading) =>
    printedCell(claims, `${craft}, all channels joined`, row, heading),
  );
const claimsTable = (craft: string, published: string): Expected => ({
  'Anomaly Transformer, as published': () => [published, '–', '–', '–'],
  'Anomaly Transformer, 8 heads, 64 wide, trained': claimed(craft, 'anomaly-transformer, 8 x 64, 10 epochs'),
  'the same, untrained': claimed(craft, 'anomaly-transformer, 8 x 64, untrained'),
  'random numbers': claimed(craft, 'random'),
  'PCA, error of single steps': claimed(craft, 'pca'),
  'isolation forest': claimed(craft, 'isolation-forest'),
  'distance from the mean': claimed(craft, 'constant'),
  'everything anomalous': claimed(craft, 'all-anomalous'),
  'time index': claimed(craft, 'time-index'),
});

/** The tables of figures of each page, with the heading of their second column. */
const pages: Readonly<Record<string, readonly [heading: string, expected: Expected][]>> = {
  'README.md': [
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
