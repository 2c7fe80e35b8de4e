import assert from 'node:assert/strict';
import { meanCurves, pooledConfusion, Results, runJob, scoreCorrelations, type ResultRow } from '../../lib/experiments';
import { loadBackend } from '../../lib/runtime';
import { smallJob } from '../support/small-job';

const row = (label: string, channel: string, more: Partial<ResultRow>): ResultRow => {
  return {
    table: 'one',
    row: label,
    channel,
    seed: 0,
    measures: {},
    epochs: 0,
    steps: 0,
    seconds: 1,
    warnings: [],
    ...more,
  };
};

/** Channel a is ranked perfectly, channel b upside down; c has no anomaly. */
const results = new Results([
  row('vae', 'a', {
    confusion: { tp: 2, fp: 0, tn: 2, fn: 0 },
    scores: { train: [1], test: [1, 2, 3, 4], labels: [0, 0, 1, 1] },
  }),
  row('vae', 'b', { confusion: { tp: 0, fp: 1, tn: 0, fn: 1 }, scores: { train: [1], test: [1, 0], labels: [0, 1] } }),
  row('vae', 'c', { confusion: { tp: 0, fp: 1, tn: 1, fn: 0 }, scores: { train: [1], test: [1, 0], labels: [0, 0] } }),
  row('pca', 'a', { scores: { train: [1], test: [2, 4, 6, 8], labels: [0, 0, 1, 1] } }),
  row('pca', 'b', { scores: { train: [1], test: [0, 1], labels: [0, 1] } }),
  row('pca', 'c', { scores: { train: [1], test: [1, 1], labels: [0, 0] } }),
  row('range', 'a', {}),
]);

describe('kept scores', () => {
  before(() => loadBackend());

  it('average curves over the channels that have both classes', () => {
    const { roc, precisionRecall, prevalence } = meanCurves(results.row('vae'));
    assert.equal(prevalence, 0.5);
    assert.deepEqual([roc.truePositiveRate[0], roc.truePositiveRate[100], roc.truePositiveRate[200]], [0.5, 0.5, 1]);
    // Precision 1 and one half at every recall but 0.
    assert.equal(precisionRecall.precision[100], 0.75);
    assert.deepEqual([roc.band.lower[100], roc.band.upper[100]], [0.25, 0.75]);
  });

  it('average over the seeds of a channel first', () => {
    const [a, b] = results.row('vae').rows;
    const again = { ...b, seed: 1, scores: { ...b.scores!, test: [0, 1] } };
    const { roc } = meanCurves(new Results([a, b, again]));
    assert.equal(roc.truePositiveRate[100], 0.75, 'channel b counts once, with one half');
  });

  it('count the windows of all channels together', () => {
    assert.deepEqual(pooledConfusion(results.row('vae')), { tp: 2, fp: 2, tn: 3, fn: 1 });
    assert.throws(
      () => pooledConfusion(results.row('pca')),
      /pca on a: expected what was measured on windows; found none/,
    );
  });

  it('correlate two rows on each channel where both vary', () => {
    const found = scoreCorrelations(results.row('vae'), results.row('pca'));
    assert.deepEqual([...found.keys()], ['a', 'b']);
    assert.ok(Math.abs(found.get('a')! - 1) < 1e-12 && Math.abs(found.get('b')! + 1) < 1e-12);
  });

  it('are asked for where they are missing', () => {
    assert.throws(() => meanCurves(results.row('range')), /range on a: expected the scores .*keep: \['windows'\]/);
  });

  it('come with the labels of the windows', async () => {
    const { scores, confusion, threshold } = await runJob({ ...smallJob, keep: ['windows'] });
    const { test, labels } = scores!;
    assert.equal(labels.length, test.length);
    const called = test.filter((score, i) => score > threshold! && labels[i] === 1).length;
    assert.equal(called, confusion!.tp);
  });
});
