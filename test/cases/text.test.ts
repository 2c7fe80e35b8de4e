/** Files that hold the same numbers in other ways: each gives the figures that plain CSV gives. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';
import { encodeNpy, readSeries } from '../../lib/data';
import { loadBackend } from '../../lib/runtime';
import { clock, pump, PumpFolder, type PumpRow } from '../support/pump';

const columns = { temp: ({ temp }: PumpRow) => temp, pressure: ({ pressure }: PumpRow) => pressure };

describe('blanks between values', () => {
  const folder = new PumpFolder();
  before(() => loadBackend());

  /** Fits to a file of the pump's training rows, and gives the threshold. */
  const threshold = async (file: string) => {
    const pipeline = await folder.fit(file);
    const { value } = pipeline.parts.threshold;
    pipeline.dispose();
    return value;
  };

  it('part columns, as numpy.savetxt and most .dat files have them', async () => {
    const csv = folder.table('plain.csv', pump.train, columns);
    const exponent = (cell: string) =>
      Number(cell)
        .toExponential(18)
        .replace(/e([+-])(\d)$/, 'e$10$2');
    const plain = pump.train.map(({ temp, pressure }) => `${temp} ${pressure}`);
    const saved = pump.train.map(({ temp, pressure }) => `${exponent(temp)} ${exponent(pressure)}`);
    const expected = await threshold(csv);
    for (const [name, lines] of [
      ['two-columns.txt', plain],
      ['savetxt.txt', saved],
      ['some.dat', plain],
    ] as const) {
      // prettier-ignore
      const file = folder.write(name, lines);
      assert.deepEqual(readSeries(file).series.values, readSeries(csv).series.values, name);
      assert.equal(await threshold(file), expected, name);
    }
  });

  it('part time steps where all values stand on one line, as in the UCR anomaly archive', async () => {
    const line = folder.write('one-line.txt', [
      pump.train.map(({ temp }) => `  ${Number(temp).toExponential(7)}`).join(''),
    ]);
    const csv = folder.table('temp.csv', pump.train, { temp: columns.temp });
    assert.deepEqual(readSeries(line).series.values, readSeries(csv).series.values);
    assert.equal(await threshold(line), await threshold(csv));
  });
});

describe('an array of float16', () => {
  const folder = new PumpFolder();
  before(() => loadBackend());

  it('gives the pipeline of the same numbers in float64', async () => {
    // 1/64 is a step of float16 between 16 and 32.
    const values = pump.train.flatMap(({ temp }) => [Math.round(Number(temp) * 64) / 64]);
    const bits = Uint16Array.from(values, (value) => ((19 << 10) | ((value / 16 - 1) * 1024)) & 0xffff);
    const double = encodeNpy({ shape: [1200, 1], data: Float64Array.from(values) });
    const header = Buffer.from(double.subarray(0, double.length - 8 * 1200)).toString('latin1').replace('<f8', '<f2'); // prettier-ignore
    const [half, whole] = ['half.npy', 'whole.npy'].map((name) => path.join(folder.folder, name));
    fs.writeFileSync(half, Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(bits.buffer)]));
    fs.writeFileSync(whole, double);
    assert.deepEqual([...readSeries(half).series.values], values);
    const [first, second] = [await folder.fit(half), await folder.fit(whole)];
    assert.equal(first.parts.threshold.value, second.parts.threshold.value);
    for (const pipeline of [first, second]) pipeline.dispose();
  });
});

describe('a table with semicolons or tabs', () => {
  const folder = new PumpFolder();
  before(() => loadBackend());

  it('is scored alike by npm run score and by npm run monitor', async () => {
    const dated = { timestamp: ({ step }: PumpRow) => clock(step), ...columns };
    const pipeline = await folder.fit(folder.table('train.csv', pump.train, dated));
    const saved = path.join(folder.folder, 'pipeline');
    pipeline.save(saved);
    const rows = pump.wrong.slice(190, 250);
    const cells = rows.map((row) => Object.values(dated).map((cell) => cell(row)));
    const write = (name: string, delimiter: string) =>
      folder.write(
        name,
        [Object.keys(dated), ...cells].map((each) => each.join(delimiter)),
      );
    const watch = (file: string) => {
      const args = ['--pipeline', saved, '--input', file, '--print', 'scores'];
      const { stdout, stderr } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/monitor.ts', ...args], {
        cwd: REPOSITORY_ROOT,
        encoding: 'utf8',
        timeout: 60_000,
      });
      assert.match(stderr, /"accepted":60,"dropped":\{\}/);
      return stdout;
    };
    const plain = write('live.csv', ',');
    const [scored, watched] = [folder.score(pipeline, plain), watch(plain)];
    assert.ok(scored.share > 0.1, String(scored.share));
    assert.equal(watched.match(/^\{"kind":"score"/gm)!.length, 60);
    for (const file of [write('live-semicolons.csv', ';'), write('live.tsv', '\t')]) {
      assert.deepEqual(folder.score(pipeline, file).scores, scored.scores, file);
      assert.equal(watch(file), watched, file);
    }
    pipeline.dispose();
  }).timeout(180_000);
});
