import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { codeDigest } from '../../lib/runs/store/versions';
import { kept } from '../../lib/leaderboard/kept';
import { decodeKept, encodeKept, type KeptRecord } from '../../lib/leaderboard/kept-record';
import { loadBackend } from '../../lib/runtime';

const LONG_AGO = '2020-01-01T00:00:00.000Z';

describe('kept', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-kept-'));
  const key = { label: 'entry', seed: 0 };
  let folders = 0;
  let store = '';
  let notes: string[] = [];
  let made = 0;
  const onNote = (note: string) => void notes.push(note);
  const make = () => Promise.resolve({ figure: ++made });
  const fail = () => Promise.reject<{ figure: number }>(new Error('no luck'));
  const nothing = () => Promise.reject<{ figure: number }>(new Error('it is kept, and not to be made'));

  before(() => loadBackend());
  beforeEach(() => {
    store = path.join(root, String(folders++));
    [notes, made] = [[], 0];
  });
  after(() => fs.rmSync(root, { recursive: true }));

  /** The one result's file. */
  const fileOf = () => {
    const names = fs.readdirSync(store).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
    assert.equal(names.length, 1);
    return path.join(store, names[0]);
  };
  const read = () => decodeKept(fs.readFileSync(fileOf(), 'utf8'));
  const rewrite = (change: Partial<KeptRecord>) => fs.writeFileSync(fileOf(), encodeKept({ ...read(), ...change }));

  it('is made once, with what made it and the seconds that it took', async () => {
    const slow = () => new Promise<{ figure: number }>((resolve) => setTimeout(() => resolve({ figure: 5 }), 30));
    assert.deepEqual(await kept({ store }, key, slow), { figure: 5 });
    assert.deepEqual(await kept({ store }, key, nothing), { figure: 5 });
    assert.deepEqual(await kept({ store }, { ...key, seed: 1 }, make), { figure: 1 });
    const names = fs.readdirSync(store);
    assert.equal(names.length, 2);
    const { result, versions, backend, run } = names
      .map((name) => decodeKept(fs.readFileSync(path.join(store, name), 'utf8')))
      .find((record) => record.key === JSON.stringify(key))!;
    assert.deepEqual(result, { figure: 5 });
    assert.equal(versions.code, codeDigest(['leaderboard']));
    assert.notEqual(versions.code, codeDigest(), 'which leaves the leaderboard out');
    assert.match(backend, / on (CPU|GPU)$/);
    assert.ok(run.seconds > 0.02 && run.seconds < 20, String(run.seconds));
  });

  const damages: [string, (text: string) => string, RegExp][] = [
    ['truncated', (text) => text.slice(0, text.length / 2), /not readable as JSON \(\d+ characters: truncated\?\)/],
    ['empty', () => '', /not readable as JSON \(0 characters/],
    ['changed in a digit', (text) => text.replace('"figure":1', '"figure":2'), /does not match its checksum/],
    ['of an earlier Telltale', () => '{"key":"{}","result":1}', /no result of the leaderboard/],
    ['of another key', (text) => encodeKept({ ...decodeKept(text), key: '{}' }), /holds the result of another key/],
  ];
  for (const [what, damage, message] of damages) {
    it(`sets a file aside that is ${what}, with one line, and is made again`, async () => {
      await kept({ store }, key, make);
      const file = fileOf();
      const damaged = damage(fs.readFileSync(file, 'utf8'));
      fs.writeFileSync(file, damaged);
      assert.deepEqual(await kept({ store, onNote }, key, make), { figure: 2 });
      assert.equal(notes.length, 1);
      assert.match(notes[0], message);
      assert.ok(notes[0].includes(`set aside as ${path.basename(file)}.corrupt`), notes[0]);
      assert.equal(fs.readFileSync(`${file}.corrupt`, 'utf8'), damaged);
      assert.deepEqual(await kept({ store }, key, nothing), { figure: 2 });
    });
  }

  const others: [string, (record: KeptRecord) => Partial<KeptRecord>][] = [
    ['other sources', ({ versions }) => ({ versions: { ...versions, code: 'another' } })],
    ['the sources but for those of the leaderboard', ({ versions }) => ({ versions: { ...versions, code: codeDigest() } })],
    ['another Telltale', ({ versions }) => ({ versions: { ...versions, telltale: '0.0.0' } })],
    ['another backend', () => ({ backend: 'abacus on HAND' })],
  ]; // prettier-ignore
  for (const [what, change] of others) {
    it(`is made again where ${what} made it, and replaced once there is a new one`, async () => {
      await kept({ store }, key, make);
      rewrite(change(read()));
      const [file, old] = [fileOf(), fs.readFileSync(fileOf(), 'utf8')];
      await assert.rejects(kept({ store, onNote }, key, fail), /no luck/);
      assert.equal(fs.readFileSync(file, 'utf8'), old);
      assert.deepEqual(await kept({ store, onNote }, key, make), { figure: 2 });
      assert.equal(fileOf(), file);
      assert.deepEqual(await kept({ store }, key, nothing), { figure: 2 });
      const note = `${store}: results that other sources or another backend made are made again`;
      assert.deepEqual(notes, [note, note]);
    });
  }

  it('is made anew where it is older than wanted, once, and replaced only when there is a new one', async () => {
    await kept({ store }, key, make);
    rewrite({ run: { finishedAt: LONG_AGO, seconds: 1 } });
    const since = Date.now();
    await assert.rejects(kept({ store, since }, key, fail), /no luck/);
    assert.deepEqual(await kept({ store }, key, nothing), { figure: 1 });
    assert.deepEqual(await kept({ store, since }, key, make), { figure: 2 });
    assert.deepEqual(await kept({ store, since }, key, nothing), { figure: 2 });
    assert.equal((read().result as { figure: number }).figure, 2);
    assert.deepEqual(fs.readdirSync(store), [path.basename(fileOf())]);
  });

  it('leaves the old one where a writer is killed before the new one has its name', async () => {
    await kept({ store }, key, make);
    rewrite({ run: { finishedAt: LONG_AGO, seconds: 1 } });
    const program = `
      const fs = require('node:fs');
      fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
      const { kept } = require('./lib/leaderboard/kept.ts');
      const since = Date.now();
      void kept({ store: ${JSON.stringify(store)}, since }, ${JSON.stringify(key)}, async () => ({ figure: 77 }));`;
    const { signal, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], { encoding: 'utf8' });
    assert.equal(signal, 'SIGKILL', stderr);
    const left = fs.readdirSync(store).filter((name) => name.endsWith('.tmp'));
    assert.equal(left.length, 1, 'it had been written');
    assert.match(fs.readFileSync(path.join(store, left[0]), 'utf8'), /"figure":77/);
    assert.deepEqual(await kept({ store, onNote }, key, nothing), { figure: 1 });
    assert.deepEqual(notes, []);
  });

  it('is not kept where it is no finite number, and says where', async () => {
    const odd = () => Promise.resolve({ windows: { rocAuc: NaN } });
    await assert.rejects(
      kept({ store }, key, odd),
      /record\.result\.windows\.rocAuc: expected a finite number, found NaN/,
    );
    assert.equal(fs.existsSync(store), false);
  });
});
