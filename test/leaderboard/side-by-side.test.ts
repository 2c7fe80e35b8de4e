import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import {
  defaultPooledContextConfig,
  LeaderboardFailure,
  measureSideBySide,
  runEnsemble,
  type ChannelTask,
} from '../../lib/leaderboard';
import { loadBackend } from '../../lib/runtime';

const channels = ['P-1', 'D-1', 'M-6'];
const settings = { steps: defaultPooledContextConfig };

/** Of this process, those that measure channels. */
function measuringProcesses(): number[] {
  const children = fs.readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.filter((pid) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('channel-process'));
}

describe('measureSideBySide', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-side-'));
  const root = path.join(folder, 'data');
  const taskOf = (channel: string, store: string): ChannelTask => {
    return { channel, root, store: path.join(folder, store), profile: 'smoke', seeds: [0], settings };
  };
  const filesIn = (store: string) => fs.readdirSync(path.join(folder, store)).sort();
  before(async () => {
    await loadBackend();
    simulateSmapMsl(root, { channels, length: 600 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('does all other tasks where one fails, names it, and passes on notes', async () => {
    const tasks = ['X-9', 'P-1'].map((channel) => taskOf(channel, 'failing'));
    const run = { root, store: tasks[0].store, channels: ['P-1'] };
    const result = await runEnsemble(new Map([['P-1', settings]]), run);
    const [name] = filesIn('failing');
    fs.writeFileSync(path.join(run.store, name), '');
    const notes: string[] = [];
    const onNote = (note: string) => void notes.push(note);
    await assert.rejects(measureSideBySide(tasks, { workers: 1, onNote }), (error: LeaderboardFailure) => {
      assert.ok(error instanceof LeaderboardFailure);
      assert.equal(error.failures.length, 1);
      assert.match(error.failures[0], /X-9/);
      return true;
    });
    assert.match(notes.join('\n'), /^[0-9a-f]{32}\.json: not readable as JSON .* set aside as .*\.corrupt, [^\n]*$/);
    assert.deepEqual(filesIn('failing'), [name, `${name}.corrupt`]);
    const before = fs.statSync(path.join(run.store, name)).mtimeMs;
    const again = await runEnsemble(new Map([['P-1', settings]]), run);
    assert.deepEqual(again.seeds[0].channels[0].steps, result.seeds[0].channels[0].steps);
    assert.equal(fs.statSync(path.join(run.store, name)).mtimeMs, before, 'what a process kept is found here');
  });

  it('puts another process in the place of one that dies', async function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere a test cannot tell which process to end
    const done: string[] = [];
    const onProgress = ({ label }: { label: string }) => {
      if (done.push(label) > 1) return;
      const [pid] = measuringProcesses();
      process.kill(pid, 'SIGKILL');
    };
    const tasks = channels.map((channel) => taskOf(channel, 'dying'));
    const run = measureSideBySide(tasks, { workers: 1, onProgress });
    await assert.rejects(run, /1 run failed.*\nfailed: D-1: the process that measured it ended/);
    assert.deepEqual(done, channels);
    assert.equal(filesIn('dying').length, 2);
  });

  it('ends at once where nothing can be kept', async () => {
    const store = path.join(root, 'labeled_anomalies.csv');
    const tasks = channels.map((channel) => ({ ...taskOf(channel, ''), store }));
    const done: string[] = [];
    const run = measureSideBySide(tasks, { workers: 1, onProgress: ({ label }) => void done.push(label) });
    await assert.rejects(run, /labeled_anomalies\.csv: a result of the leaderboard cannot be written/);
    assert.deepEqual(done, []);
  });
});
