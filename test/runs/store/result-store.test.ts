import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executeJob } from '../../../lib/runs/execute-job';
import { ResultStore } from '../../../lib/runs/store/result-store';
import { encodeRecord, sameFigures, type JobRecord } from '../../../lib/runs/store/job-record';
import { interferer } from '../../support/interference';
import { executor, planTiny, tinyJob } from '../../support/tiny-executor';

describe('ResultStore', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-store-'));
  after(() => fs.rmSync(root, { recursive: true }));
  const interfere = interferer();
  let folders = 0;
  const newFolder = () => path.join(root, String(folders++));
  const recordOf = async (channel: string): Promise<JobRecord> =>
    (await executeJob(planTiny([tinyJob(channel)])[0], executor))!;

  it('gives back what was written, in another process too, and lists it', async () => {
    const folder = newFolder();
    const [a, b] = [await recordOf('a'), await recordOf('b')];
    const store = ResultStore.open(folder);
    assert.equal(store.read(a.hash), undefined);
    store.write(a);
    store.write(b);
    const again = ResultStore.open(folder, { create: false });
    assert.deepEqual(again.read(a.hash), JSON.parse(JSON.stringify(a)));
    assert.deepEqual(again.hashes(), [a.hash, b.hash].sort());
    assert.equal(again.list().length, 2);
    assert.equal(again.find(b.hash.slice(0, 20)).hash, b.hash);
    assert.throws(() => again.find('zz'), /zz: expected exactly one result whose hash starts with it; found 0 in /);
    assert.throws(() => again.find(''), /found 2 in /);
  });

  it('is left with one whole record by two writers of the same job', async () => {
    const folder = newFolder();
    const [first, second] = [await recordOf('a'), await recordOf('a')];
    ResultStore.open(folder).write(first);
    ResultStore.open(folder).write(second);
    const kept = ResultStore.open(folder).read(first.hash)!;
    assert.equal(kept.run.finishedAt, second.run.finishedAt);
    assert.ok(sameFigures(kept, first));
    assert.deepEqual(fs.readdirSync(folder).sort(), [`${first.hash}.json`, 'store.json'].sort());
  });

  it('keeps a result that another process writes while a damaged one is set aside', async () => {
    const notes: string[] = [];
    const store = ResultStore.open(newFolder(), { onNote: (note) => notes.push(note) });
    const record = await recordOf('a');
    const file = store.fileOf(record.hash);
    fs.writeFileSync(file, '{"damaged');
    fs.writeFileSync(`${file}.corrupt`, 'an earlier one');
    interfere(fs, 'renameSync', () => ResultStore.open(store.folder).write(record), {
      isIt: ([from]) => from === file,
    });
    assert.deepEqual(store.read(record.hash), JSON.parse(JSON.stringify(record)));
    assert.deepEqual(notes, []);
    assert.equal(fs.readFileSync(`${file}.corrupt`, 'utf8'), 'an earlier one');
    const name = path.basename(file);
    assert.deepEqual(fs.readdirSync(store.folder).sort(), [name, `${name}.corrupt`, 'store.json'].sort());
  });

  it('has no result where another process sets a damaged one aside before it is read', async () => {
    const store = ResultStore.open(newFolder());
    const record = await recordOf('a');
    const file = store.fileOf(record.hash);
    fs.writeFileSync(file, '{"damaged');
    interfere(fs, 'readFileSync', () => fs.renameSync(file, `${file}.corrupt`), { isIt: ([from]) => from === file });
    assert.equal(store.read(record.hash), undefined);
  });

  const damages: [string, (text: string, record: JobRecord) => string, RegExp][] = [
    ['truncated', (text) => text.slice(0, text.length / 2), /not readable as JSON \(\d+ characters: truncated\?\)/],
    ['empty', () => '', /not readable as JSON \(0 characters/],
    ['changed in a digit', (text) => text.replace('"steps": 1', '"steps": 2'), /does not match its checksum/],
    [
      'deeply nested',
      (text) => text.replace('"result": {', `"result": { "deep": ${'['.repeat(20_000)}${']'.repeat(20_000)},`),
      /more levels of brackets than a result has/,
    ],
    ['foreign', () => '{"hello": "world"}', /not a job result of Telltale/],
    [
      'of another job',
      (_, record) => encodeRecord({ ...record, hash: 'f'.repeat(64) }),
      /it holds the result of job ffffffffffff/,
    ],
  ];
  for (const [what, damage, message] of damages) {
    it(`sets a file aside that is ${what}, with one line, and leaves the others`, async () => {
      const notes: string[] = [];
      const store = ResultStore.open(newFolder(), { onNote: (note) => notes.push(note) });
      const [record, other] = [await recordOf('a'), await recordOf('b')];
      store.write(record);
      store.write(other);
      const file = store.fileOf(record.hash);
      const damaged = damage(fs.readFileSync(file, 'utf8'), record);
      fs.writeFileSync(file, damaged);
      assert.equal(store.read(record.hash), undefined);
      assert.equal(notes.length, 1);
      assert.match(notes[0], message);
      assert.equal(fs.readFileSync(`${file}.corrupt`, 'utf8'), damaged);
      assert.equal(fs.existsSync(file), false);
      assert.deepEqual(
        store.list().map(({ hash }) => hash),
        [other.hash],
      );
    });
  }

  it('leaves results of another format where they are, with one line for all, until there is a new one', async () => {
    const notes: string[] = [];
    const store = ResultStore.open(newFolder(), { onNote: (note) => notes.push(note) });
    const [a, b, other] = [await recordOf('a'), await recordOf('b'), await recordOf('c')];
    for (const record of [a, b, other]) store.write(record);
    for (const { hash } of [a, b]) {
      // As an earlier Telltale wrote them.
      const text = fs.readFileSync(store.fileOf(hash), 'utf8');
      const earlier = text.replace('telltale job result', 'telltale unit result').replace('"format": 2', '"format": 1');
      fs.writeFileSync(store.fileOf(hash), earlier);
    }
    const before = fs.readdirSync(store.folder);
    assert.deepEqual(store.list().map(({ hash }) => hash), [other.hash]); // prettier-ignore
    assert.equal(notes.length, 1);
    assert.match(
      notes[0],
      /: 2 results are of another format than 2, by another version of Telltale; they are not used/,
    );
    assert.deepEqual(fs.readdirSync(store.folder), before);
    store.write(a);
    assert.equal(store.list().length, 2);
  });

  it('changes nothing where it is only looked at', async () => {
    const folder = newFolder();
    const record = await recordOf('a');
    ResultStore.open(folder).write(record);
    fs.appendFileSync(path.join(folder, `${record.hash}.json`), 'x');
    const leftover = path.join(folder, '.a.json.1-00.tmp');
    fs.writeFileSync(leftover, 'part');
    fs.utimesSync(leftover, 0, 0);
    const before = fs.readdirSync(folder);
    const notes: string[] = [];
    assert.deepEqual(ResultStore.open(folder, { create: false, onNote: (note) => notes.push(note) }).list(), []);
    assert.match(notes.join('\n'), /^[0-9a-f]{64}\.json: not readable as JSON .*; left as it is$/);
    assert.deepEqual(fs.readdirSync(folder), before);
  });

  it('says so where its folder is gone, or a result cannot be written as JSON', async () => {
    const store = ResultStore.open(newFolder());
    const record = await recordOf('a');
    const broken = { ...record, run: { ...record.run, seconds: NaN } };
    assert.throws(() => store.write(broken), /^StoreError: .*run\.seconds: expected a finite number, found NaN/);
    fs.rmSync(store.folder, { recursive: true });
    assert.throws(() => store.write(record), /^StoreError: .*cannot be written \(ENOENT.*\)\. The folder is gone\.$/);
  });

  it('says in one sentence that the disk is full, keeps what there was and leaves no part of a file', async () => {
    const store = ResultStore.open(newFolder());
    const [first, second] = [await recordOf('a'), await recordOf('b')];
    store.write(first);
    const write = fs.writeFileSync;
    fs.writeFileSync = ((file: string, text: string) => {
      write(file, text.slice(0, 100));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }) as typeof write;
    try {
      assert.throws(
        () => store.write(second),
        /a result cannot be written \(no space is left on its disk\)\. The 1 stored/,
      );
    } finally {
      fs.writeFileSync = write;
    }
    assert.deepEqual(fs.readdirSync(store.folder).sort(), [`${first.hash}.json`, 'store.json'].sort());
    assert.ok(store.read(first.hash));
  });

  it('refuses a store of another format and changes nothing', () => {
    const folder = newFolder();
    fs.mkdirSync(folder);
    const marker = '{"kind":"telltale result store","format":2}';
    fs.writeFileSync(path.join(folder, 'store.json'), marker);
    assert.throws(
      () => ResultStore.open(folder),
      /a store of format 2, this Telltale reads format 1; nothing was changed/,
    );
    assert.deepEqual(fs.readdirSync(folder), ['store.json']);
    assert.equal(fs.readFileSync(path.join(folder, 'store.json'), 'utf8'), marker);
  });

  it('refuses what is not a store', () => {
    const folder = newFolder();
    assert.throws(() => ResultStore.open(folder, { create: false }), /no result store here/);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'thesis.tex'), '');
    assert.throws(() => ResultStore.open(folder), /it has no store\.json but other files, such as thesis\.tex/);
    assert.throws(() => ResultStore.open(path.join(folder, 'thesis.tex')), /no result store can be made here/);
    fs.writeFileSync(path.join(folder, 'store.json'), '{"kind": "photographs"}');
    assert.throws(() => ResultStore.open(folder), /not a result store of Telltale/);
  });

  it('clears away the temporary files of killed processes, once they are old', () => {
    const folder = newFolder();
    ResultStore.open(folder);
    const [old, young] = ['.a.json.1-00.tmp', '.b.json.2-00.tmp'].map((name) => path.join(folder, name));
    for (const file of [old, young]) fs.writeFileSync(file, 'part');
    fs.utimesSync(old, 0, 0);
    ResultStore.open(folder);
    assert.deepEqual([fs.existsSync(old), fs.existsSync(young)], [false, true]);
  });
});
