import assert from 'node:assert/strict';
import { runSuite, type SuiteRow, type SuiteTable } from '../../lib/experiments';
import { RECONSTRUCTED } from '../../lib/experiments/dense-run';
import { denseRow, runDenseSuite, tableWindows, type DenseRun } from '../../lib/experiments/dense-suite';

const training = { epochs: 2 };
const vae: SuiteRow = { label: 'vae, latent 3', model: 'vae', config: { latentDim: 3, beta: 0.05 }, training };
const autoencoder: SuiteRow = { label: 'ae', model: 'autoencoder', training };

const table: SuiteTable = {
  name: 'small',
  title: 'Two seeds',
  notes: [],
  measures: ['rocAuc'],
  seeds: [1, 2],
  rows: [vae, autoencoder, { label: 'pca', model: 'pca' }],
  source: { kind: 'correlated', channels: ['samples'], train: 300, testNormal: 100, testAnomalous: 20 },
  protocol: {
    windowSize: 1,
    stride: 1,
    validationFraction: 0.2,
    scaling: 'z-score',
    threshold: { kind: 'sigma', k: 3 },
  },
};
const here = { profile: 'smoke', workers: 1 } as const;
const close = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-5, `${found}, ${expected}`);

describe('runDenseSuite', () => {
  it('measures what the suite measures, and says how far it is', async () => {
    const [suite] = (await runSuite([table], { profile: 'smoke' })).tables;
    const lines: string[] = [];
    const [rows] = await runDenseSuite([table], { ...here, onProgress: (line) => lines.push(line) });
    assert.deepEqual(
      [lines[0], lines[2], lines.at(-1)],
      ['vae, latent 3, seed 1, epoch 1', '1 of 6 runs done, vae, latent 3', '6 of 6 runs done, pca'],
    );
    assert.equal(rows.length, 3);
    rows.map(denseRow).forEach(({ label, model, seeds }, i) => {
      const expected = suite.rows[i];
      assert.deepEqual([label, model], [expected.label, expected.model]);
      seeds.forEach(({ seed, measures, kinds }, place) => {
        const { rocAuc, prAuc, precision, recall, f1 } = measures;
        const other = expected.seeds[place];
        assert.deepEqual({ seed, precision, recall, f1, rocAuc, prAuc }, { seed: other.seed, ...other.measures });
        assert.equal(kinds!['mean shift'].rocAuc, other.kinds!['mean shift'].rocAuc);
      });
    });
  });

  it('keeps errors by part, nats, codes and reconstructions', async () => {
    const [rows] = await runDenseSuite([{ ...table, seeds: [1] }], here);
    const [variational, plain, pca] = rows.map(({ runs }) => runs[0] as Required<DenseRun>);
    const { windows } = tableWindows(table, 1);
    const { values, labels, count, features } = windows.test;
    const { errors, testScores, reconstructions, codes, klByDim, history } = variational;
    // Without KL in the score, the score is the error.
    const meanOf = (wanted: number) => {
      const chosen = testScores.filter((_, i) => labels[i] === wanted);
      return chosen.reduce((sum, score) => sum + score, 0) / chosen.length;
    };
    close(errors.normal, meanOf(0));
    close(errors.anomalous, meanOf(1));
    // The validation loss is that of the kept weights: error plus KL, whole and without noise.
    const nats = klByDim.reduce((sum, each) => sum + each, 0);
    close(errors.validation + 0.05 * nats, history.validationLoss[history.bestEpoch]);
    assert.ok(klByDim.length === 3 && nats > 0 && errors.train !== errors.validation);
    assert.deepEqual([codes.length, reconstructions.length], [count * 3, RECONSTRUCTED * features]);
    const first = Array.from(values.subarray(0, features), (value, i) => (value - reconstructions[i]) ** 2);
    close(first.reduce((sum, each) => sum + each, 0) / features, testScores[0]);
    assert.deepEqual([plain.klByDim, plain.latentDim, pca.errors], [[], 4, undefined]);
  });

  it('gives the same figures from a worker process', async () => {
    const figures = async (workers: number) => {
      const [rows] = await runDenseSuite([{ ...table, seeds: [1], rows: [vae] }], { profile: 'smoke', workers });
      const { errors, klByDim, codes, result } = rows[0].runs[0];
      return { errors, klByDim, codes, rocAuc: result.rocAuc };
    };
    assert.deepEqual(await figures(2), await figures(1));
  }).timeout(60_000);

  it('names the row that fails, and refuses several channels', async () => {
    const wrong = { ...vae, label: 'no such setting', config: { klAnnealing: { shape: 'linear', steps: 0 } } };
    await assert.rejects(
      runDenseSuite([{ ...table, rows: [wrong] }], here),
      /no such setting: vae\.klAnnealing\.steps/,
    );
    const several = { ...table, source: { kind: 'mnist', channels: ['1', '2'] } } as SuiteTable;
    await assert.rejects(runDenseSuite([several], here), /Two seeds: expected a table of one channel; found 2/);
  });
});
