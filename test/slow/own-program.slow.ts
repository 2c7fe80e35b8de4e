import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import type { Stored } from '../../lib/experiments';
import { ResultStore } from '../../lib/runs';
import { OwnPrograms } from '../support/own-programs';
import { sleep, start, until, type Started } from '../support/processes';
import { redisMissing, RedisServer } from '../support/redis-server';

const missing = redisMissing();
const SEEDS = 8;

/** Says that it has begun, works for two seconds in a child of its own too, and scores at random. */
const SLOW = `
const { spawn } = await import('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
fs.appendFileSync(process.env.TELLTALE_TEST_LOG, [about.channel, about.seed, process.pid, child.pid, folder].join(' ') + '\\n');
await new Promise((resolve) => setTimeout(resolve, 2000));
let state = about.seed + 1;
const draw = () => (state = (state * 48271) % 2147483647) / 2147483647;
scores('train_scores.csv', Array.from({ length: trainSteps }, draw));
scores('scores.csv', Array.from({ length: testSteps }, draw));
process.exit(0);
`;

interface Begun {
  readonly seed: number;
  readonly pids: readonly number[];
  readonly folder: string;
}

describe(`an experiment with a program of one's own${missing ? `, skipped: ${missing}` : ''}`, () => {
  const programs = new OwnPrograms();
  const { folder } = programs;
  const data = path.join(folder, 'data');
  const started: Started[] = [];
  let server: RedisServer;
  before(async function () {
    if (missing) this.skip();
    simulateSmapMsl(data, { channels: ['D-1'], length: 1200 });
    server = await RedisServer.start();
  });
  after(async () => {
    started.forEach(({ child }) => child.kill('SIGKILL'));
    await server?.remove();
    programs.remove();
  });

  const begunIn = (log: string): Begun[] =>
    (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []).map((line) => {
      const [, seed, own, child, place] = line.split(' ');
      return { seed: Number(seed), pids: [Number(own), Number(child)], folder: place };
    });

  /** Starts a script of this repository as if it had been called in the folder of the programs. */
  const run = (log: string, script: string, ...args: string[]) => {
    // A file in the command would be taken for a part of the detector, which changes.
    const process = start(script, args, { INIT_CWD: folder, TELLTALE_TEST_LOG: log });
    started.push(process);
    return process;
  };
  const experiment = (log: string, store: string, ...args: string[]) => {
    const command = programs.write('slow.mjs', SLOW);
    const seeds = Array.from({ length: SEEDS }, (_, seed) => seed).join(',');
    const what = ['--detector', command, '--data', data, '--channels', 'D-1', '--profile', 'smoke', '--seeds', seeds];
    return run(log, 'scripts/experiment.ts', ...what, '--measured-on', 'windows', '--store', store, ...args);
  };
  const recordsOf = (store: string) =>
    (ResultStore.open(store).list() as Stored[]).filter(({ job }) => job.detector === 'program');

  /** Checks that each job has one result, that only jobs in flight were begun twice, and that nothing of them is left. */
  async function requireOnce(log: string, store: string, inFlight: number): Promise<void> {
    const records = recordsOf(store);
    assert.deepEqual(
      records.map(({ job }) => job.seed).sort(),
      Array.from({ length: SEEDS }, (_, seed) => seed),
    );
    assert.equal(new Set(records.map(({ result }) => result.measures.rocAuc)).size, SEEDS, 'each has its own figures');
    const begun = begunIn(log);
    assert.equal(new Set(begun.map(({ seed }) => seed)).size, SEEDS);
    assert.ok(begun.length <= SEEDS + inFlight, `${begun.length} starts of ${SEEDS} jobs`);
    await until('every process to be gone', () => begun.every(({ pids }) => !pids.some(isRunning)));
    assert.deepEqual(begun.filter((each) => fs.existsSync(each.folder)), [], 'no folder is left'); // prettier-ignore
    process.stdout.write(`    ${SEEDS} jobs, ${begun.length} starts\n`);
  }

  it('under --queue, with a worker killed in the middle: all jobs once', async () => {
    const [log, store] = [path.join(folder, 'queue.log'), path.join(folder, 'queue')];
    const worker = () =>
      run(log, 'scripts/worker.ts', '--queue', server.url, '--programs', '--lost-after', '3', '--data', data);
    const [victim, other] = [worker(), worker()];
    await until('the workers to serve', () => [victim, other].every(({ output }) => /Serving/.test(output())));
    const running = experiment(log, store, '--queue', server.url);
    await until('two programs to run', () => begunIn(log).length >= 2);
    victim.child.kill('SIGKILL');
    assert.equal(await running.ended, 0, running.output());
    await requireOnce(log, store, 2);
  });

  it('is refused by a worker that was not told to start programs', async () => {
    const [log, store] = [path.join(folder, 'refused.log'), path.join(folder, 'refused')];
    started.forEach(({ child }) => child.kill('SIGKILL'));
    run(log, 'scripts/worker.ts', '--queue', server.url, '--data', data);
    const refused = experiment(log, store, '--queue', server.url, '--seeds', '100');
    assert.equal(await refused.ended, 1, refused.output());
    assert.match(
      refused.output(),
      /expected a job without a program, found '.*slow\.mjs'; npm run worker -- --programs/,
    );
    assert.deepEqual(begunIn(log), []);
  });

  it('killed as a whole in the middle: the same command continues, and no program is left running', async () => {
    const [log, store] = [path.join(folder, 'killed.log'), path.join(folder, 'killed')];
    const first = experiment(log, store, '--workers', '2');
    await until(
      'a result to be stored',
      () => fs.existsSync(path.join(store, 'store.json')) && recordsOf(store).length > 0,
    );
    await until('another program to run', () => begunIn(log).length > recordsOf(store).length);
    first.child.kill('SIGKILL');
    await first.ended;
    const begun = begunIn(log);
    await until('every process to be gone', () => begun.every(({ pids }) => !pids.some(isRunning)));
    await sleep(100);
    assert.deepEqual(begun.filter((each) => fs.existsSync(each.folder)), [], 'no folder is left'); // prettier-ignore
    const second = experiment(log, store, '--workers', '2');
    assert.equal(await second.ended, 0, second.output());
    await requireOnce(log, store, 2);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s*Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
