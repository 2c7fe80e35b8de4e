import assert from 'node:assert/strict';
import { makeSeries, slidingWindows } from '../../lib/data';
import { AnomalyTransformer, parameterCount } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import {
  judgeWays,
  lossesSentence,
  lossPictures,
  mapPictures,
  mapsAround,
  paperWay,
  reportSizeSentence,
  reportVae,
  reportWay,
  splitsSentence,
  splitsTable,
  stepPanels,
  timesTable,
  transformersTable,
  wayPictures,
  windowsAround,
} from '../../lib/suites';
import { emptyHistory } from '../../lib/training/history';

const length = 60;
const labels = Uint8Array.from({ length }, (_, time) => Number(time >= 40 && time < 50));
const values = Float64Array.from({ length }, (_, time) => Math.sin(time) + 3 * labels[time]);
const series = makeSeries({ name: 'x', values, features: 1, labels });
const cut = (windowSize: number, stride: number) => slidingWindows(series, { windowSize, stride });
const splits = (windowSize: number, stride: number) => {
  return { train: cut(windowSize, stride), validation: cut(windowSize, stride), test: cut(windowSize, stride) };
};
const shape = { windowSize: 10, features: 1, modelDim: 8, heads: 2, layers: 1, feedForwardDim: 8 };
const models = () => [reportWay, paperWay].map((way) => new AnomalyTransformer({ ...shape, ...way }));
const segments = [{ start: 40, end: 50 }];

describe('figures of the transformers', () => {
  before(() => loadBackend());

  it('count windows and their anomalies by split', () => {
    const both = [splits(10, 10), splits(20, 20)] as const;
    const { rows } = splitsTable(both, 'c');
    assert.equal(rows.length, 6);
    assert.deepEqual(rows[0], [10, 'train', 6, 1, 1 / 6]);
    assert.match(
      splitsSentence('D-1', both),
      /16\.7 % of the windows of 10 .* 33\.3 % of those of 20\. There are 3 long .* for 6 short/,
    );
  });

  it('state settings, sizes and how the losses fell', () => {
    const [joint, minimax] = models();
    const { rows } = transformersTable([joint, minimax]);
    assert.deepEqual(rows.map((row) => row.slice(0, 3)), [['joint', 0.1, 10], ['minimax', 3, 10]]); // prettier-ignore
    assert.match(reportSizeSentence(2 * parameterCount(joint), joint), /, 2 times as many as here/);
    const history = { ...emptyHistory(), trainLoss: [3, 2], validationLoss: [2, 1], bestEpoch: 1 };
    const [picture] = lossPictures({ joint: history }, 'D-1');
    assert.deepEqual(picture.curves.map(({ values }) => values), [[3, 2], [2, 1]]); // prettier-ignore
    assert.deepEqual(
      [picture.options.bestEpoch, picture.options.title],
      [2, 'D-1: loss of the joint objective by epoch'],
    );
    assert.match(lossesSentence({ joint: history }), /joint from 2\.000 to 1\.000, its lowest, in epoch 2 of 2/);
  });

  it('show both windows of each model, the anomaly shaded where it begins', () => {
    const windows = cut(10, 5);
    const around = windowsAround(windows, segments);
    const found = models().map((model) => mapsAround(model, windows, around));
    const pictures = mapPictures(found, around, { windows, channel: 'D-1' });
    assert.deepEqual(pictures.map(({ options }) => options.segments.length), [0, 1, 0, 1]); // prettier-ignore
    assert.match(pictures[3].options.title, /^D-1, minimax: a window where the anomaly begins, from step 35$/);
    assert.equal(pictures[0].maps[0].weights.length, 100);
  });

  it('score every step in three ways, and windows in four', () => {
    const both = models();
    const { rows, aucs } = stepPanels(series, both);
    assert.deepEqual(rows.map(({ values: each, unit }) => [each.length, unit]), [[60, 'z-score'], [60, 'nats'], [60, 'nats'], [60, 'weighted error']]); // prettier-ignore
    assert.deepEqual(Object.keys(aucs), ['D, joint', 'D, minimax', "paper's score"]);
    const windows = splits(10, 10);
    const ways = judgeWays(both, windows, { kind: 'percentile', percentile: 50, of: 'training' });
    assert.deepEqual(ways.map(({ name }) => name), ['joint, discrepancy', 'joint, weighted-error', 'minimax, discrepancy', 'minimax, weighted-error']); // prettier-ignore
    const picture = wayPictures({ ...ways[3], testScores: [0, 0, 0, 9, 9, 0], threshold: 1 }, { windows: windows.test, segments, stride: 10, channel: 'D-1' }); // prettier-ignore
    assert.deepEqual(picture.overTime.detected, [{ start: 30, end: 50 }]);
    assert.equal(picture.byClass.unit, 'weighted error');
  });

  it('time training and scoring beside the LSTM-VAE', () => {
    const windows = cut(10, 10);
    const vae = reportVae(windows, { profile: 'smoke', seed: 3 });
    assert.deepEqual([vae.config.windowSize, vae.config.features, vae.config.seed], [10, 1, 3]);
    const history = { ...emptyHistory(), steps: 8, seconds: 2 };
    const { rows } = timesTable([{ model: 'vae', detector: vae, of: windows, history }], 60, 'c');
    assert.deepEqual(rows[0].slice(0, 4), ['vae', parameterCount(vae), 8, 4]);
  });
});
