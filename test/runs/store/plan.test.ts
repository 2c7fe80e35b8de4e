import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planJobs } from '../../../lib/runs/store/plan';
import { readJobsFile, sliceJobs, writeJobsFile } from '../../../lib/runs/store/jobs-file';
import { telltaleVersion } from '../../../lib/runs/store/versions';
import { executor, planTiny, tinyJob } from '../../support/tiny-executor';

describe('planJobs', () => {
  it('reads the data of a place once', () => {
    let reads = 0;
    const planner = { ...executor, fingerprint: () => String(reads++) };
    const plan = planJobs([tinyJob('a', 0), tinyJob('a', 1), tinyJob('b', 0)], planner);
    assert.deepEqual(
      plan.map(({ name, data }) => [name, data]),
      [
        ['a, seed 0', '0'],
        ['a, seed 1', '0'],
        ['b, seed 0', '1'],
      ],
    );
    assert.equal(new Set(plan.map(({ hash }) => hash)).size, 3);
  });

  it('names a job by what it does and by its data, not by where the data lies', () => {
    const planner = { ...executor, identityOf: ({ seed }: { seed: number }) => ({ seed }) };
    const hashes = (data: string) =>
      planJobs([tinyJob('here'), tinyJob('there')], { ...planner, fingerprint: () => data }).map(({ hash }) => hash);
    const [here, there] = hashes('data');
    assert.match(here, /^[0-9a-f]{64}$/);
    assert.equal(here, there);
    assert.notEqual(hashes('changed')[0], here);
  });
});

describe('a file of jobs', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-jobs-'));
  const file = path.join(folder, 'jobs.json');
  after(() => fs.rmSync(folder, { recursive: true }));
  const plan = planTiny(Array.from({ length: 11 }, (_, seed) => tinyJob('a', seed)));

  it('gives back what was written, in slices that make up the whole', () => {
    writeJobsFile(file, plan);
    const read = readJobsFile(file, executor);
    assert.deepEqual(read, plan);
    const slices = [1, 2, 3].map((i) => sliceJobs(read, `${i}/3`));
    assert.deepEqual(
      slices.map(({ length }) => length),
      [4, 4, 3],
    );
    assert.deepEqual(new Set(slices.flat()), new Set(read));
    for (const bad of ['0/3', '4/3', '1', 'a/b', '1/0']) {
      assert.throws(() => sliceJobs(read, bad), /--slice .*: expected I\/N/, bad);
    }
  });

  it('is refused where it was edited, made by another version, is not one or does not exist', () => {
    const edited = plan.map((planned, i) => (i === 4 ? { ...planned, job: { ...planned.job, seed: 99 } } : planned));
    writeJobsFile(file, edited);
    assert.throws(
      () => readJobsFile(file, executor),
      /jobs\.json: jobs\.4: its hash [0-9a-f]{12} is not that of its job, which was changed after it was planned\.$/,
    );
    writeJobsFile(file, [{ ...plan[0], job: {} }]);
    assert.throws(() => readJobsFile(file, executor), /jobs\.json: jobs\.0: Not a tiny job: channel: /);
    fs.writeFileSync(file, '{"telltale": "0.0.1", "jobs": []}');
    assert.throws(() => readJobsFile(file, executor), /jobs\.json: made by Telltale 0\.0\.1/);
    fs.writeFileSync(file, JSON.stringify({ telltale: telltaleVersion(), jobs: [{ hash: 'x' }] }));
    assert.throws(() => readJobsFile(file, executor), /jobs\.json: not a file of jobs: jobs\.0\./);
    assert.throws(() => readJobsFile(path.join(folder, 'none'), executor), /none: expected a file of jobs/);
  });
});
