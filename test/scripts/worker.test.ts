import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { compareStores, ResultStore, runPlan, writeJobsFile } from '../../lib/runs';
import { queueStatus } from '../../lib/runs/redis';
import { start, until } from '../support/processes';
import { redisMissing, RedisServer } from '../support/redis-server';
import { smallJob } from '../support/small-job';
import { stored } from '../support/stored';
import { executor, planTiny, tinyJob } from '../support/tiny-executor';

const repository = path.join(__dirname, '..', '..');

describe('npm run worker and npm run results', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-worker-'));
  const [jobs, sliced] = [path.join(folder, 'jobs.json'), path.join(folder, 'sliced')];
  const plan = planTiny(Array.from({ length: 7 }, (_, seed) => tinyJob('a', seed)));
  const own = path.join(folder, 'own');
  before(() => {
    writeJobsFile(jobs, plan);
    const store = ResultStore.open(own);
    for (let seed = 0; seed < 7; seed++) store.write(stored({ ...smallJob, seed }, { f1: seed / 10, prAuc: null }));
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const run = (script: string, ...args: string[]) => {
    const all = [...RUN_TYPESCRIPT, `scripts/${script}.ts`, ...args];
    return spawnSync(process.execPath, all, { cwd: repository, encoding: 'utf8' });
  };

  it('runs the slices of a plan one by one into the same store as one run', async () => {
    for (const slice of ['1/3', '2/3', '3/3']) {
      const args = ['--jobs', jobs, '--slice', slice, '--store', sliced, '--executor', executor.module];
      const { status, stdout, stderr } = run('worker', ...args);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^[23] jobs: [23] run, 0 found in the store, 0 failed\.$/m);
    }
    const whole = ResultStore.open(path.join(folder, 'whole'));
    await runPlan(plan, { store: whole, workers: 2, executor });
    const { identical, different, onlyA, onlyB } = compareStores(ResultStore.open(sliced).list(), whole.list());
    assert.deepEqual([identical, different.length, onlyA.length, onlyB.length], [7, 0, 0, 0]);
    const { status, stdout } = run('results', '--store', sliced, 'compare', '--with', whole.folder);
    assert.equal(status, 0);
    assert.match(stdout, /^7 identical, 0 different, 0 only here, 0 only there$/m);
  });

  it('lists, shows and exports', () => {
    assert.match(run('results', '--store', own, 'list', 'seed=2|3').stdout, /\n2 of 7 results in /);
    const { hash } = ResultStore.open(own).list()[4];
    const shown = JSON.parse(run('results', '--store', own, 'show', hash.slice(0, 12)).stdout) as { hash: string };
    assert.equal(shown.hash, hash);
    const output = path.join(folder, 'rows.csv');
    run('results', '--store', own, 'export', 'seed=0|1', '--output', output);
    const lines = fs.readFileSync(output, 'utf8').trim().split('\r\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0], /^hash,detector,channel,/);
    const rows = JSON.parse(run('results', '--store', own, 'export', '--format', 'json').stdout) as object[];
    assert.equal(rows.length, 7);
  });

  it('ends with the failure of a job, named, after the others', () => {
    const file = path.join(folder, 'bad.json');
    writeJobsFile(file, planTiny([tinyJob('bad-1'), tinyJob('b')]));
    const args = ['--jobs', file, '--store', path.join(folder, 'bad'), '--executor', executor.module];
    const { status, stdout, stderr } = run('worker', ...args);
    assert.equal(status, 1);
    assert.match(stdout, /2 jobs: 1 run, 0 found in the store, 1 failed/);
    assert.match(stderr, /failed: bad-1, seed 0 \([0-9a-f]{8}\): this channel is bad\n/);
    assert.match(stderr, /1 job failed; the same command tries them again\.\n$/);
  });

  it('stops politely at the first Ctrl-C and says how to continue', async () => {
    const file = path.join(folder, 'slow.json');
    const log = path.join(folder, 'log');
    writeJobsFile(file, planTiny([tinyJob('slow-60000')]));
    const args = ['--jobs', file, '--store', path.join(folder, 'slow'), '--executor', executor.module];
    const worker = start('scripts/worker.ts', args, { TELLTALE_TEST_LOG: log });
    await until('the job to begin', () => fs.existsSync(log));
    worker.child.kill('SIGINT');
    assert.equal(await worker.ended, 1);
    assert.match(
      worker.output(),
      /Stopping; interrupt again to stop at once\. Finished jobs are stored; the same command continues/,
    );
    assert.match(worker.output(), /Interrupted: unfinished jobs have no results\. The same command continues\./);
  });

  const missing = redisMissing();
  describe(`with a server that goes away${missing ? `, skipped: ${missing}` : ''}`, () => {
    for (const [signals, code] of [
      [1, 0],
      [2, 130],
    ] as const) {
      it(`ends with ${code} at Ctrl-C number ${signals}`, async function () {
        if (missing) this.skip();
        const server = await RedisServer.start();
        try {
          const worker = start('scripts/worker.ts', ['--queue', server.url, '--executor', executor.module]);
          await until('the worker to be known', async () => (await queueStatus(server.url)).workers === 1);
          await server.kill();
          await until('the worker to miss the server', () => /waiting for it to come back/.test(worker.output()));
          worker.child.kill('SIGINT');
          await until('the first to be heard', () => /Stopping/.test(worker.output()));
          // It now waits for the server, for some seconds.
          if (signals === 2) worker.child.kill('SIGINT');
          assert.equal(await worker.ended, code);
        } finally {
          await server.remove();
        }
      });
    }
  });

  it('runs as a task of a Slurm array', () => {
    const store = path.join(folder, 'slurm');
    const script = path.join(repository, 'scripts', 'slurm-array.sh');
    assert.equal(spawnSync('bash', ['-n', script]).status, 0);
    const task = (id: string | undefined, ...args: string[]) =>
      spawnSync('bash', [script, jobs, store, ...args], {
        cwd: os.tmpdir(),
        encoding: 'utf8',
        env: { ...process.env, SLURM_SUBMIT_DIR: repository, SLURM_ARRAY_TASK_ID: id },
      });
    assert.match(task('1').stderr, /^usage: sbatch --array=1-N .* JOBS_FILE STORE_FOLDER N/);
    const outside = task(undefined, '3');
    assert.notEqual(outside.status, 0);
    assert.match(outside.stderr, /expected a job array/);
    // Submitted alone, as sbatch --array=3 does: it is still the third of three.
    const { status, stderr } = task('3', '3', '--executor', executor.module);
    assert.equal(status, 0, stderr);
    const seeds = ResultStore.open(store).list().map(({ job }) => (job as { seed: number }).seed); // prettier-ignore
    assert.deepEqual(seeds.sort(), [2, 5]);
    assert.match(task('4', '3', '--executor', executor.module).stderr, /--slice 4\/3: expected I\/N/);
    assert.match(fs.readFileSync(script, 'utf8'), /^#SBATCH --signal=B:TERM@30$[^]*^exec node /m);
  });

  for (const [what, args, message] of [
    ['neither queue nor plan', [], /Expected either --queue or --jobs/],
    ['both', ['--queue', 'redis://h', '--jobs', 'u'], /Expected either --queue or --jobs/],
    ['a plan without a store', ['--jobs', 'u'], /--jobs needs --store/],
    ['a slice of a queue', ['--queue', 'redis://h', '--slice', '1/2'], /--slice needs --jobs/],
    ['a status of a plan', ['--jobs', 'u', '--status'], /--status and --clear need --queue/],
    ['a server that is away', ['--queue', 'redis://127.0.0.1:1'], /^\n--queue redis:\/\/127\.0\.0\.1:1: no answer/],
  ] as const) {
    it(`says in one sentence what is wrong with ${what}`, () => {
      const { status, stderr } = run('worker', ...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }

  for (const [measure, message] of [
    ['detector', /'detector' cannot be averaged: expected numbers, found 'pca'/],
    ['prAuc', /prAuc is defined in none of these 7 results/],
  ] as const) {
    it(`has nothing to compare by ${measure}, and says so`, () => {
      const { status, stderr } = run('results', '--store', own, 'compare', '--by', 'seed', '--measure', measure);
      assert.equal(status, 1);
      assert.match(stderr, message);
    });
  }

  it('names the folder that holds no store', () => {
    const { status, stderr } = run('results', '--store', folder, 'list');
    assert.equal(status, 1);
    assert.match(stderr, /no result store here/);
  });
});
