import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { StateFolder } from '../../lib/monitor/state-folder';
import { fillDisk } from '../support/full-disk';
import { interferer } from '../support/interference';
import { temporaryFolder } from '../support/monitor';

const repository = path.join(__dirname, '..', '..');

describe('the lock of a state folder', () => {
  const root = temporaryFolder();
  const interfere = interferer();
  let count = 0;
  const newFolder = () => path.join(root, `state-${count++}`);
  const refuses = (folder: string, message: RegExp) =>
    assert.throws(() => new StateFolder(folder), { name: 'MonitorError', message });
  const entryOf = (folder: string) => fs.readFileSync(path.join(folder, 'lock'), 'utf8').split(' ');
  const makeStale = (folder: string) => {
    const then = Date.now() / 1000 - 11;
    fs.utimesSync(path.join(folder, 'lock.lock'), then, then);
  };
  /** Leaves the lock of a monitor that was killed, with another entry. */
  const leaveLock = (change: (entry: string[]) => string[]) => {
    const folder = newFolder();
    const first = new StateFolder(folder);
    const entry = entryOf(folder);
    first.release();
    fs.mkdirSync(path.join(folder, 'lock.lock'));
    fs.writeFileSync(path.join(folder, 'lock'), change(entry).join(' '));
    return folder;
  };

  it('is not taken over within a process, and frees the folder when released', () => {
    const folder = newFolder();
    const first = new StateFolder(folder);
    assert.equal(first.takenOver, undefined);
    refuses(folder, new RegExp(`in use by process ${process.pid} on ${os.hostname()};`));
    first.release();
    assert.deepEqual(fs.readdirSync(folder), []);
    new StateFolder(folder).release();
  });

  it('is taken over at once from a process that has ended, also if its id belongs to another one now', function () {
    if (process.platform !== 'linux') this.skip();
    const ended = leaveLock(([, ...rest]) => ['4999999', ...rest]);
    const reused = leaveLock(([id, host, where, started, owner]) => [id, host, where, `${Number(started) - 1}`, owner]);
    for (const folder of [ended, reused]) {
      const next = new StateFolder(folder);
      assert.match(next.takenOver ?? '', /^process \d+ on .*, which has ended$/);
      next.release();
    }
  });

  for (const [step, name] of [
    ['takes its entry away', 'rmSync'],
    ['moves it aside', 'renameSync'],
  ] as const) {
    it(`is one monitor's where two find the holder ended, also if one pauses before it ${step}`, function () {
      if (process.platform !== 'linux') this.skip();
      const folder = leaveLock(([, ...rest]) => ['4999999', ...rest]);
      let quick: StateFolder | undefined;
      const take = () => {
        if (name === 'renameSync') fs.rmSync(path.join(folder, 'lock.lock'), { recursive: true });
        quick = new StateFolder(folder);
      };
      const isOfLock = ([file]: readonly unknown[]) => String(file).startsWith(path.join(folder, 'lock'));
      interfere(fs, name, take, { isIt: isOfLock });
      refuses(folder, /in use by/);
      quick!.requireLock();
      refuses(folder, /in use by/);
      quick!.release();
      assert.deepEqual(fs.readdirSync(folder), []);
    });
  }

  it('is not taken from a monitor that has made it and not yet written whose it is', function () {
    if (process.platform !== 'linux') this.skip();
    const folder = leaveLock(([, ...rest]) => ['4999999', ...rest]);
    const isEntry = ([file]: readonly unknown[]) => file === path.join(folder, 'lock');
    let isRefused = false;
    const take = () => {
      refuses(folder, /in use by another process/);
      isRefused = true;
    };
    interfere(fs, 'writeFileSync', take, { isIt: isEntry });
    const first = new StateFolder(folder);
    assert.ok(isRefused);
    first.release();
  });

  it('is not taken from another container before ten seconds without a sign, whatever runs under its id here', () => {
    const folder = leaveLock(([, host, where, ...rest]) => ['4999999', host, `${where}1`, ...rest]);
    refuses(folder, /in use by process 4999999 on/);
    makeStale(folder);
    const next = new StateFolder(folder);
    assert.match(next.takenOver ?? '', /^process 4999999 on .*, not refreshed for ten seconds$/);
    next.release();
  });

  it('is not taken over where its file is empty, before ten seconds without a sign, and then not silently', () => {
    const folder = leaveLock(() => ['']);
    refuses(folder, /in use by another process;/);
    makeStale(folder);
    const next = new StateFolder(folder);
    assert.equal(next.takenOver, 'another process, not refreshed for ten seconds');
    next.release();
  });

  it('keeps two monitors from one folder in two spaces of process ids', async function () {
    const isolate = ['-p', '-f', '--mount-proc'];
    if (spawnSync('unshare', [...isolate, 'true']).status !== 0) this.skip();
    this.timeout(60_000);
    const folder = newFolder();
    const script = `const { StateFolder } = require('./lib/monitor/state-folder.ts');
      const state = new StateFolder(process.argv[1]); console.log('taken'); setTimeout(() => state.release(), 60000);`;
    const args = [process.execPath, ...RUN_TYPESCRIPT, '-e', script, folder];
    const first = spawn('unshare', [...isolate, '--kill-child', ...args], { cwd: repository });
    await once(first.stdout, 'data');
    const second = spawnSync('unshare', [...isolate, ...args], { cwd: repository, encoding: 'utf8', timeout: 30_000 });
    assert.match(second.stderr, /in use by process \d+ on/);
    assert.doesNotMatch(second.stdout, /taken/);
    first.kill('SIGKILL');
    await once(first, 'close');
    refuses(folder, /in use by process/);
    makeStale(folder);
    new StateFolder(folder).release();
  });

  it('is waited for where its holder may have been killed, and not where the holder lives', async function () {
    this.timeout(30_000);
    const never = new AbortController().signal;
    const open = (folder: string) => StateFolder.open(folder, () => undefined, never);
    const elsewhere = ([, host, where, ...rest]: string[]) => ['4999999', host, `${where}1`, ...rest];
    const killed = leaveLock(elsewhere);
    const then = Date.now() / 1000 - 9.5;
    fs.utimesSync(path.join(killed, 'lock.lock'), then, then);
    const next = await open(killed);
    assert.match(next.takenOver ?? '', /not refreshed/);
    next.release();
    const living = leaveLock(elsewhere);
    const waiting = assert.rejects(open(living), /in use by process 4999999/);
    fs.utimesSync(path.join(living, 'lock.lock'), then, Date.now() / 1000 + 1);
    await waiting;
    const here = new StateFolder(newFolder());
    await assert.rejects(open(here.folder), { name: 'MonitorError', mayBeFree: false });
    here.release();
    const stop = new AbortController();
    const given = assert.rejects(
      StateFolder.open(living, () => undefined, stop.signal),
      /in use by/,
    );
    stop.abort();
    await given;
  });

  it('frees the folder of what a killed monitor was writing', () => {
    const folder = newFolder();
    new StateFolder(folder).release();
    fs.writeFileSync(path.join(folder, '.state.json.4999999-0123abcd.tmp'), '{"ver');
    fs.writeFileSync(path.join(folder, '.outbox.jsonl.4999999-0123abcd.tmp'), '{"add');
    new StateFolder(folder).release();
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('is lost as soon as another owner is written there', () => {
    const folder = newFolder();
    const first = new StateFolder(folder);
    first.requireLock();
    const [id, host, where, started] = entryOf(folder);
    fs.writeFileSync(path.join(folder, 'lock'), [id, host, where, started, 'other'].join(' '));
    assert.throws(() => first.requireLock(), /has lost the lock of its state folder \(another monitor has taken it\)/);
    fs.rmSync(folder, { recursive: true });
  });

  it('is taken on a full disk', () => {
    const folder = newFolder();
    const makeRoom = fillDisk(0);
    let first: StateFolder;
    try {
      first = new StateFolder(folder);
      first.requireLock();
    } finally {
      makeRoom();
    }
    refuses(folder, /in use by another process;/);
    first.release();
  });
});
