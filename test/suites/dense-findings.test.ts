import assert from 'node:assert/strict';
import { makeSeries } from '../../lib/data';
import type { ResultRow } from '../../lib/experiments';
import {
  denseSentences,
  denseTables,
  judgedBy,
  labelledRecords,
  networkTable,
  pixelTable,
  predictionsOf,
  rankingLimits,
  sizesOf,
  twoSidedRocAuc,
  windowTable,
} from '../../lib/suites';
import { loadBackend } from '../../lib/runtime';
import { denseResults as results, denseTestTables as tables, prepared } from '../support/dense-results';

const { reportOne, reportTwo, example } = tables;
const [first] = sizesOf(reportOne, results);

describe('findings of notebook 2', () => {
  it('take the sizes of a report, and what a perfect ranking could reach', () => {
    assert.deepEqual(sizesOf(reportOne, results).map(({ labels }) => labels), [['vae, latent 5'], ['vae, latent 10'], ['vae, latent 20']]); // prettier-ignore
    const { labels } = prepared(reportOne).windows.test;
    const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    assert.deepEqual(predictionsOf(first.rows[0]), labels);
    const [limit] = rankingLimits(reportOne, first);
    assert.deepEqual(limit, { seed: 0, called: share, anomalous: share, precision: 1, recall: 1, f1: 1 });
    assert.throws(() => predictionsOf({ ...first.rows[0], scores: undefined }), /vae, latent 5: expected scores/);
  });

  it('judge by other thresholds, and say in the label by which', () => {
    const judged = judgedBy(reportOne, [first], { 'twice the mean': { kind: 'sigma', k: 100 } });
    assert.deepEqual(judged.map(({ labels }) => labels), [['vae, latent 5: twice the mean']]); // prettier-ignore
    assert.deepEqual(judged[0].over('recall'), [0]);
    assert.ok(judged[0].rows[0].threshold! > 2);
  });

  it('compare thresholds that labels choose', () => {
    const [row] = sizesOf(reportTwo, results);
    const records = labelledRecords(reportTwo, row, { kind: 'sigma', k: 100 });
    assert.deepEqual(records.map(({ F1 }) => F1), [[0], [1], [1], [1], [1]]); // prettier-ignore
  });

  it('find errors that are too small as well', () => {
    const [row] = results.table(example.name).row('autoencoder').rows;
    assert.equal(twoSidedRocAuc(example)(row), 1);
    const scores = {
      train: [2, 2, 2],
      test: row.scores!.test.map((score) => 4 - score),
    } as unknown as ResultRow['scores'];
    assert.equal(twoSidedRocAuc(example)({ ...row, scores }), 0);
  });

  it('are shown in tables: pixels, windows, networks', async () => {
    const values = Float64Array.of(0, 1, 0.5, 0.5, 0.2, 0.4);
    const images = makeSeries({ name: 'x', values, features: 2, labels: Uint8Array.of(0, 0, 1) });
    const [normal, anomalous] = pixelTable(images).rows;
    assert.deepEqual(normal, ['normal: Gaussian, clipped', 0.5, 0.125, 0.5]);
    assert.ok(Math.abs((anomalous[2] as number) - 0.01) < 1e-12);
    const [row] = windowTable({ 'report 1': prepared(reportOne) }).rows;
    assert.deepEqual(row.slice(0, 6), ['report 1', 71, 18, 76, 50, 10]);
    await loadBackend();
    const networks = networkTable(denseTables({ profile: 'full', seed: 0 }), 'full').rows;
    const parameters = (table: string, label: string) =>
      networks.find(([a, b]) => a === table && b === label)!.slice(2);
    // Weights and biases: 500-128-64, 2 x 64-10, 10-64-128-500.
    assert.deepEqual(parameters('report-1', 'vae, latent 10'), [500, '128 - 64', 10, 147_208]);
    assert.deepEqual(parameters('chapter, images', 'autoencoder'), [784, '128 - 64', 32, 222_384]);
    assert.deepEqual(parameters('chapter, own example', 'autoencoder').slice(0, 3), [784, '256 - 128', 64]);
    const [, layers] = parameters('chapter, images', 'convolutional-autoencoder');
    assert.equal(layers, '16 - 32 channels');
  });

  it('are written in sentences that have every figure', () => {
    const sentences = denseSentences({ tables, results });
    for (const [part, text] of Object.entries(sentences)) {
      assert.doesNotMatch(text, /NaN|undefined|null/, part);
      assert.match(text, /\.$/, part);
    }
    assert.match(sentences.reportOne, /^F1 is \.333 at 5, \.333 at 10, \.333 at 20, where the threshold allows 1\.000/);
    assert.match(
      sentences.choice,
      /^The validation loss chooses vae, latent 5, with a ROC-AUC of \.900; the oracle has \.900\./,
    );
    assert.match(sentences.annealing, /1\.00 nats, validation error \.200, 1 of 1 seeds collapsed/);
  });
});
