import assert from 'node:assert/strict';
import {
  activeShare,
  denseInside,
  dimensionsInUse,
  generalizationGap,
  loadSource,
  nats,
  prepareSeries,
  RECONSTRUCTED,
  runJob,
  runSuite,
  type DenseInside,
  type Job,
  type SuiteTable,
} from '../../../lib/experiments';
import { loadBackend } from '../../../lib/runtime';
import { smallJob } from '../../support/small-job';

const vae: Job = {
  ...smallJob,
  detector: 'vae',
  config: { latentDim: 3, beta: 0.05 },
  training: { epochs: 2 },
  source: { kind: 'correlated', channels: ['samples'], train: 300, testNormal: 100, testAnomalous: 20 },
  probe: 'dense',
  keep: ['windows'],
};

const close = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-5, `${found}, ${expected}`);

describe('the probe of dense autoencoders', () => {
  before(() => loadBackend());

  it('finds errors by part, nats, codes and reconstructions', async () => {
    const { probe, scores, history, measures } = await runJob(vae);
    const { errors, reconstructions, codes, klByDim, latentDim, gradients } = denseInside({ probe });
    const { windows } = prepareSeries(loadSource(vae.source, vae.channel, vae.seed), vae);
    const { values, labels, count, features } = windows.test;
    // Without KL in the score, the score is the error.
    const meanOf = (wanted: number) => {
      const chosen = scores!.test.filter((_, i) => labels[i] === wanted);
      return chosen.reduce((sum, score) => sum + score, 0) / chosen.length;
    };
    close(errors.normal, meanOf(0));
    close(errors.anomalous, meanOf(1));
    // The validation loss is that of the kept weights: error plus KL, whole and without noise.
    const sum = klByDim.reduce((total, each) => total + each, 0);
    close(errors.validation + 0.05 * sum, history!.validationLoss[history!.bestEpoch]);
    assert.ok(klByDim.length === 3 && sum > 0 && errors.train !== errors.validation);
    close(nats({ probe }), sum);
    close(generalizationGap({ probe }), errors.validation - errors.train);
    assert.equal(dimensionsInUse({ probe }), klByDim.filter((each) => each > 0.01).length);
    assert.ok(gradients.before.norm > gradients.after.norm && gradients.after.variation > 0, JSON.stringify(gradients));
    assert.deepEqual([latentDim, codes.length, reconstructions.length], [3, count * 3, RECONSTRUCTED * features]);
    const first = Array.from(values.subarray(0, features), (value, i) => (value - reconstructions[i]) ** 2);
    close(first.reduce((sum, each) => sum + each, 0) / features, scores!.test[0]);
    const { probe: none, ...unprobed } = await runJob({ ...vae, probe: undefined });
    assert.deepEqual([none, unprobed.measures], [undefined, measures], 'a look inside changes nothing');
  });

  it('finds no nats in an autoencoder, and nothing in other detectors', async () => {
    const plain = { ...vae, config: undefined };
    const { probe } = await runJob({ ...plain, detector: 'autoencoder' });
    const { klByDim, latentDim } = probe as DenseInside;
    assert.deepEqual([klByDim, latentDim], [[], 4]);
    const convolutional = await runJob({ ...plain, detector: 'convolutional-autoencoder' });
    assert.equal(denseInside(convolutional).latentDim, 4);
    assert.deepEqual((await runJob({ ...plain, detector: 'pca', training: undefined })).probe, {});
  });

  it('gives figures of codes, and says where it has not looked', () => {
    const inside = { klByDim: [], codes: [0, 0.5, -2, 1e-4] };
    assert.equal(activeShare({ probe: inside }), 0.5);
    assert.throws(() => nats({ row: 'pca' }), /^Error: pca: expected what the probe 'dense' finds; found none\.$/);
    assert.throws(() => nats({ probe: {} }), /found another probe/);
  });

  it('finds the same in a worker process', async () => {
    const { source, protocol, config, training } = vae;
    const row = { label: 'vae', detector: 'vae', config, training, probe: 'dense' } as const;
    const table: SuiteTable = {
      name: 'small',
      title: 'Small',
      source,
      protocol,
      rows: [row],
      seeds: [1, 2],
      measures: ['rocAuc'],
      notes: [],
    };
    const found = async (workers: number) => {
      const { results } = await runSuite([table], { profile: 'smoke', workers });
      return results.rows.map(({ measures, probe }) => ({ measures, probe }));
    };
    assert.deepEqual(await found(2), await found(1));
  }).timeout(60_000);
});
