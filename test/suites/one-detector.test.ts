import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl, writeNpy } from '../../lib/data';
import { models, runExperiment, smapMslSource, type Progress } from '../../lib/experiments';

/** What must repeat: everything but the time it took. */
const figures = (result: object) =>
  JSON.stringify(result, (key, value: unknown) => (key === 'seconds' ? undefined : value));

describe('runExperiment', () => {
  const root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-run-')), 'data');
  const options = { model: 'lstm-vae', profile: 'smoke', seed: 3 } as const;
  const sourceOf = (...names: string[]) => smapMslSource(root, names);
  const both = () => ({ ...options, source: sourceOf('P-1', 'D-1') });
  before(() => simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 1200 }));
  after(() => fs.rmSync(path.dirname(root), { recursive: true }));

  it('gives the same figures for the same seed, whichever channels run beside', async () => {
    const [once, again] = [await runExperiment(both()), await runExperiment(both())];
    assert.equal(figures(once), figures(again));
    const alone = await runExperiment({ ...options, source: sourceOf('D-1') });
    assert.equal(figures(alone.channels[0]), figures(once.channels[1]));
    assert.equal(figures(alone.baselines.random.channels[0]), figures(once.baselines.random.channels[1]));
    const other = await runExperiment({ ...both(), seed: 4 });
    assert.notEqual(other.channels[0].threshold, once.channels[0].threshold);
  });

  it('gives the same figures in worker processes, and stops them when aborted', async () => {
    const [here, there] = [await runExperiment(both()), await runExperiment({ ...both(), workers: 2 })];
    assert.equal(figures(here), figures(there));
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const stopped = await runExperiment({ ...both(), workers: 2, onProgress, signal: abort.signal });
    assert.ok(stopped.channels.length < 2);
  });

  it('carries the trivial rows, each with the figures it must have', async () => {
    const { baselines, channels, macro } = await runExperiment({ ...options, source: sourceOf('P-1') });
    const all = baselines['all-anomalous'].channels[0];
    assert.deepEqual([all.recall, all.rocAuc], [1, 0.5]);
    assert.ok(Math.abs(all.precision - all.prAuc!) < 1e-12, 'both are the share of anomalous windows');
    assert.deepEqual(Object.keys(baselines), ['random', 'all-anomalous', 'nearest-neighbour']);
    assert.deepEqual(macro.f1, channels[0].f1);
    assert.ok(Math.abs(baselines.random.channels[0].rocAuc! - 0.5) < 0.15);
  });

  it('runs every detector', async () => {
    for (const model of Object.keys(models)) {
      const { channels, config } = await runExperiment({ ...both(), model, source: sourceOf('D-1') });
      assert.ok(channels[0].rocAuc! >= 0, model);
      assert.equal(config.protocol.windowSize, model === 'anomaly-transformer' ? 200 : 10);
    }
  });

  it('reports progress by channel and epoch, and drops the channel in hand when aborted', async () => {
    const seen: Progress[] = [];
    const abort = new AbortController();
    const onProgress = (progress: Progress) => {
      seen.push(progress);
      abort.abort();
    };
    const result = await runExperiment({ ...both(), onProgress, signal: abort.signal });
    assert.deepEqual([seen[0].channel, seen[0].epoch, seen[0].total], ['P-1', 1, 2]);
    // A half-trained channel is no result.
    assert.equal(result.channels.length, 0);
    assert.equal(result.interrupted, true);
  });

  it('fails before training with one sentence for an unknown model, channel or folder', async () => {
    await assert.rejects(
      runExperiment({ ...both(), model: 'lstm-vea' }),
      /Unknown model 'lstm-vea': expected lstm-vae, .*, random, all-anomalous, nearest-neighbour/,
    );
    assert.throws(() => sourceOf('D-11'), /unknown channel 'D-11'.*D-1/);
    assert.throws(() => smapMslSource('/nowhere', 'all'), /\/nowhere.*labeled_anomalies\.csv/);
  });

  it('names the channel whose file is bad', () => {
    const copy = path.join(path.dirname(root), 'broken');
    fs.cpSync(root, copy, { recursive: true });
    writeNpy(path.join(copy, 'test', 'P-1.npy'), { shape: [400, 3], data: new Float64Array(1200) });
    assert.throws(() => smapMslSource(copy, ['P-1']), /P-1: train has 25 features, test has 3/);
  });
});
