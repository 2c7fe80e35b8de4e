import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSeries } from '../../lib/data';

describe('a text larger than a string can hold', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-large-text-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('is read to its last line', () => {
    const rows = 1_200_000;
    const temp = (i: number) => 20 + (i % 7) / 10;
    const pressure = (i: number) => 3 + (i % 11) / 100;
    const note = 'x'.repeat(480);
    const file = path.join(folder, 'large.csv');
    const handle = fs.openSync(file, 'w');
    fs.writeSync(handle, 'temp,note,pressure\n');
    for (let start = 0; start < rows; start += 10_000) {
      const lines = Array.from({ length: 10_000 }, (_, i) => `${temp(start + i)},${note},${pressure(start + i)}\n`);
      fs.writeSync(handle, lines.join(''));
    }
    fs.closeSync(handle);
    assert.ok(fs.statSync(file).size > 2 ** 29 + 2 ** 25, 'more than the 512 MiB that Node can hold as one string');
    const { series, description } = readSeries(file);
    assert.deepEqual([series.names, series.length], [['temp', 'pressure'], rows]);
    assert.deepEqual(description.leftOut.map(({ column }) => column), ['note']); // prettier-ignore
    for (let i = 0; i < rows; i++) {
      if (series.values[2 * i] !== temp(i) || series.values[2 * i + 1] !== pressure(i)) assert.fail(`row ${i}`);
    }
    // All that was held at any time is far less than the text.
    assert.ok(process.resourceUsage().maxRSS * 1024 < 1e9, `${process.resourceUsage().maxRSS} KiB`);
  }).timeout(600_000);
});
