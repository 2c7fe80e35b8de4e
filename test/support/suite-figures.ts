/** What the pages' tables of the other suites must hold, by the committed results. */
import { readKept } from '../../lib/suites';
import { autoencoders, autoencodersOnStream, causal, ensemble, onStream, type Expected } from './figure-rows';
import { printedCell } from './page-tables';

const collections = ['TSB-AD-M: SMAP', 'TSB-AD-M: MSL', 'TSB-AD-U: SMAP', 'TSB-AD-U: MSL'];
const tsbAdRow = (row: string) => () => {
  const { tables } = readKept('tsb-ad');
  return collections.map((name) => printedCell(tables, `Protocol (d), ${name}`, row, 'VUS-PR'));
};

export const tsbAdTable: Expected = {
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

export const ablationTable: Expected = {
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

export const otherTable: Expected = {
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

export const opssatTable: Expected = {
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

export const causalTable: Expected = {
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
export const claimsTable = (craft: string, published: string): Expected => ({
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
