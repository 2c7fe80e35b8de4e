/** What the pages' tables of the leaderboard must hold, by the committed results. */
import { readKept } from '../../lib/suites';
import {
  aloneAutoencoder,
  autoencoders,
  autoencodersOnStream,
  causal,
  chosenCut,
  constant,
  ensemble,
  kanAd,
  lateCut,
  lstmVae,
  ofProtocol,
  onStream,
  wideNeighbour,
  type Expected,
} from './figure-rows';
import { printedCell } from './page-tables';

const leaderboard = readKept('leaderboard-quick').tables;

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

const overviewRow = (row: string) => () => [
  both(steps, row),
  both(events, row),
  windows(row, 'F1'),
  windows(row, 'ROC-AUC'),
];

export const overviewTable: Expected = {
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

export const windowsTable: Expected = {
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

export const stepsTable: Expected = {
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

export const partsTable: Expected = {
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

export const eventsTable: Expected = {
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

export const agreementTable: Expected = {
  'average precision': agreement('AP'),
  'best F1 (oracle)': agreement('best F1 (oracle)'),
  'affiliation F1': agreement('affiliation F1'),
  'range F1': agreement('range F1'),
  'point-adjusted F1': agreement('point-adjusted F1'),
};
