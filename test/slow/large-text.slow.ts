import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';

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
    // In a process of its own: what it holds at most is measured.
    const program = `
      const { readSeries } = require('./lib/data');
      const { series, description } = readSeries(${JSON.stringify(file)});
      const [temp, pressure] = [${String(temp)}, ${String(pressure)}];
      let wrong = 0;
      for (let i = 0; i < ${rows}; i++)
        if (series.values[2 * i] !== temp(i) || series.values[2 * i + 1] !== pressure(i)) wrong++;
      const leftOut = description.leftOut.map(({ column }) => column);
      console.log(JSON.stringify({ names: series.names, length: series.length, leftOut, wrong }));
      console.log(process.resourceUsage().maxRSS);`;
    const run = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
      cwd: REPOSITORY_ROOT,
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    const [found, kilobytes] = run.stdout.trim().split('\n');
    const expected = { names: ['temp', 'pressure'], length: rows, leftOut: ['note'], wrong: 0 };
    assert.deepEqual(JSON.parse(found), expected);
    // All that was held at any time is far less than the text.
    assert.ok(Number(kilobytes) * 1024 < 1e9, `${kilobytes} KiB`);
  }).timeout(600_000);
});
