import assert from 'node:assert/strict';
import fs from 'node:fs';
import asyncFs from 'node:fs/promises';
import path from 'node:path';
import type { FilePosition } from '../../lib/monitor/batches';
import { canResume, fileBatches, type FileInputOptions } from '../../lib/monitor/file-input';
import { interferer } from '../support/interference';
import { lines, numbers, temporaryFolder } from '../support/monitor';

const POINTS = { format: 'jsonl', features: 1 } as const;

describe('log rotation while a file is being read', () => {
  const interfere = interferer();
  const folder = temporaryFolder();
  let handles: asyncFs.FileHandle;
  let count = 0;
  const newFile = (text: string) => {
    const place = path.join(folder, String(count++));
    fs.mkdirSync(place);
    const file = path.join(place, 'points.jsonl');
    fs.writeFileSync(file, text);
    return file;
  };
  const lengthOf = (start: number, end: number) => lines(start, end).length;
  before(async () => {
    const handle = await asyncFs.open(__filename);
    handles = Object.getPrototypeOf(handle) as asyncFs.FileHandle;
    await handle.close();
  });

  /** Reads a file; if it is followed, until `length` values have come, or long enough for the busiest machine. */
  async function read(file: string, options: Partial<FileInputOptions> & { length?: number } = {}) {
    const { length, ...others } = options;
    const stop = new AbortController();
    const values: (number | null)[] = [];
    const notes: string[] = [];
    let position: FilePosition | undefined;
    const onNote = (note: string) => notes.push(note);
    const all = { ...POINTS, follow: length !== undefined, pollInterval: 1, signal: stop.signal, onNote, ...others };
    const end = setTimeout(() => stop.abort(), 20_000);
    for await (const batch of fileBatches(file, all)) {
      for (const record of batch.records) values.push('rejected' in record ? null : record.values[0]);
      position = batch.position ?? position;
      if (length !== undefined && values.length >= length) stop.abort();
    }
    clearTimeout(end);
    return { values, notes, position: position! };
  }

  /** The read of points that begins so many bytes from the start; the look at what the file is reads less. */
  const readAt = (place: number) => (args: readonly unknown[]) => args[3] === place && (args[2] as number) > 1000;
  const isOf = (file: string) => (args: readonly unknown[]) => args[0] === file;
  const rename = (file: string, next: string) => () => {
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, next);
  };
  const copyTruncate = (file: string, next: string) => () => {
    fs.copyFileSync(file, `${file}.1`);
    fs.writeFileSync(file, next);
  };

  it('is told when the file is truncated and grows beyond its old end before the read', async () => {
    const file = newFile(lines(500, 700));
    const grow = () => fs.writeFileSync(file, lines(0, 300));
    interfere(handles, 'read', grow, { isIt: readAt(lengthOf(500, 700)) });
    const { values, notes } = await read(file, { length: 500 });
    assert.deepEqual(values.slice(200), numbers(300));
    assert.deepEqual(notes, [`${file}: the file was truncated; what was not read of it is lost`]);
  });

  it('reads the rest of the copy when the file is copied and truncated before the read', async () => {
    const file = newFile(lines(0, 200));
    const rotate = () => {
      fs.appendFileSync(file, lines(200, 250));
      copyTruncate(file, lines(250, 900))();
    };
    interfere(handles, 'read', rotate, { isIt: readAt(lengthOf(0, 200)) });
    const { values, notes } = await read(file, { length: 900 });
    assert.deepEqual(values, numbers(900));
    assert.deepEqual(notes, []);
  });

  it('is told when the file is truncated and grows beyond its old end after the first read', async () => {
    const file = newFile(lines(500, 700));
    interfere(handles, 'read', () => fs.writeFileSync(file, lines(0, 300)), { isIt: readAt(0), when: 'after' });
    const { values, notes } = await read(file, { length: 500 });
    assert.deepEqual(values.slice(200), numbers(300));
    assert.equal(notes.length, 1);
  });

  it('saves no position in what took the place of the bytes that were read', async () => {
    const file = newFile(`${lines(500, 700)}[70`);
    interfere(handles, 'read', () => fs.writeFileSync(file, lines(0, 400)), { isIt: readAt(0), when: 'after' });
    const positions: FilePosition[] = [];
    for await (const { position } of fileBatches(file, POINTS)) if (position) positions.push(position);
    assert.equal(positions[0].offset, lengthOf(500, 700));
    assert.equal(canResume(file, positions[0]), false);
  });

  it('saves the start of a line that is longer than a read', async () => {
    const file = newFile(`${lines(0, 200)}[${' '.repeat(150_000)}200]\n`);
    const offsets: number[] = [];
    for await (const { position } of fileBatches(file, { ...POINTS, maxLineBytes: 200_000 })) {
      if (position === undefined) continue;
      offsets.push(position.offset);
      assert.equal(canResume(file, position), true);
    }
    const start = lengthOf(0, 200);
    assert.deepEqual(offsets, [start, start, start + 150_006]);
  });

  it('saves the start of a line whose end is in the copy that is read on', async () => {
    const file = newFile(`${lines(0, 200)}[200`);
    const start = lengthOf(0, 200);
    const rotate = () => {
      copyTruncate(file, lines(201, 300))();
      fs.appendFileSync(`${file}.1`, ' '.repeat(100));
    };
    interfere(handles, 'read', rotate, { isIt: readAt(start + 4) });
    const offsets: number[] = [];
    for await (const { position } of fileBatches(file, POINTS)) if (position) offsets.push(position.offset);
    assert.deepEqual(offsets, [start, start, lengthOf(201, 300)]);
  });

  for (const [what, afterwards, follow = true] of [
    ['another file', (file: string) => fs.writeFileSync(file, lines(300, 400)), false],
    ['another file', (file: string) => fs.writeFileSync(file, lines(300, 400))],
    ['no file', (file: string) => void setTimeout(() => fs.writeFileSync(file, lines(300, 400)), 20)],
  ] as const) {
    it(`leaves out no file whose name ${what} has when it is opened, ${follow ? 'with' : 'without'} --follow`, async () => {
      const file = newFile(lines(0, 200));
      const second = () => {
        fs.renameSync(file, `${file}.2`);
        fs.writeFileSync(file, lines(200, 300));
      };
      interfere(handles, 'read', second, { isIt: readAt(lengthOf(0, 200)) });
      const third = () => {
        fs.renameSync(file, `${file}.1`);
        afterwards(file);
      };
      // Opened by the look at what the file is, by the reader, and by the reader as the one that took the name.
      interfere(asyncFs, 'open', third, { isIt: isOf(file), call: 3 });
      const { values } = await read(file, { length: 400, follow });
      assert.deepEqual(values, numbers(400));
    });
  }

  it('leaves out no file that is copied and truncated before it is opened', async () => {
    const file = newFile(lines(0, 200));
    const second = () => {
      fs.renameSync(file, `${file}.2`);
      fs.writeFileSync(file, lines(200, 300));
    };
    interfere(handles, 'read', second, { isIt: readAt(lengthOf(0, 200)) });
    interfere(asyncFs, 'open', copyTruncate(file, lines(300, 400)), { isIt: isOf(file), call: 3 });
    const { values } = await read(file, { length: 400 });
    assert.deepEqual(values, numbers(400));
  });

  it('leaves out no file that is copied and truncated before it is opened, and grows much later', async () => {
    const file = newFile(lines(0, 200));
    const second = () => {
      fs.renameSync(file, `${file}.2`);
      fs.writeFileSync(file, lines(200, 300));
    };
    interfere(handles, 'read', second, { isIt: readAt(lengthOf(0, 200)) });
    interfere(asyncFs, 'open', copyTruncate(file, ''), { isIt: isOf(file), call: 3 });
    const third = () => fs.writeFileSync(file, lines(300, 400));
    interfere(handles, 'read', third, { isIt: readAt(lengthOf(200, 300)) });
    const { values } = await read(file, { length: 400 });
    assert.deepEqual(values, numbers(400));
  });

  it('reads no file twice that is copied before it is opened, and not yet truncated', async () => {
    const file = newFile(lines(0, 200));
    const second = () => {
      fs.renameSync(file, `${file}.2`);
      fs.writeFileSync(file, lines(200, 300));
    };
    interfere(handles, 'read', second, { isIt: readAt(lengthOf(0, 200)) });
    interfere(asyncFs, 'open', () => fs.copyFileSync(file, `${file}.1`), { isIt: isOf(file), call: 3 });
    const third = () => fs.writeFileSync(file, lines(300, 400));
    interfere(handles, 'read', third, { isIt: readAt(lengthOf(200, 300)) });
    const { values } = await read(file, { length: 400 });
    assert.deepEqual(values, numbers(400));
  });

  it('reads files that were written last at the same moment in the order of their numbers', async () => {
    const file = newFile(lines(0, 200));
    const rotate = () => {
      fs.renameSync(file, `${file}.10`);
      for (let n = 9; n >= 1; n--) fs.writeFileSync(`${file}.${n}`, lines(200 + (9 - n) * 10, 210 + (9 - n) * 10));
      for (let n = 10; n >= 1; n--) fs.utimesSync(`${file}.${n}`, 1_700_000_000, 1_700_000_000);
      fs.writeFileSync(file, lines(290, 300));
    };
    interfere(handles, 'read', rotate, { isIt: readAt(lengthOf(0, 200)) });
    assert.deepEqual((await read(file)).values, numbers(300));
  });

  it('leaves out no file that is renamed while the next one is looked for', async () => {
    const file = newFile(lines(0, 200));
    const rotate = () => {
      fs.renameSync(file, `${file}.3`);
      for (const [n, start] of [
        [2, 200],
        [1, 300],
      ])
        fs.writeFileSync(`${file}.${n}`, lines(start, start + 100));
      fs.writeFileSync(file, lines(400, 500));
      for (const n of [3, 2, 1]) fs.utimesSync(`${file}.${n}`, 1_700_000_000, 1_700_000_003 - n);
    };
    interfere(handles, 'read', rotate, { isIt: readAt(lengthOf(0, 200)) });
    const shift = () => {
      for (const n of [3, 2, 1]) fs.renameSync(`${file}.${n}`, `${file}.${n + 1}`);
      fs.renameSync(file, `${file}.1`);
      fs.writeFileSync(file, lines(500, 600));
    };
    interfere(fs, 'readdirSync', shift, { when: 'after' });
    assert.deepEqual((await read(file)).values, numbers(600));
  });

  for (const follow of [true, false]) {
    it(`passes through files that were rotated while they were empty, ${follow ? 'with' : 'without'} --follow`, async () => {
      const file = newFile(lines(0, 200));
      const rotate = () => {
        fs.renameSync(file, `${file}.3`);
        for (const n of [2, 1]) fs.writeFileSync(`${file}.${n}`, '');
        fs.writeFileSync(file, lines(200, 300));
        for (const n of [3, 2, 1]) fs.utimesSync(`${file}.${n}`, 1_700_000_000, 1_700_000_003 - n);
      };
      interfere(handles, 'read', rotate, { isIt: readAt(lengthOf(0, 200)) });
      const { values, notes } = await read(file, { length: 300, follow });
      assert.deepEqual(values, numbers(300));
      assert.deepEqual(notes, []);
    });
  }

  it('reads on in the copy that was made last where all begin with the same header', async () => {
    const columns = { format: 'csv', features: 1, names: ['a'] } as const;
    const file = newFile('a\n');
    const day = (n: number) => `${file}-2024050${n}`;
    for (const n of [1, 2, 3]) {
      fs.writeFileSync(day(n), `a\n${n}000\n`);
      fs.utimesSync(day(n), 1_700_000_000 + n, 1_700_000_000 + n);
    }
    const rotate = () => {
      fs.writeFileSync(day(4), 'a\n0\n1\n');
      fs.truncateSync(file);
    };
    interfere(handles, 'read', rotate, { isIt: readAt(2) });
    const later = () => fs.writeFileSync(file, 'a\n2\n');
    interfere(handles, 'read', later, { isIt: readAt(6) });
    assert.deepEqual((await read(file, columns)).values, numbers(3));
  });

  it('does not read the file before again when its writer wrote to it last', async () => {
    const file = newFile(lines(0, 100));
    const second = () => rename(file, lines(100, 200))();
    interfere(handles, 'read', second, { isIt: readAt(lengthOf(0, 100)) });
    const third = () => {
      fs.appendFileSync(`${file}.1`, lines(200, 210));
      const later = Date.now() / 1000 + 5;
      fs.utimesSync(`${file}.1`, later, later);
      fs.renameSync(`${file}.1`, `${file}.2`);
      rename(file, lines(210, 300))();
    };
    interfere(handles, 'read', third, { isIt: readAt(lengthOf(100, 200)) });
    const { values } = await read(file, { length: 300 });
    assert.deepEqual(values, numbers(300));
  });

  for (const follow of [true, false]) {
    it(`reads all that is added to the file before, ${follow ? 'however soon the next one comes' : 'without --follow, too'}`, async () => {
      const file = newFile(lines(0, 100));
      interfere(handles, 'read', rename(file, lines(100, 200)), { isIt: readAt(lengthOf(0, 100)) });
      const third = () => {
        fs.appendFileSync(`${file}.1`, lines(1000, 41_000));
        fs.utimesSync(`${file}.1`, 1_700_000_000, 1_700_000_000);
        if (!follow) return;
        fs.renameSync(`${file}.1`, `${file}.2`);
        rename(file, lines(200, 300))();
      };
      interfere(handles, 'read', third, { isIt: readAt(lengthOf(100, 200)) });
      const { values } = await read(file, { length: 40_200, follow, pollInterval: 20 });
      assert.deepEqual(values.slice(200, 40_200), numbers(41_000).slice(1000));
    });
  }

  describe('at a resume', () => {
    /** Reads 200 lines, and adds 100 that are read after the resume. */
    async function readOnce(header = '', from = 0): Promise<{ file: string; position: FilePosition }> {
      const file = newFile(header + lines(from, from + 200));
      const { position } = await read(file);
      fs.appendFileSync(file, lines(from + 200, from + 300));
      return { file, position };
    }

    for (const [how, rotate] of [
      ['renamed', rename],
      ['copied and truncated', copyTruncate],
    ] as const) {
      for (const look of [1, 2]) {
        it(`finds a file that is ${how} while it is looked for, in look ${look}`, async () => {
          const { file, position } = await readOnce();
          interfere(fs, 'readdirSync', rotate(file, lines(300, 400)), { when: 'after', call: look });
          const { values, notes } = await read(file, { from: position });
          assert.deepEqual(values, numbers(400).slice(200));
          assert.deepEqual(notes, []);
        });
      }
    }

    for (const [how, rotate] of [
      ['renamed', rename],
      ['copied and truncated', copyTruncate],
      ['moved, before another takes its name', (file: string) => () => fs.renameSync(file, `${file}.1`)],
    ] as const) {
      it(`reads a file that is ${how} after it was found`, async () => {
        const { file, position } = await readOnce();
        // Opened by the look at what the file is, for the header, and by the reader.
        interfere(asyncFs, 'open', () => rotate(file, lines(300, 400))(), { isIt: isOf(file), call: 3 });
        const { values, notes } = await read(file, { from: position });
        const isMoved = !fs.existsSync(file);
        assert.deepEqual(values, numbers(isMoved ? 300 : 400).slice(200));
        assert.deepEqual(notes, []);
      });
    }

    it('passes through a file that was rotated while it was empty', async () => {
      const { file, position } = await readOnce();
      fs.renameSync(file, `${file}-20240501`);
      fs.writeFileSync(`${file}-20240502`, '');
      fs.writeFileSync(file, lines(300, 400));
      fs.utimesSync(`${file}-20240501`, 1_700_000_000, 1_700_000_000);
      const { values, notes } = await read(file, { from: position });
      assert.deepEqual(values, numbers(400).slice(200));
      assert.deepEqual(notes, []);
    });

    it('reads the rest of a file of which only the header was read, and that is renamed after it was found', async () => {
      const columns = { format: 'csv', features: 1, names: ['a'] } as const;
      const file = newFile('a\n');
      const { position } = await read(file, columns);
      fs.appendFileSync(file, '0\n');
      // Opened by the look at what the file is, for the header, and by the reader.
      interfere(asyncFs, 'open', rename(file, 'a\n1\n'), { isIt: isOf(file), call: 3 });
      assert.deepEqual((await read(file, { ...columns, from: position })).values, [0, 1]);
    });

    it('finds a copy that is renamed while it is looked for', async () => {
      const { file, position } = await readOnce();
      copyTruncate(file, lines(300, 400))();
      interfere(fs, 'readdirSync', () => fs.renameSync(`${file}.1`, `${file}.2`), { when: 'after', call: 2 });
      assert.deepEqual((await read(file, { from: position })).values, numbers(400).slice(200));
    });

    it('tells that the file is gone, and reads the present one from its start', async () => {
      const { file, position } = await readOnce();
      fs.writeFileSync(file, lines(5000, 5400));
      const { values, notes } = await read(file, { from: position });
      assert.deepEqual(values, numbers(5400).slice(5000));
      const rest = 'what was not read of it is lost, this one is read from its start';
      assert.deepEqual(notes, [`${file}: the file that was read before is gone; ${rest}`]);
    });

    it('takes the columns from the header of the file that it reads on', async () => {
      const file = newFile('b,a\n1,0\n');
      const columns = { format: 'csv', features: 2, names: ['a', 'b'] } as const;
      const { position } = await read(file, columns);
      fs.appendFileSync(file, '2,1\n4,3\n');
      // Opened by the look at what the file is, and for the header.
      interfere(asyncFs, 'open', rename(file, 'a,b\n5,6\n'), { isIt: isOf(file), call: 2 });
      const { values } = await read(file, { ...columns, from: position });
      assert.deepEqual(values, [1, 3, 5]);
    });

    it('begins with the file that had the name when the monitor started', async () => {
      const file = newFile(lines(0, 200));
      const { ino: inode } = fs.statSync(file);
      rename(file, lines(200, 300))();
      const { values, notes } = await read(file, { from: { inode, offset: 0 } });
      assert.deepEqual(values, numbers(300));
      assert.deepEqual(notes, []);
    });
  });
});
