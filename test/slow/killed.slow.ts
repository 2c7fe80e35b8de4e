import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../lib/base';
import { simulateSmapMsl } from '../../lib/data';
import type { Stored } from '../../lib/experiments';
import { runPlan } from '../../lib/runs/run-plan';
import { canonicalJson } from '../../lib/base/index';
import { ResultStore } from '../../lib/runs/store/result-store';
import { figuresOf, type JobRecord } from '../../lib/runs/store/job-record';
import { sleep, start, until } from '../support/processes';
import { executor, planTiny, startsIn, tinyJob } from '../support/tiny-executor';

const KILLS = 20;
const jobs = Array.from({ length: 12 }, (_, seed) => tinyJob('slow-100', seed));

/** Everything but how it was run, the times it took, and the sources, which may be edited while this test runs. */
function figures(records: readonly (JobRecord | undefined)[]): string[] {
  return records.map((record) => {
    const { versions, ...rest } = record!;
    return canonicalJson({ ...rest, versions: { ...versions, code: '' }, result: figuresOf(record!), run: undefined });
  });
}

describe(`an experiment of 12 jobs, killed with kill -9 at ${KILLS} random moments`, () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-killed-'));
  after(() => fs.rmSync(root, { recursive: true }));

  it('keeps every finished job, repeats only those in flight, and ends with the figures of an undisturbed run', async () => {
    const undisturbed = await runPlan(planTiny(jobs), { workers: 2, executor });
    const random = new Random('kills');
    const plan = planTiny(jobs);
    const hashOf = new Map(plan.map(({ hash, job }) => [`${job.channel} ${job.seed}`, hash]));
    const counts = { runner: 0, worker: 0, repeated: 0, experiments: 0 };
    while (counts.runner + counts.worker < KILLS) {
      const folder = path.join(root, String(counts.experiments++));
      const log = `${folder}.log`;
      let allowed = jobs.length;
      for (let done = false; !done;) {
        const begun = startsIn(log).length;
        const stored = fs.existsSync(folder) ? storedIn(folder) : [];
        const run = start('test/support/tiny-run.ts', [folder, JSON.stringify(jobs)], { TELLTALE_TEST_LOG: log });
        if (counts.runner + counts.worker < KILLS) {
          await until('a job to begin', () => startsIn(log).length > begun || run.child.exitCode !== null);
          await sleep(random.uniform(0, 300));
          const target = random.uniform() < 0.5 ? 'runner' : 'worker';
          if (run.child.exitCode === null && killNow(target === 'runner' ? run.child.pid! : lastWorker(log))) {
            counts[target] += 1;
            allowed += target === 'runner' ? 2 : 1;
          }
        }
        done = (await run.ended) === 0;
        // Orphans of a killed runner end by themselves; what they had begun is in the log.
        const again = startsIn(log)
          .slice(begun)
          .map((line) => hashOf.get(line)!);
        assert.deepEqual(again.filter((hash) => stored.includes(hash)), [], 'a stored job was begun again'); // prettier-ignore
      }
      const starts = startsIn(log).length;
      counts.repeated += starts - jobs.length;
      assert.ok(starts <= allowed, `${starts} starts of ${jobs.length} jobs, of which ${allowed} can be explained`);
      const notes: string[] = [];
      const records = ResultStore.open(folder, { onNote: (note) => notes.push(note) }).list();
      assert.deepEqual(notes, [], 'no file was damaged');
      assert.deepEqual(figures(records).sort(), figures(undisturbed.records).sort());
    }
    process.stdout.write(`    ${JSON.stringify(counts)}\n`);
  });
});

describe('an experiment with a real model, killed with kill -9 while it trains', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-trained-'));
  const [data, store] = [path.join(root, 'data'), path.join(root, 'store')];
  after(() => fs.rmSync(root, { recursive: true }));

  it('ends with the figures of an undisturbed run, to the last bit', async () => {
    simulateSmapMsl(data, { channels: ['P-1', 'D-1', 'T-1'], length: 2000 });
    const args = ['--model', 'lstm-vae', '--data', data, '--channels', 'P-1,D-1,T-1', '--profile', 'smoke'];
    const run = (folder: string) => start('scripts/experiment.ts', [...args, '--workers', '2', '--store', folder]);
    const undisturbed = run(path.join(root, 'undisturbed'));
    assert.equal(await undisturbed.ended, 0, undisturbed.output());
    const expected = figures(ResultStore.open(path.join(root, 'undisturbed')).list());
    const random = new Random('kills of training');
    let landed = 0;
    for (let attempt = 0; landed < 4 && attempt < 20; attempt++) {
      const { child, ended } = run(store);
      // The first training begins when the worker processes are there.
      await until('the workers to be there', () => childrenOf(child.pid!).length === 2 || child.exitCode !== null);
      await sleep(random.uniform(0, 6000));
      const target = landed % 2 === 0 ? child.pid! : childrenOf(child.pid!)[0];
      if (child.exitCode === null && target !== undefined && killNow(target)) landed += 1;
      await ended;
      if (storedIn(store).length < expected.length) continue;
      assert.deepEqual(figures(ResultStore.open(store).list()), expected);
      fs.rmSync(store, { recursive: true }); // nothing is left to kill
    }
    assert.equal(landed, 4);
    const last = run(store);
    assert.equal(await last.ended, 0, last.output());
    const records = ResultStore.open(store).list() as Stored[];
    assert.deepEqual(figures(records), expected);
    assert.ok(records.every(({ job, result }) => job.detector !== 'lstm-vae' || result.history!.trainLoss.length > 0));
  });
});

/** The worker processes of a runner, by what Linux says of all processes. */
function childrenOf(pid: number): number[] {
  const has = (other: string, file: string, pattern: RegExp) => {
    try {
      return pattern.test(fs.readFileSync(`/proc/${other}/${file}`, 'utf8'));
    } catch {
      return false; // it has ended
    }
  };
  const parent = new RegExp(`^PPid:\\s*${pid}$`, 'm');
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && has(name, 'status', parent) && has(name, 'cmdline', /job-process/))
    .map(Number);
}

function storedIn(folder: string): string[] {
  return fs.existsSync(path.join(folder, 'store.json')) ? ResultStore.open(folder).hashes() : [];
}

function lastWorker(log: string): number {
  return Number(fs.readFileSync(`${log}.pids`, 'utf8').trim().split('\n').at(-1));
}

/** @returns Whether there was a process to kill: it may have ended by itself a moment ago. */
function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
