import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { trivialDetectors } from '../../lib/models';
import { ResultStore } from '../../lib/runs/store/result-store';
import { start, until, type Started } from '../support/processes';

const CHANNELS = ['P-1', 'D-1', 'T-1', 'M-6', 'E-4', 'A-2'];
/** Beside run the trivial detectors and the four rows that know the place alone. */
const JOBS = CHANNELS.length * (1 + trivialDetectors.length + 4);

for (const [where, workers] of [
  ['in its own process', '1'],
  ['in two worker processes', '2'],
] as const) {
  describe(`npm run experiment, stopped with Ctrl-C while it trains ${where}`, () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-stopped-'));
    const data = path.join(root, 'data');
    const started: Started[] = [];
    before(() => simulateSmapMsl(data, { channels: CHANNELS, length: 4000 }));
    after(() => {
      for (const { child } of started) child.kill('SIGKILL');
      fs.rmSync(root, { recursive: true });
    });
    const experiment = (store: string) => {
      const what = ['--model', 'lstm-vae', '--data', data, '--channels', CHANNELS.join(','), '--profile', 'smoke'];
      const run = start('scripts/experiment.ts', [...what, '--workers', workers, '--store', store]);
      started.push(run);
      return run;
    };
    /** The moments at which the stored results were made, by their hashes. */
    const storedIn = (store: string): Map<string, string> =>
      fs.existsSync(path.join(store, 'store.json'))
        ? new Map(
            ResultStore.open(store)
              .list()
              .map(({ hash, run }) => [hash, run.finishedAt]),
          )
        : new Map<string, string>();
    const firstStored = (store: string, { child }: Started) =>
      until('the first result', () => storedIn(store).size > 0 || child.exitCode !== null);

    it('the first time politely: the next run continues from what was finished', async () => {
      const store = path.join(root, 'politely');
      const stopped = experiment(store);
      await firstStored(store, stopped);
      stopped.child.kill('SIGINT');
      assert.equal(await stopped.ended, 1, stopped.output());
      assert.match(
        stopped.output(),
        /\nStopping; interrupt again to stop at once\. Finished jobs are stored; the same command continues from them\.\n/,
      );
      assert.match(
        stopped.errors(),
        /\nInterrupted: unfinished jobs have no results\. The same command continues\.\n$/,
      );
      assert.doesNotMatch(stopped.output(), /\d failed|^failed:/m, 'a job that was dropped has not failed');
      const kept = storedIn(store);
      assert.ok(kept.size > 0 && kept.size < CHANNELS.length, `${kept.size} results`);

      const next = experiment(store);
      assert.equal(await next.ended, 0, next.output());
      for (const channel of CHANNELS) assert.match(next.output(), new RegExp(`^\\| ${channel} +\\|`, 'm'));
      const all = storedIn(store);
      assert.equal(all.size, JOBS);
      for (const [hash, finishedAt] of kept) assert.equal(all.get(hash), finishedAt, 'a finished job was run again');
    });

    it('twice at once: with the code of a process that Ctrl-C ended, and an intact store', async function () {
      if (process.platform !== 'linux') this.skip();
      const store = path.join(root, 'at-once');
      const run = experiment(store);
      const { child, ended, output } = run;
      await firstStored(store, run);
      const processes = workersOf(child.pid!);
      const sent = performance.now();
      assert.ok(child.kill('SIGINT'), output());
      // Two that wait together are one. Where the first was heard long ago, the run may be over before the second.
      while (waitsForSignal(child.pid!, 'SIGINT'));
      child.kill('SIGINT');
      assert.equal(await ended, 130, output());
      const seconds = (performance.now() - sent) / 1000;
      assert.ok(seconds < 2, `${seconds} s`);
      assert.match(output(), /\nStopping; interrupt again to stop at once\./);
      assert.doesNotMatch(output(), /Interrupted|^\|/m);
      const notes: string[] = [];
      const records = ResultStore.open(store, { onNote: (note) => notes.push(note) }).list();
      assert.deepEqual(notes, [], 'no file was damaged');
      assert.ok(records.length > 0 && records.length < CHANNELS.length, `${records.length} results`);
      assert.equal(processes.length, workers === '1' ? 0 : 2);
      await until('the worker processes to end', () => !processes.some(isWorker));
    });
  });
}

/** Whether a signal was sent to a process and has not reached it yet. */
function waitsForSignal(pid: number, signal: NodeJS.Signals): boolean {
  const [, pending] = /^ShdPnd:\s*([0-9a-f]+)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return (BigInt(`0x${pending}`) & (1n << BigInt(os.constants.signals[signal] - 1))) !== 0n;
}

/** The worker processes of a runner, by what Linux says of all processes. */
function workersOf(pid: number): number[] {
  const parent = new RegExp(`^PPid:\\s*${pid}$`, 'm');
  const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((each) => isWorker(each) && parent.test(fileOf(each, 'status')));
}

function isWorker(pid: number): boolean {
  return /job-process/.test(fileOf(pid, 'cmdline'));
}

/** Empty where the process has ended. */
function fileOf(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
