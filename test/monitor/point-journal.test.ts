import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Point } from '../../lib/monitor/point';
import { PointJournal } from '../../lib/monitor/point-journal';
import { fillDisk } from '../support/full-disk';
import { temporaryFolder } from '../support/monitor';

describe('PointJournal', () => {
  const root = temporaryFolder();
  let count = 0;
  const newFolder = () => {
    const folder = path.join(root, String(count++));
    fs.mkdirSync(folder);
    return folder;
  };
  const points = (...values: number[]): Point[] => values.map((value) => ({ timestamp: value, values: [value] }));
  const timesIn = (journal: PointJournal, from?: { number: number; points: number }) =>
    journal.read(from).map(({ number, points }) => [number, ...points.map(({ timestamp }) => timestamp)]);

  it('gives back every bit of the points that a state lacks, in order', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    journal.read();
    const given: Point[] = [
      { channel: 'päump "1"', timestamp: 0.1, values: [NaN, -0.1, 5e-324] },
      { values: Float64Array.of(1 / 3, 1e308, NaN), found: 'ERR' },
    ];
    assert.equal(await journal.append(given), 1);
    assert.equal(await journal.append(points(7)), 2);
    const again = new PointJournal(folder).read();
    assert.deepEqual(
      again.map(({ number, points: each }) => [number, each.map((point) => ({ ...point, values: [...point.values] }))]),
      [
        [1, [given[0], { values: [1 / 3, 1e308, NaN] }]],
        [2, [{ timestamp: 7, values: [7] }]],
      ],
    );
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 1, points: 1 }), [
      [1, undefined],
      [2, 7],
    ]);
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 3, points: 0 }), []);
  });

  it('flushes batches that come at the same time together, in order', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    const numbers = await Promise.all([1, 2, 3, 4].map((value) => journal.append(points(value))));
    assert.deepEqual(numbers, [1, 2, 3, 4]);
    const files = fs.readdirSync(folder);
    assert.equal(files.length, 1);
    assert.equal(fs.statSync(path.join(folder, files[0])).mode & 0o777, 0o600);
    assert.deepEqual(timesIn(new PointJournal(folder)), [[1, 1], [2, 2], [3, 3], [4, 4]]); // prettier-ignore
  });

  it('removes what a saved state holds, and nothing else', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    for (const value of [1, 2, 3]) await journal.append(points(value));
    journal.forget({ number: 3, points: 0 });
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 3, points: 0 }), [[3, 3]]);
    await journal.append(points(4));
    journal.forget({ number: 4, points: 0 });
    assert.deepEqual(fs.readdirSync(folder), ['points-000000000004.journal'], 'a file with batch 4 alone');
    // While a batch is on its way to the disk.
    const written = journal.append(points(5));
    journal.forget({ number: 5, points: 0 });
    await written;
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 5, points: 0 }), [[5, 5]]);
    journal.forget({ number: 6, points: 0 });
    assert.deepEqual(fs.readdirSync(folder), []);
    const again = new PointJournal(folder);
    again.read({ number: 6, points: 0 });
    assert.equal(await again.append(points(7)), 7, 'a number is not given twice');
  });

  it('has nothing of a batch that the disk refused, however much of it was written', async () => {
    for (let room = 0; room < 60; room += 7) {
      const folder = newFolder();
      const journal = new PointJournal(folder);
      await journal.append(points(1));
      const makeRoom = fillDisk(room);
      try {
        await assert.rejects(journal.append(points(2)), {
          name: 'JournalError',
          statusCode: 503,
          message: /^the points cannot be written to the disk \(ENOSPC.*\); none was taken; send them again later$/,
        });
      } finally {
        makeRoom();
      }
      const third = await journal.append(points(3));
      assert.deepEqual(timesIn(new PointJournal(folder)), [[1, 1], [third, 3]]); // prettier-ignore
    }
  });

  it('leaves no file of a batch that the disk refused', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    for (const room of [0, 30]) {
      const makeRoom = fillDisk(room);
      await assert.rejects(journal.append(points(1)), { name: 'JournalError' }).finally(makeRoom);
      assert.deepEqual(fs.readdirSync(folder), []);
    }
  });

  // A killed run may leave files without a batch, named after batches that it could not write.
  for (const left of ['', 'a line that was cut short']) {
    it(`keeps what a state lacks beside files of a killed run that hold ${left || 'nothing'}`, async () => {
      const folder = newFolder();
      for (const number of [3, 4, 5]) fs.writeFileSync(path.join(folder, `points-00000000000${number}.journal`), left);
      const journal = new PointJournal(folder);
      assert.deepEqual(timesIn(journal, { number: 3, points: 0 }), []);
      const first = await journal.append(points(10));
      for (const value of [11, 12]) await journal.append(points(value));
      journal.forget({ number: first + 1, points: 0 });
      const again = new PointJournal(folder);
      assert.deepEqual(
        timesIn(again, { number: first + 1, points: 0 }).map(([, time]) => time),
        [11, 12],
      );
      assert.deepEqual(again.damagedFiles, []);
      again.forget({ number: first + 3, points: 0 });
      assert.deepEqual(fs.readdirSync(folder), []);
    });
  }

  it('keeps what a state lacks in a file that goes on behind the name of the next one', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    for (const value of [1, 2, 3]) await journal.append(points(value));
    fs.writeFileSync(path.join(folder, 'points-000000000002.journal'), '');
    const again = new PointJournal(folder);
    again.read();
    again.forget({ number: 2, points: 0 });
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 2, points: 0 }), [[2, 2], [3, 3]]); // prettier-ignore
    again.forget({ number: 4, points: 0 });
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('removes what a saved state holds where a kill came between the state and that', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    for (const value of [1, 2]) await journal.append(points(value));
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 3, points: 0 }), []);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('removes the other files where one cannot be removed, and that one later', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    await journal.append(points(1));
    journal.forget({ number: 1, points: 0 });
    await journal.append(points(2));
    const { rmSync } = fs;
    fs.rmSync = (file, options) => {
      if (String(file).includes('-000000000001.')) throw new Error('EPERM: not permitted');
      rmSync(file, options);
    };
    try {
      assert.throws(() => journal.forget({ number: 3, points: 0 }), /EPERM/);
    } finally {
      fs.rmSync = rmSync;
    }
    assert.deepEqual(fs.readdirSync(folder), ['points-000000000001.journal']);
    journal.forget({ number: 3, points: 0 });
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('keeps batches that were flushed together until a state holds all of them', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    await Promise.all([1, 2, 3].map((value) => journal.append(points(value))));
    journal.forget({ number: 3, points: 0 });
    assert.deepEqual(timesIn(new PointJournal(folder), { number: 3, points: 0 }), [[3, 3]]);
  });

  it('has nothing of a batch that could not be flushed', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    await journal.append(points(1));
    const { fsync } = fs;
    Object.assign(fs, {
      fsync: (_: number, done: (error: Error) => void) => done(new Error('EIO: input/output error')),
    });
    await assert.rejects(journal.append(points(2)), /EIO/).finally(() => Object.assign(fs, { fsync }));
    await journal.append(points(3));
    assert.deepEqual(timesIn(new PointJournal(folder)), [[1, 1], [3, 3]]); // prettier-ignore
  });

  it('begins another file beyond 64 MiB', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    await journal.append(points(1));
    fs.truncateSync(path.join(folder, fs.readdirSync(folder)[0]), 2 ** 26 + 1);
    for (const value of [2, 3, 4]) await journal.append(points(value));
    assert.deepEqual(fs.readdirSync(folder), ['points-000000000001.journal', 'points-000000000003.journal']);
    journal.forget({ number: 3, points: 0 });
    assert.deepEqual(fs.readdirSync(folder), ['points-000000000003.journal']);
  });

  it('leaves the files of another monitor', async () => {
    const folder = newFolder();
    const [ours, theirs] = [new PointJournal(folder), new PointJournal(folder)];
    await theirs.append(points(1));
    ours.forget({ number: 2, points: 0 });
    assert.deepEqual(timesIn(new PointJournal(folder)), [[1, 1]]);
  });

  it('goes on with another file where one cannot be closed', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    await journal.append(points(1));
    const { closeSync } = fs;
    fs.closeSync = (descriptor) => {
      closeSync(descriptor);
      throw new Error('EDQUOT: over the quota');
    };
    try {
      assert.throws(() => journal.forget({ number: 1, points: 0 }), /EDQUOT/);
    } finally {
      fs.closeSync = closeSync;
    }
    await journal.append(points(2));
    assert.deepEqual(timesIn(new PointJournal(folder)), [[1, 1], [2, 2]]); // prettier-ignore
  });

  it('leaves out a line that a crash cut short, and keeps a copy of a file with another damage', async () => {
    const folder = newFolder();
    const journal = new PointJournal(folder);
    for (const value of [1, 2, 3]) await journal.append(points(value));
    const file = path.join(folder, fs.readdirSync(folder)[0]);
    const text = fs.readFileSync(file, 'utf8');
    for (let cut = 1; cut < text.split('\n')[2].length; cut += 5) {
      fs.writeFileSync(file, text.slice(0, -1 - cut));
      const cutShort = new PointJournal(folder);
      assert.deepEqual(timesIn(cutShort), [[1, 1], [2, 2]]); // prettier-ignore
      assert.deepEqual(cutShort.damagedFiles, []);
    }
    const damaged = text.replace('"timestamp":2', '"timestamp":9');
    fs.writeFileSync(file, damaged);
    const again = new PointJournal(folder);
    assert.deepEqual(timesIn(again), [[1, 1], [3, 3]]); // prettier-ignore
    assert.deepEqual(again.damagedFiles, [file]);
    assert.equal(fs.readFileSync(`${file}.damaged`, 'utf8'), damaged);
    // Without room for the copy it stays.
    const { copyFileSync } = fs;
    fs.copyFileSync = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    try {
      new PointJournal(folder).read({ number: 4, points: 0 });
    } finally {
      fs.copyFileSync = copyFileSync;
    }
    assert.equal(fs.readFileSync(file, 'utf8'), damaged);
  });
});
