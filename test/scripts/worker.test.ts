import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runPlan } from '../../lib/experiments/queue/run-plan';
import { compareStores } from '../../lib/experiments/store/compare';
import { ResultStore } from '../../lib/experiments/store/result-store';
import { writeUnitsFile } from '../../lib/experiments/store/units-file';
import { start, until } from '../support/processes';
import { executorModule, planTiny, tinyUnit } from '../support/unit-executor';

const repository = path.join(__dirname, '..', '..');

describe('npm run worker and npm run results', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-worker-'));
  const [units, sliced] = [path.join(folder, 'units.json'), path.join(folder, 'sliced')];
  const plan = planTiny(Array.from({ length: 7 }, (_, seed) => tinyUnit('a', seed)));
  before(() => writeUnitsFile(units, plan));
  after(() => fs.rmSync(folder, { recursive: true }));
  const run = (script: string, ...args: string[]) => {
    const all = ['--import', 'tsx', `scripts/${script}.ts`, ...args];
    return spawnSync(process.execPath, all, { cwd: repository, encoding: 'utf8' });
  };

  it('runs the slices of a plan one by one into the same store as one run', async () => {
    for (const slice of ['1/3', '2/3', '3/3']) {
      const args = ['--units', units, '--slice', slice, '--store', sliced, '--executor', executorModule];
      const { status, stdout, stderr } = run('worker', ...args);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^[23] units: [23] run, 0 found in the store, 0 failed\.$/m);
    }
    const whole = ResultStore.open(path.join(folder, 'whole'));
    await runPlan(plan, { store: whole, workers: 2, executorModule });
    const { identical, different, onlyA, onlyB } = compareStores(ResultStore.open(sliced).list(), whole.list());
    assert.deepEqual([identical, different.length, onlyA.length, onlyB.length], [7, 0, 0, 0]);
    const { status, stdout } = run('results', '--store', sliced, 'compare', '--with', whole.folder);
    assert.equal(status, 0);
    assert.match(stdout, /^7 identical, 0 different, 0 only here, 0 only there$/m);
  });

  it('lists, shows and exports', () => {
    assert.match(run('results', '--store', sliced, 'list', 'seed=2|3').stdout, /\n2 of 7 results in /);
    const hash = plan[4]!.hash;
    const shown = JSON.parse(run('results', '--store', sliced, 'show', hash.slice(0, 12)).stdout) as { hash: string };
    assert.equal(shown.hash, hash);
    const output = path.join(folder, 'rows.csv');
    run('results', '--store', sliced, 'export', 'seed=0|1', '--output', output);
    const lines = fs.readFileSync(output, 'utf8').trim().split('\r\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0]!, /^hash,model,channel,seed,precision,/);
    const rows = JSON.parse(run('results', '--store', sliced, 'export', '--format', 'json').stdout) as object[];
    assert.equal(rows.length, 7);
  });

  it('ends with the failure of a unit, named, after the others', () => {
    const file = path.join(folder, 'bad.json');
    writeUnitsFile(file, planTiny([tinyUnit('bad-1'), tinyUnit('b')]));
    const args = ['--units', file, '--store', path.join(folder, 'bad'), '--executor', executorModule];
    const { status, stdout, stderr } = run('worker', ...args);
    assert.equal(status, 1);
    assert.match(stdout, /2 units: 1 run, 0 found in the store, 1 failed/);
    assert.match(stderr, /failed: tiny on bad-1, seed 0 \([0-9a-f]{8}\): this channel is bad\n/);
    assert.match(stderr, /1 of 2 units failed; the same command tries them again\.\n$/);
  });

  it('stops politely at the first Ctrl-C and says how to go on, at once at the second', async () => {
    const file = path.join(folder, 'slow.json');
    const log = path.join(folder, 'log');
    writeUnitsFile(file, planTiny([tinyUnit('slow-60000')]));
    const args = ['--units', file, '--store', path.join(folder, 'slow'), '--executor', executorModule];
    for (const signals of [1, 2]) {
      fs.rmSync(log, { force: true });
      const worker = start('scripts/worker.ts', args, { TELLTALE_TEST_LOG: log });
      await until('the unit to begin', () => fs.existsSync(log));
      for (let i = 0; i < signals; i++) worker.child.kill('SIGINT');
      const code = await worker.ended;
      assert.ok(signals === 1 ? code === 1 : code === 1 || code === 130, `ended with ${code}`);
      assert.match(
        worker.output(),
        /Stopping; again to stop at once\. Finished units are stored; the same command goes on/,
      );
      if (code === 1)
        assert.match(worker.output(), /Interrupted after 0 of 1 units; the same command goes on from here\./);
    }
  });

  it('runs as a task of a Slurm array', () => {
    const store = path.join(folder, 'slurm');
    const script = path.join(repository, 'scripts', 'slurm-array.sh');
    assert.equal(spawnSync('bash', ['-n', script]).status, 0);
    const task = (variables: Record<string, string>) =>
      spawnSync('bash', [script, units, store], {
        cwd: repository,
        encoding: 'utf8',
        env: { ...process.env, ...variables },
      });
    const { status, stderr } = task({});
    assert.notEqual(status, 0);
    assert.match(stderr, /expected a job array/);
    // The real executor refuses the tiny units; that it gets the third of them to refuse is what the script is for.
    const array = { SLURM_ARRAY_TASK_ID: '12', SLURM_ARRAY_TASK_MIN: '10', SLURM_ARRAY_TASK_COUNT: '7' };
    assert.match(task({ ...array, SLURM_SUBMIT_DIR: repository }).stderr, /failed: tiny on a, seed 2 /);
  });

  for (const [what, args, message] of [
    ['neither queue nor plan', [], /Expected either --queue or --units/],
    ['both', ['--queue', 'redis://h', '--units', 'u'], /Expected either --queue or --units/],
    ['a plan without a store', ['--units', 'u'], /--units needs --store/],
    ['a status of a plan', ['--units', 'u', '--status'], /--status and --clear need --queue/],
    ['a server that is away', ['--queue', 'redis://127.0.0.1:1'], /--queue redis:\/\/127\.0\.0\.1:1: no answer/],
  ] as const) {
    it(`says in one sentence what is wrong with ${what}`, () => {
      const { status, stderr } = run('worker', ...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }

  it('names the folder that holds no store', () => {
    const { status, stderr } = run('results', '--store', folder, 'list');
    assert.equal(status, 1);
    assert.match(stderr, /no result store here/);
  });
});
