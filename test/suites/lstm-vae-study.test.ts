import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { judgeLstmAutoencoder, judgeLstmVae } from '../../lib/claims';
import { simulateSmapMsl } from '../../lib/data';
import { planTable, prepareChannel, Results, runSuite } from '../../lib/experiments';
import { LstmVae } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import {
  channelFacts,
  invertedChannels,
  lossesOf,
  lstmVaeChannelTable,
  lstmVaeTable,
  otherParameters,
  readingLabels,
  sensorTable,
  telemetryShares,
  trainReadings,
} from '../../lib/suites';

const study = { profile: 'smoke', seed: 3, latentDim: 4, beta: 0.1, epochs: 2, percentile: 70 } as const;

describe('the study of the LSTM-VAE', () => {
  const root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-study-')), 'data');
  before(async () => {
    simulateSmapMsl(root, { channels: ['P-1'], length: 6000 });
    await loadBackend();
  });
  after(() => fs.rmSync(path.dirname(root), { recursive: true }));

  it('trains each reading by its weight, with the settings that are given', () => {
    const table = lstmVaeTable(
      { profile: 'smoke', telemetry: root },
      { ...study, beta: 0.5, latentDim: 2, percentile: 90 },
    );
    const jobs = planTable(table, 'smoke').filter(({ job }) => job.detector === 'lstm-vae');
    const found = jobs.map(({ row, job }) => [row.label, job.config]);
    assert.deepEqual(found, [
      ['lstm-vae, mean error + .5 sum of KL', { latentDim: 2, beta: 0.5 }],
      ['lstm-vae, mean error + .5 mean of KL', { latentDim: 2, beta: 0.25 }],
      ['lstm-vae, sum of errors + .5 sum of KL', { latentDim: 2, beta: 0.5 / 250 }],
      ['lstm-vae, evidence bound', { latentDim: 2 }],
    ]);
    for (const { job } of jobs) {
      assert.deepEqual([job.seed, job.keep, job.protocol.threshold], [3, ['windows'], { kind: 'percentile', percentile: 90, of: 'training' }]); // prettier-ignore
    }
    assert.deepEqual(
      Object.values(readingLabels({ ...study, beta: 0.5, latentDim: 2 })),
      found.map(([label]) => label),
    );
    assert.equal(otherParameters(study), undefined);
    assert.equal(otherParameters({ ...study, beta: 0.5 }), "other parameters than the report's");
  });

  it('looks at one channel: what readings tell, losses, telemetry', async () => {
    const { windows } = prepareChannel(root, 'P-1', { seed: 3 });
    const trained = await trainReadings(windows, study);
    assert.deepEqual(trained.map(({ beta }) => beta), [0.1, 0.025, 0.1 / 250, 2 / 250]); // prettier-ignore
    for (const { linear, beta, history, spread, correlation } of trained) {
      assert.ok(Math.abs(linear.noiseVariance - (250 * beta) / 2) < 1e-9);
      assert.ok(
        history.nats! >= 0 && spread >= 0 && spread < 1.5 && Math.abs(correlation) <= 1,
        JSON.stringify({ spread }),
      );
    }
    const model = new LstmVae({ windowSize: 10, features: 25, hiddenUnits: 4, latentDim: 2 });
    const { trainNoisy, trainQuiet, validationQuiet } = lossesOf(model, windows);
    assert.ok(trainNoisy !== trainQuiet && trainQuiet !== validationQuiet);
    const { moves, varies, errorShare, features } = telemetryShares(model, windows.test);
    assert.ok(moves < varies && errorShare > 0 && errorShare < 1 && features === 25);
    model.dispose();
  });

  it('compares channels with the constant, and judges the claims', async () => {
    const table = lstmVaeTable({ profile: 'smoke', telemetry: root }, study);
    const { results } = await runSuite([table], { profile: 'smoke', whole: true });
    const { summedKl } = readingLabels(study);
    const ours = results.row(summedKl);
    const facts = channelFacts(root, { ours, constant: results.row('constant') }, study);
    assert.equal(facts.length, 1);
    assert.ok(
      facts[0].correlation! > 0.5 && facts[0].constantRocAuc! > 0 && facts[0].linearNats >= 0,
      JSON.stringify(facts),
    );
    const { rows, columns } = lstmVaeChannelTable(ours, facts, 'By channel');
    assert.deepEqual([rows.length, rows[0].length], [1, columns.length]);
    for (const { rocAuc } of invertedChannels(root, ours)) assert.ok(rocAuc < 0.5);
    const judged = judgeLstmVae(results, summedKl, 'simulated data');
    assert.ok(
      judged.some(({ id, verdict }) => id === 'r3-lstm-vae-f1' && verdict === 'not checkable (simulated data)'),
    );
    assert.ok(judged.some(({ id, verdict }) => id === 'r3-lstm-vae-parameters' && verdict === 'not reproduced'));
  });

  it("sets a dense autoencoder beside the chapter's, and judges the two", () => {
    const { rows, seeds } = sensorTable({ profile: 'smoke', telemetry: root }, 5);
    assert.deepEqual([rows[0].label, rows[1].label, seeds], ['lstm-autoencoder', 'autoencoder', [5]]);
    assert.deepEqual(rows[1].training, rows[0].training);
    const nothing = { epochs: 0, steps: 0, seconds: 1, warnings: [], table: 'Detector', channel: 'sequences' };
    const figures = { 'lstm-autoencoder': [0.5, 0.51], autoencoder: [0.9, 1], constant: [0.9, 0.9] };
    const made = Object.entries(figures).flatMap(([label, values]) =>
      values.map((rocAuc, seed) => ({ ...nothing, row: label, seed, measures: { rocAuc } })),
    );
    const [detects] = judgeLstmAutoencoder(new Results(made));
    assert.deepEqual([detects.id, detects.verdict], ['ch-lstm-ae-detects', 'not reproduced']);
  });
});
