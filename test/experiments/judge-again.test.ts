import assert from 'node:assert/strict';
import { keptScores, loadSource, prepareSeries, runSuite, thresholdsByLabels, withThreshold, type SuiteTable } from '../../lib/experiments'; // prettier-ignore
import { loadBackend } from '../../lib/runtime';
import { smallJob } from '../support/small-job';

const sigma = { kind: 'sigma', k: 1 } as const;

const table: SuiteTable = {
  name: 'small',
  title: 'Small',
  source: { kind: 'correlated', channels: ['samples'], train: 300, testNormal: 100, testAnomalous: 20 },
  protocol: { ...smallJob.protocol, windowSize: 1, stride: 1, scaling: 'z-score' },
  rows: [
    { label: 'pca', detector: 'pca', keep: ['windows'] },
    { label: 'sigma', detector: 'pca', keep: ['windows'], protocol: { threshold: sigma } },
    { label: 'k-means', detector: 'k-means' },
  ],
  seeds: [3],
  measures: ['f1'],
  notes: [],
};

describe('scores that were kept', () => {
  before(() => loadBackend());

  it('are judged by another threshold as if they had been judged by it at once', async () => {
    const { results } = await runSuite([table], { profile: 'smoke' });
    const again = withThreshold(results.row('pca'), table, sigma).only();
    const { measures, threshold, kinds, confusion } = results.row('sigma').only();
    assert.deepEqual(again, { ...again, measures, threshold, kinds, confusion });
    assert.notEqual(threshold, results.row('pca').only().threshold);
    const { windows } = prepareSeries(loadSource(table.source, 'samples', 3), { protocol: table.protocol, seed: 3 });
    assert.deepEqual(keptScores(table, results.row('pca').only()).labels, windows.test.labels);
  });

  it('must have been kept', async () => {
    const { results } = await runSuite([table], { profile: 'smoke' });
    const other = results.row('k-means').only();
    assert.throws(() => keptScores(table, other), /small: expected scores of the windows of 'k-means'.*found none\.$/);
    assert.throws(() => keptScores(table, { ...other, row: 'x' }), /'x', by keep: \['windows'\]; found no row 'x'\.$/);
  });
});

describe('thresholds chosen by labels', () => {
  const labels = Uint8Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1));

  it('separate classes that a score separates, on validation labels too; a rule need not', () => {
    const testScores = Array.from(labels, (label, i) => (label === 1 ? 10 : i / 100));
    const scores = { trainScores: [100, 100, 100], testScores, labels };
    const found = thresholdsByLabels(scores, { rule: { kind: 'sigma', k: 0 }, seed: 0 });
    const byName = new Map(found.map(({ chosen, ...measures }) => [chosen, measures]));
    assert.deepEqual(byName.get('without labels, by the rule'), {
      precision: 0,
      recall: 0,
      f1: 0,
      falsePositiveRate: 0,
    });
    for (const [chosen, measures] of [...byName].slice(1)) {
      assert.deepEqual(measures, { precision: 1, recall: 1, f1: 1, falsePositiveRate: 0 }, chosen);
    }
    assert.equal(byName.size, 5);
  });

  it('never beat the oracle of their measure, and depend on the seed that draws the halves', () => {
    const testScores = Array.from(labels, (label, i) => label + 2 * Math.sin(7 * i));
    const scores = { trainScores: testScores.slice(0, 20), testScores, labels };
    const at = (seed: number) => thresholdsByLabels(scores, { rule: sigma, seed });
    for (const seed of [0, 1, 2, 3]) {
      const [, roc, f1, oracle, bestF1] = at(seed);
      const youden = (each: typeof roc) => each.recall - each.falsePositiveRate;
      assert.ok(youden(roc) <= youden(oracle) + 1e-12 && f1.f1 <= bestF1.f1 + 1e-12);
    }
    assert.deepEqual(at(1), at(1));
    assert.notDeepEqual(at(1), at(2));
  });
});
