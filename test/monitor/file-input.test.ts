import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Batch, batchesOf, untilAborted } from '../../lib/monitor/batches';
import { canResume, fileBatches, type FileInputOptions, pipeBatches } from '../../lib/monitor/file-input';
import { eventually, temporaryFolder } from '../support/monitor';

const first = (batch: Batch) =>
  batch.records.map((record) => ('rejected' in record ? record.rejected : record.values[0]));

async function collect(batches: AsyncIterable<Batch>) {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return { batches: all, values: all.flatMap(first) };
}

describe('fileBatches', () => {
  const folder = temporaryFolder();
  let count = 0;
  function fileOf(content: string): string {
    const file = path.join(folder, `input-${count++}`);
    fs.writeFileSync(file, content);
    return file;
  }
  const jsonl = { format: 'jsonl', features: 1 } as const;

  it('reads a file with a 10 MB line and broken lines to its end', async () => {
    const file = fileOf(`[1]\n${'x'.repeat(10 * 2 ** 20)}\n{broken\n[2]\n\n[3]`);
    const { values } = await collect(fileBatches(file, jsonl));
    assert.deepEqual(values, [1, 'lineTooLong', 'brokenLine', 2, 3]);
  });

  it('resumes where a batch ended, behind the header of a CSV', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},x`);
    const file = fileOf(['a,channel', ...rows, 'last'].join('\n'));
    const options = { format: 'csv', features: 1 } as const;
    const { batches, values } = await collect(fileBatches(file, options));
    assert.equal(values.length, 30_001);
    assert.ok(batches.length >= 4);
    for (const [i, { position }] of batches.slice(0, -1).entries()) {
      const rest = await collect(fileBatches(file, { ...options, from: position }));
      assert.deepEqual(rest.values, batches.slice(i + 1).flatMap(first));
    }
  });

  it('resumes in the order of a header that was not the first line', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${-i},${i}`);
    const file = fileOf(['from the plant', 'b,a', ...rows].join('\n'));
    const options = { format: 'csv', features: 2, names: ['a', 'b'] } as const;
    const { batches } = await collect(fileBatches(file, options));
    // The first batch is what came before the start: nothing.
    const { position } = batches[1];
    assert.equal(first(batches[1])[0], 'brokenLine');
    const rest = await collect(fileBatches(file, { ...options, from: position }));
    assert.deepEqual(rest.values, batches.slice(2).flatMap(first));
    assert.ok(rest.values.length > 1000 && rest.values.every((value) => typeof value === 'number' && value > 0));
  });

  it('knows beforehand whether it can resume', () => {
    const file = fileOf('[1]\n');
    const { ino: inode } = fs.statSync(file);
    assert.equal(canResume(file, { inode, offset: 4 }), true);
    assert.equal(canResume(file, { inode, offset: 5 }), false);
    assert.equal(canResume(file, { inode: inode + 1, offset: 4 }), false);
    assert.equal(canResume(`${file}.none`, { inode, offset: 0 }), false);
  });

  it('starts at the beginning where the file is not the one it was', async () => {
    const file = fileOf('[1]\n[2]\n');
    const { ino: inode } = fs.statSync(file);
    for (const from of [
      { inode: inode + 1, offset: 4 },
      { inode, offset: 1000 },
    ]) {
      assert.deepEqual((await collect(fileBatches(file, { ...jsonl, from }))).values, [1, 2]);
    }
    assert.deepEqual((await collect(fileBatches(file, { ...jsonl, from: { inode, offset: 4 } }))).values, [2]);
  });

  it('follows a file that grows, is cut short, and is replaced', async () => {
    const file = fileOf('[1]\n[2');
    const stop = new AbortController();
    const options: FileInputOptions = { ...jsonl, follow: true, pollInterval: 5, signal: stop.signal };
    const values: unknown[] = [];
    const reading = (async () => {
      for await (const batch of fileBatches(file, options)) values.push(...first(batch));
    })();
    const until = (expected: unknown[]) =>
      eventually(() => JSON.stringify(values) === JSON.stringify(expected), JSON.stringify(expected));
    await until([1]);
    fs.appendFileSync(file, '2]\n');
    await until([1, 22]);
    fs.writeFileSync(file, '[3]\n');
    await until([1, 22, 3]);
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, '[4]\n[5]\n[6]\n');
    await until([1, 22, 3, 4, 5, 6]);
    stop.abort();
    await reading;
  });

  it('says in one sentence that a file cannot be read', async () => {
    const file = path.join(folder, 'missing');
    await assert.rejects(collect(fileBatches(file, jsonl)), { name: 'DataError', message: /missing: cannot be read/ });
  });
});

describe('pipeBatches', () => {
  it('reads lines from any pieces', async () => {
    const pieces = Readable.from([Buffer.from('[1]\n['), Buffer.from('2]\n[3'), Buffer.from(']')]);
    assert.deepEqual((await collect(pipeBatches(pieces, { format: 'jsonl', features: 1 }))).values, [1, 2, 3]);
  });
});

describe('batchesOf', () => {
  it('takes any iterator of points, and lets others have their turn', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const points = Array.from({ length: 100_000 }, (_, i) => ({ values: [i] }));
    const { values } = await collect(batchesOf(points));
    clearInterval(timer);
    assert.equal(values.length, 100_000);
    assert.ok(turns > 1);
    async function* slow() {
      yield { values: [1] };
      await Promise.resolve();
      yield { values: [2] };
    }
    assert.deepEqual((await collect(batchesOf(slow()))).values, [1, 2]);
  });
});

describe('untilAborted', () => {
  it('ends without waiting for an input that never comes', async () => {
    const stop = new AbortController();
    async function* silent() {
      yield 1;
      queueMicrotask(() => stop.abort());
      await new Promise(() => undefined);
    }
    const seen: number[] = [];
    for await (const value of untilAborted(silent(), stop.signal)) seen.push(value);
    assert.deepEqual(seen, [1]);
  });

  it('keeps no batch that went by', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const passed: WeakRef<object>[] = [];
    async function* batches() {
      for (let i = 0; i < 100; i++) {
        const batch = { i };
        passed.push(new WeakRef(batch));
        yield batch;
        // What a WeakRef was read from lives until the turn ends.
        await new Promise((resolve) => setImmediate(resolve));
      }
      collectGarbage();
      yield { i: passed.filter((batch) => batch.deref() !== undefined).length };
    }
    let last = { i: -1 };
    for await (const batch of untilAborted(batches(), new AbortController().signal)) last = batch;
    assert.ok(last.i <= 3, `${last.i} of 100 batches are still held`);
  });

  it('passes an error of the input on', async () => {
    async function* failing() {
      yield 1;
      throw new Error('broken pipe');
    }
    await assert.rejects(async () => {
      for await (const _ of untilAborted(failing(), new AbortController().signal));
    }, /broken pipe/);
  });
});
