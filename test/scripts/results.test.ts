import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { protocolFor, type Job } from '../../lib/experiments';
import { ResultStore, runPlan } from '../../lib/runs';
import { stored } from '../support/stored';
import { smallJob } from '../support/small-job';
import { executor, planTiny, tinyJob } from '../support/tiny-executor';

const repository = path.join(__dirname, '..', '..');

function list(...args: string[]) {
  const run = spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/results.ts', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

describe('npm run results -- list', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-results-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('shows what sets the results of a sweep apart, in the order in which they were finished', async () => {
    const usual = protocolFor('vae');
    const threshold = { kind: 'percentile', percentile: 99, of: 'training' } as const;
    const job: Job = { ...smallJob, detector: 'vae', profile: 'quick', protocol: usual };
    const jobs: Job[] = [
      { ...job, config: { latentDim: 2, hiddenUnits: [16, 8] } },
      { ...job, training: { learningRate: 0.00123456 } },
      { ...job, profile: 'full', protocol: { ...usual, threshold } },
      job,
    ];
    const store = ResultStore.open(folder);
    for (const [i, each] of jobs.entries()) {
      const record = stored(each, { f1: 0.5, rocAuc: 0.5, prAuc: null });
      store.write({ ...record, run: { ...record.run, finishedAt: `2024-05-01T00:00:0${i}.000Z` } });
    }
    const lines = list('--store', folder, 'list').split('\n');
    const rows = lines.filter((line) => / vae \|/.test(line)).map((line) => line.split('|').map((cell) => cell.trim()));
    assert.deepEqual(
      rows.map((cells) => [cells[4], cells[13]]),
      [
        ['quick', 'latentDim=2, hiddenUnits=[16,8]'],
        ['quick', 'learningRate=0.001235'],
        ['full', 'threshold.percentile=99'],
        ['quick', ''],
      ],
    );
  });

  it('lists the results of another executor, with dashes for the fields that they lack', async () => {
    const store = ResultStore.open(path.join(folder, 'other'));
    await runPlan(planTiny([tinyJob('a', 7)]), { store, workers: 1, executor });
    const row = list('--store', store.folder, 'list', 'seed=7').split('\n')[2];
    const [, hash, detector, channel, profile, seed, f1] = row.split('|').map((cell) => cell.trim());
    assert.deepEqual([hash.length, detector, channel, profile, seed, f1], [8, '–', 'a', '', '7', '–']);
  });

  it('explains its columns', () => {
    assert.match(list('list', '--help'), /^Figures is .*\nSources is .*\nSettings are /m);
  });
});
