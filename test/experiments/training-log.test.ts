import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTrainingLog } from '../../lib/experiments/training-log';
import { smallJob } from '../support/small-job';
import { stored } from '../support/stored';

describe('writeTrainingLog', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-log-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('writes a run for each job that was trained, with every curve', () => {
    const history = {
      trainLoss: [3, 2],
      validationLoss: [4, 3],
      learningRates: [0.1, 0.05],
      phaseLosses: { generator: [1, 2], discriminator: [0.5, 0.25] },
      bestEpoch: 1,
      ended: 'epochs' as const,
      seconds: 1,
      steps: 8,
      warnings: [],
    };
    const record = stored({ ...smallJob, detector: 'vae', channel: 'samples' }, { f1: 1 }, { history });
    const file = writeTrainingLog(folder, record)!;
    assert.equal(path.relative(folder, path.dirname(file)), `vae/samples-seed-1-${record.hash.slice(0, 8)}`);
    const content = fs.readFileSync(file, 'latin1');
    for (const tag of ['loss/train', 'loss/validation', 'learning rate', 'loss/generator', 'loss/discriminator']) {
      assert.equal(content.split(tag).length - 1, 2, `${tag}: a point for each epoch`);
    }
  });

  it('makes a file name of any channel, and writes nothing of what is not trained', () => {
    const source = { kind: 'correlated' as const, channels: ['a b/ü:1'] };
    const job = { ...smallJob, source, channel: 'a b/ü:1' };
    assert.equal(writeTrainingLog(folder, stored(job, { f1: 1 })), undefined);
    const history = { trainLoss: [1], validationLoss: [], learningRates: [0.1], phaseLosses: {} };
    const more = {
      history: { ...history, bestEpoch: 0, ended: 'epochs' as const, seconds: 1, steps: 1, warnings: [] },
    };
    const file = writeTrainingLog(folder, stored(job, { f1: 1 }, more))!;
    assert.match(path.relative(folder, file), /^pca\/a_b___1-seed-1-[0-9a-f]{8}\/events/);
  });
});
