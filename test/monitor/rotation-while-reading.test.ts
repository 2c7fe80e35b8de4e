import assert from 'node:assert/strict';
import fs from 'node:fs';
import asyncFs from 'node:fs/promises';
import path from 'node:path';
import { canResume, fileBatches } from '../../lib/monitor/file-input';
import { temporaryFolder } from '../support/monitor';

/** Lines of JSON with the numbers from `start` to below `end`. */
const lines = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => `[${start + i}]\n`).join('');
const numbers = (end: number) => Array.from({ length: end }, (_, i) => i);

/** Does something once, right before or right after the file system reads from a place in a file. */
async function atRead(file: string, when: 'before' | 'after', place: number, act: () => void): Promise<void> {
  const handle = await asyncFs.open(file);
  const prototype = Object.getPrototypeOf(handle) as { read: (...args: unknown[]) => Promise<unknown> };
  await handle.close();
  const { read } = prototype;
  let isDone = false;
  afterEachOnce(() => (prototype.read = read));
  prototype.read = async function (...args) {
    const isHere = !isDone && args[3] === place && (args[2] as number) > 1000;
    if (isHere && when === 'before') act();
    const result = await read.apply(this, args);
    if (isHere && when === 'after') act();
    isDone ||= isHere;
    return result;
  };
}

let undo: (() => void)[] = [];
const afterEachOnce = (restore: () => void) => undo.push(restore);

describe('log rotation while a read is under way', () => {
  const folder = temporaryFolder();
  let count = 0;
  const newFile = (text: string) => {
    const place = path.join(folder, String(count++));
    fs.mkdirSync(place);
    const file = path.join(place, 'points.jsonl');
    fs.writeFileSync(file, text);
    return file;
  };
  afterEach(() => {
    for (const restore of undo) restore();
    undo = [];
  });

  /** Follows a file until `length` values were read, or a few looks found nothing new. */
  async function valuesOf(file: string, length: number): Promise<{ values: number[]; notes: string[] }> {
    const stop = new AbortController();
    const values: number[] = [];
    const notes: string[] = [];
    const options = { format: 'jsonl', features: 1, follow: true, pollInterval: 1, signal: stop.signal } as const;
    const end = setTimeout(() => stop.abort(), 1000);
    for await (const { records } of fileBatches(file, { ...options, onNote: (note) => notes.push(note) })) {
      for (const record of records) values.push('rejected' in record ? NaN : record.values[0]);
      if (values.length >= length) stop.abort();
    }
    clearTimeout(end);
    return { values, notes };
  }

  it('is told when the file is truncated and grows beyond its old end before the read', async () => {
    const file = newFile(lines(500, 700));
    const { size } = fs.statSync(file);
    await atRead(file, 'before', size, () => fs.writeFileSync(file, lines(0, 300)));
    const { values, notes } = await valuesOf(file, 500);
    assert.deepEqual(values.slice(200), numbers(300));
    assert.deepEqual(notes, [`${file}: the file was truncated; what was not read of it is lost`]);
  });

  it('reads the rest of the copy when the file is copied and truncated before the read', async () => {
    const file = newFile(lines(0, 200));
    const { size } = fs.statSync(file);
    await atRead(file, 'before', size, () => {
      fs.appendFileSync(file, lines(200, 250));
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, lines(250, 900));
    });
    const { values, notes } = await valuesOf(file, 900);
    assert.deepEqual(values, numbers(900));
    assert.deepEqual(notes, []);
  });

  it('is told when the file is truncated and grows beyond its old end after the first read', async () => {
    const file = newFile(lines(500, 700));
    await atRead(file, 'after', 0, () => fs.writeFileSync(file, lines(0, 300)));
    const { values, notes } = await valuesOf(file, 500);
    assert.deepEqual(values.slice(200), numbers(300));
    assert.equal(notes.length, 1);
  });

  it('saves no position in what took the place of the bytes that were read', async () => {
    const file = newFile(`${lines(500, 700)}[70`);
    await atRead(file, 'after', 0, () => fs.writeFileSync(file, lines(0, 400)));
    for await (const { position } of fileBatches(file, { format: 'jsonl', features: 1 })) {
      if (position === undefined) continue;
      assert.equal(position.offset, 1200);
      assert.equal(canResume(file, position), false);
      break;
    }
  });

  it('saves the start of a line that is longer than a read', async () => {
    const file = newFile(`${lines(0, 200)}[${' '.repeat(150_000)}200]\n`);
    const offsets: (number | undefined)[] = [];
    for await (const { position } of fileBatches(file, { format: 'jsonl', features: 1, maxLineBytes: 200_000 })) {
      if (position === undefined) continue;
      offsets.push(position.offset);
      assert.equal(canResume(file, position), true);
    }
    const start = lines(0, 200).length;
    assert.deepEqual(offsets, [start, start, start + 150_006]);
  });

  it('saves the start of a line whose end is in the copy that is read on', async () => {
    const file = newFile(`${lines(0, 200)}[200`);
    const start = lines(0, 200).length;
    await atRead(file, 'before', start + 4, () => {
      fs.copyFileSync(file, `${file}.1`);
      fs.appendFileSync(`${file}.1`, ' '.repeat(100));
      fs.writeFileSync(file, lines(201, 300));
    });
    const offsets: (number | undefined)[] = [];
    for await (const { position } of fileBatches(file, { format: 'jsonl', features: 1 })) {
      if (position !== undefined) offsets.push(position.offset);
    }
    assert.deepEqual(offsets, [start, start, lines(201, 300).length]);
  });

  it('leaves out no file that takes the name and loses it again before it is opened', async () => {
    const file = newFile(lines(0, 200));
    const { open } = asyncFs;
    let opened = 0;
    afterEachOnce(() => (asyncFs.open = open));
    const { size } = fs.statSync(file);
    await atRead(file, 'before', size, () => {
      fs.renameSync(file, `${file}.2`);
      fs.writeFileSync(file, lines(200, 300));
    });
    asyncFs.open = async (...args) => {
      // The first look at what the file is, the first file, and then the one that took its name.
      if (args[0] === file && ++opened === 3) {
        fs.renameSync(file, `${file}.1`);
        fs.writeFileSync(file, lines(300, 400));
      }
      return open(...args);
    };
    const { values } = await valuesOf(file, 400);
    assert.deepEqual(values, numbers(400));
  });
});
