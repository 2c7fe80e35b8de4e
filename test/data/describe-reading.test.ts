import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeReading, readLabels, readSeries, readSeriesLike, type ReadOptions, writeNpy } from '../../lib/data';

describe('describeReading', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-described-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const write = (name: string, lines: readonly string[]) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  /** The lines without the folder's name. */
  const told = (file: string, options?: ReadOptions & { readonly full?: boolean }) =>
    describeReading(readSeries(file, options).description, options).map((line) => line.replace(`${folder}/`, ''));
  const minute = (i: number) => `2024-05-01 00:${String(i).padStart(2, '0')}:00`;

  it('says rows, time, labels, features, what is missing or constant, and what was left out', () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const at = i < 30 ? i : i + 5;
      return [minute(at), Math.sin(i).toFixed(3), i < 4 ? '' : i % 7, 3, `pump ${i % 3}`, i > 35 ? 1 : 0].join();
    });
    const file = write('a.csv', ['time,flow,count,level,remark,label', ...rows]);
    const lines = told(file);
    assert.deepEqual(lines.slice(0, 6), [
      'a.csv: 40 time steps, 3 features',
      `  time: time, ${minute(0)} to ${minute(44)}, step 60 s, 1 gap, the longest of 360 s`,
      '  labels: label, 4 of 40 anomalous',
      '  features: flow, count (whole number), level (whole number)',
      '  missing: count in 4 of 40 time steps',
      '  constant: level',
    ]);
    assert.match(lines[6], /^ {2}left out: remark \(holds text, such as 'pump 0'/);
    assert.ok(
      lines.slice(7).every((line) => line.startsWith('  note: ')),
      lines.join('\n'),
    );
    const full = told(file, { full: true });
    assert.equal(full[1], "  text: ',' between cells, decimals after '.', a header");
    assert.deepEqual(full.slice(4, 8), ['  features:', '    flow: number', '    count: whole number', '    level: whole number']); // prettier-ignore
  });

  it('names the first twelve features, then counts, and all of them in full', () => {
    const names = Array.from({ length: 15 }, (_, i) => `f${i}`);
    const rows = Array.from({ length: 20 }, (_, i) => names.map((_, j) => Math.cos(i * (j + 1)).toFixed(4)).join());
    const file = write('wide.csv', [names.join(), ...rows]);
    assert.equal(told(file)[2], `  features: ${names.slice(0, 12).join(', ')} and 3 more`);
    assert.equal(told(file, { full: true }).filter((line) => /^ {4}f\d+: number$/.test(line)).length, 15);
  });

  it('writes one step, one feature and one of each in the singular', () => {
    assert.deepEqual(told(write('single.csv', ['flow', '0.5'])).slice(0, 3), [
      'single.csv: 1 time step, 1 feature',
      '  time: none',
      '  features: flow',
    ]);
    const lines = told(write('few.csv', ['flow,level', '0.5,', '', '1.5,2']));
    assert.deepEqual(lines.slice(-3), [
      '  missing: level in 1 of 2 time steps',
      '  constant: level',
      '  note: 1 blank line between rows, passed over',
    ]);
  });

  it('says the order of time in the file', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${minute(19 - i)},${Math.sin(i).toFixed(3)}`);
    const lines = told(write('newest.csv', ['time,flow', ...rows]));
    assert.match(
      lines[1],
      new RegExp(`^ {2}time: time, ${minute(0)} to ${minute(19)}, step 60 s, newest first in the file`),
    );
  });

  it('says what was taken from a file of labels', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${minute(i)},${Math.sin(i).toFixed(3)}`);
    const series = readSeries(write('b.csv', ['time,flow', ...rows]));
    const labels = write('states.csv', ['state', ...rows.map((_, i) => (i < 3 ? 'attack' : 'normal'))]);
    const lines = describeReading(readLabels(labels, series).description);
    assert.deepEqual(lines.slice(0, 2), [
      `${labels}: labels of 20 time steps`,
      "  labels: state, 3 of 20 anomalous, by 'attack'",
    ]);
  });

  it('names the columns of a later file that are not features of the training file', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${Math.sin(i).toFixed(3)},${Math.cos(i).toFixed(3)}`);
    const later = readSeriesLike(write('later.csv', ['extra,flow', ...rows]), ['flow'], { labelColumn: 'y' });
    assert.deepEqual(later.series.names, ['flow']);
    assert.equal(describeReading(later.description)[3], '  left out: extra (not a feature of the training file)');
    assert.throws(
      () => readSeriesLike(path.join(folder, 'later.csv'), ['flow'], { labelColumn: 'y' }, { labelled: true }),
      /later\.csv: expected a column 'y' of labels, found extra, flow/,
    );
  });

  it('says where a later file lacks the time that was recognised, and refuses it where it was named', () => {
    const rows = Array.from({ length: 20 }, (_, i) => Math.sin(i).toFixed(3));
    const clocked = write('clocked.csv', ['flow,clock', ...rows.map((row, i) => `${row},${(i * 7 + 3) % 5}`)]);
    const named = { timeColumn: 'clock', sort: false } as const;
    const { description } = readSeriesLike(clocked, ['flow'], named, { timeMayLack: true });
    assert.equal(description.time?.column, 'clock');
    for (const [header, instead, value] of [
      ['flow,other', 'its rows have no times', (i: number) => (i * i) % 7],
      ['flow,time', "'time' is taken as the time", (i: number) => i],
    ] as const) {
      const file = write('other.csv', [header, ...rows.map((row, i) => `${row},${value(i)}`)]);
      const later = readSeriesLike(file, ['flow'], named, { timeMayLack: true });
      assert.deepEqual(later.series.names, ['flow']);
      assert.deepEqual(later.description.notes, [
        `column 'clock', the time of the training file, is not there; ${instead}`,
      ]);
      assert.throws(() => readSeriesLike(file, ['flow'], named), /expected a column 'clock', found flow, (other|time)/);
    }
    const array = path.join(folder, 'array.npy');
    writeNpy(array, { shape: [20, 1], data: Float64Array.from(rows, Number) });
    assert.equal(readSeriesLike(array, ['flow'], named, { timeMayLack: true }).series.length, 20);
  });
});
