import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { FilePosition } from '../../lib/monitor/batches';
import { canResume, fileBatches } from '../../lib/monitor/file-input';
import { eventually, lines, numbers, temporaryFolder } from '../support/monitor';

describe('log rotation', () => {
  const folder = temporaryFolder();
  let count = 0;
  /** The time of the next write, so that files differ in it however fast the test is. */
  let second = 1_700_000_000;
  const newFile = () => {
    const place = path.join(folder, String(count++));
    fs.mkdirSync(place);
    return path.join(place, 'points.jsonl');
  };
  function write(file: string, text: string): void {
    fs.appendFileSync(file, text);
    fs.utimesSync(file, second, second++);
  }

  /** Follows a file; what it gave is collected. */
  function follow(file: string, from?: FilePosition, pollInterval = 5) {
    const stop = new AbortController();
    const notes: string[] = [];
    const options = { format: 'jsonl', features: 1, follow: true, pollInterval, signal: stop.signal, from } as const;
    const reader = {
      values: [] as unknown[],
      position: from,
      notes,
      reading: Promise.resolve(),
      has: (length: number) => eventually(() => reader.values.length >= length, `${length} values`),
      stop: async () => {
        stop.abort();
        await reader.reading;
        return reader.position!;
      },
    };
    reader.reading = (async () => {
      for await (const { records, position } of fileBatches(file, { ...options, onNote: (note) => notes.push(note) })) {
        for (const record of records) reader.values.push('rejected' in record ? record.rejected : record.values[0]);
        reader.position = position ?? reader.position;
      }
    })();
    return reader;
  }

  /** Checks that a reader gives the numbers from 0 to below `end`, each once and in order. */
  async function gives(reader: ReturnType<typeof follow>, end: number): Promise<void> {
    await reader.has(end);
    await reader.stop();
    assert.deepEqual(reader.values, numbers(end));
  }

  /** Reads the first lines, stops, rotates while nobody reads, and reads on. */
  async function whileDown(file: string, rotate: () => void) {
    write(file, lines(0, 200));
    const before = follow(file);
    await before.has(200);
    const position = await before.stop();
    rotate();
    assert.equal(canResume(file, position), true);
    const after = follow(file, position);
    after.values.unshift(...before.values);
    return after;
  }

  function copyTruncate(file: string, copy = `${file}.1`): void {
    fs.copyFileSync(file, copy);
    fs.utimesSync(copy, second, second++);
    fs.truncateSync(file);
  }

  it('by rename and create is followed to the end of the old file, then in the new one', async () => {
    const file = newFile();
    write(file, lines(0, 200));
    const reader = follow(file);
    await reader.has(200);
    write(file, lines(200, 300));
    fs.renameSync(file, `${file}.1`);
    write(`${file}.1`, lines(300, 400));
    write(file, lines(400, 600));
    await gives(reader, 600);
  });

  it('waits for a writer that keeps writing to the old file', async () => {
    const file = newFile();
    write(file, lines(0, 200));
    const reader = follow(file, undefined, 20);
    await reader.has(200);
    fs.renameSync(file, `${file}.1`);
    write(file, '');
    for (let start = 200; start < 400; start += 50) {
      write(`${file}.1`, lines(start, start + 50));
      await reader.has(start + 50);
    }
    write(`${file}.1`, lines(400, 450));
    write(file, lines(450, 600));
    await gives(reader, 600);
  });

  it('reads what is added to the old file after the new one has begun', async () => {
    const file = newFile();
    write(file, lines(0, 200));
    const reader = follow(file);
    await reader.has(200);
    fs.renameSync(file, `${file}.1`);
    write(file, lines(200, 300));
    await reader.has(300);
    write(`${file}.1`, lines(300, 400));
    await reader.has(400);
    write(file, lines(400, 500));
    await gives(reader, 500);
  });

  it('twice within one look leaves out no file', async () => {
    const file = newFile();
    write(`${file}.9`, lines(9000, 9100));
    write(`${file}.bak`, lines(9100, 9200));
    write(file, lines(0, 200));
    const reader = follow(file, undefined, 50);
    await reader.has(200);
    write(file, lines(200, 250));
    fs.renameSync(file, `${file}.2`);
    write(`${file}.1`, lines(250, 400));
    write(file, lines(400, 600));
    await gives(reader, 600);
  });

  it('by copytruncate is told although the file has grown beyond its old end within one look', async () => {
    const file = newFile();
    write(file, lines(0, 200));
    const reader = follow(file, undefined, 50);
    await reader.has(200);
    write(file, lines(200, 250));
    copyTruncate(file);
    write(file, lines(250, 900));
    await gives(reader, 900);
    assert.deepEqual(reader.notes, []);
  });

  it('by copytruncate within a line gives that line once and whole', async () => {
    const file = newFile();
    write(file, `${lines(0, 200)}[2`);
    const reader = follow(file);
    await reader.has(200);
    write(file, `00]\n${lines(201, 250)}`);
    copyTruncate(file, path.join(path.dirname(file), 'points-20240501.jsonl'));
    write(file, lines(250, 300));
    await gives(reader, 300);
  });

  it('by truncation without a copy is read from its start, with a note', async () => {
    const file = newFile();
    write(file, lines(500, 700));
    const reader = follow(file);
    await reader.has(200);
    fs.truncateSync(file);
    write(file, lines(0, 300));
    await reader.has(500);
    await reader.stop();
    assert.deepEqual(reader.values.slice(200), numbers(300));
    assert.deepEqual(reader.notes, [`${file}: the file was truncated; what was not read of it is lost`]);
  });

  for (const [how, rotate] of [
    [
      'by rename',
      (file: string) => {
        write(file, lines(200, 400));
        fs.renameSync(file, `${file}.1`);
        write(file, lines(400, 600));
      },
    ],
    [
      'by two renames',
      (file: string) => {
        write(file, lines(200, 300));
        fs.renameSync(file, `${file}.2`);
        write(`${file}.1`, lines(300, 400));
        write(file, lines(400, 600));
      },
    ],
    [
      'by copytruncate',
      (file: string) => {
        write(file, lines(200, 400));
        copyTruncate(file);
        write(file, lines(400, 600));
      },
    ],
    [
      'by copytruncate, to beyond the old end',
      (file: string) => {
        write(file, lines(200, 300));
        copyTruncate(file);
        write(file, lines(300, 600));
      },
    ],
    [
      'by a copy whose place a file with the same inode takes',
      (file: string) => {
        write(file, lines(200, 400));
        const copy = `${file}.1`;
        fs.copyFileSync(file, copy);
        fs.utimesSync(copy, second, second++);
        fs.writeFileSync(file, '');
        write(file, lines(400, 600));
      },
    ],
  ] as const) {
    it(`while nobody reads, ${how}, loses nothing`, async () => {
      const file = newFile();
      await gives(await whileDown(file, () => rotate(file)), 600);
    });
  }

  it('is followed to its end without --follow, too', async () => {
    const file = newFile();
    write(file, lines(0, 200));
    const { position } = await (async () => {
      const reader = follow(file);
      await reader.has(200);
      return { position: await reader.stop() };
    })();
    write(file, lines(200, 300));
    fs.renameSync(file, `${file}.1`);
    write(file, lines(300, 400));
    const rest: number[] = [];
    for await (const { records } of fileBatches(file, { format: 'jsonl', features: 1, from: position })) {
      for (const record of records) if (!('rejected' in record)) rest.push(record.values[0]);
    }
    assert.deepEqual(rest, numbers(400).slice(200));
  });

  it('that left nothing of the old file is known beforehand, even if the new one has its inode', async () => {
    const file = newFile();
    write(file, lines(0, 200));
    const reader = follow(file);
    await reader.has(200);
    const position = await reader.stop();
    assert.equal(position.inode, fs.statSync(file).ino);
    fs.writeFileSync(file, lines(200, 600));
    assert.equal(fs.statSync(file).ino, position.inode);
    assert.equal(canResume(file, position), false);
    const again = follow(file, position);
    await again.has(400);
    await again.stop();
    assert.deepEqual(again.values, numbers(600).slice(200));
  });

  it('keeps the header of a CSV that was rotated while nobody read', async () => {
    const file = newFile();
    const options = { format: 'csv', features: 2, names: ['a', 'b'] } as const;
    write(file, `b,a\n1,0\n`);
    let position: FilePosition | undefined;
    for await (const batch of fileBatches(file, options)) position = batch.position ?? position;
    write(file, '2,1\n');
    fs.renameSync(file, `${file}.1`);
    write(file, 'a,b\n2,3\n');
    const rest: number[][] = [];
    for await (const { records } of fileBatches(file, { ...options, from: position })) {
      for (const record of records) rest.push('rejected' in record ? [] : [...record.values]);
    }
    assert.deepEqual(rest, [
      [1, 2],
      [2, 3],
    ]);
  });
});
