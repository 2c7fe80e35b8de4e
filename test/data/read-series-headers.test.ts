import assert from 'node:assert/strict';
import { measured, read, steps } from '../support/read-text';

describe('readSeries: headers of numbers', () => {
  const values = measured.map((row) => row.join(','));

  it('takes a header that continues no column', () => {
    const indexed = read([',0,1', ...values.map((row, i) => `${i},${row}`), ''].join('\n'));
    assert.deepEqual([indexed.series.names, indexed.series.length], [['0', '1'], 60]);
    assert.deepEqual(read(['0,1', ...values].join('\n')).series.names, ['0', '1']);
    assert.deepEqual(read(['1,2', ...values].join('\n')).series.names, ['1', '2']);
    assert.equal(read(['0', ...measured.map(([a]) => a)].join('\n')).series.length, 60);
    assert.equal(
      read(['0,1', ...steps(40).map((i) => `${500 + ((i * 7) % 13)},${900 - ((i * 5) % 11)}`)].join('\n')).series
        .length,
      40,
    );
  });

  it('takes numbers that continue the columns as data', () => {
    const { series } = read(['3,1', ...steps(40).map((i) => `${(i * 7) % 5},${-((i * 3) % 4)}`), ''].join('\n'));
    assert.deepEqual([series.length, [...series.values.subarray(0, 2)]], [41, [3, 1]]);
    assert.equal(read(['1', '0', '1', '1', '0', ''].join('\n')).series.length, 5);
    const indexed = read(['0,1', ...steps(40).map((i) => `${i + 1},${-((i * 3) % 4)}`), ''].join('\n')).series;
    assert.deepEqual([indexed.names, indexed.length, indexed.timestamps![0]], [['feature 1'], 41, 0]);
    // Sensors that start together, and numbers that are written whole by chance.
    assert.equal(
      read(['0,0', ...steps(40).map((i) => `${500.5 + ((i * 7) % 13)},${900.5 - i}`)].join('\n')).series.length,
      41,
    );
    assert.equal(read(['20,3.5', ...values].join('\n')).series.length, 61);
  });

  it('takes whole numbers far from every column as names, wherever they count from', () => {
    for (const header of ['101,102', '10,20', '7,12']) {
      const { names, length } = read([header, ...values.map((row) => row.replace(/^\d+/, '0'))].join('\n')).series;
      assert.deepEqual([names, length], [header.split(','), 60]);
    }
  });

  it('refuses numbers that may be names or values: counts from 0, other numbers far from every column', () => {
    const whole = (i: number) => `${(i * 7) % 5},${(i * 3) % 4},${(i * 11) % 9}`;
    const far = (i: number) => `${100 + (i % 7) / 8},${101 + (i % 5) / 8},${102 + (i % 3) / 8}`;
    for (const [header, row] of [
      ['0,1,2', whole],
      ['0', (i: number) => String(800 + ((i * 37) % 200))],
      ['0', (i: number) => String(i % 2)],
      ['0.5,1.0,1.5', far],
      ['305', (i: number) => String((i * 7) % 5)],
    ] as const) {
      const text = [header, ...steps(40).map(row)].join('\n');
      assert.throws(() => read(text), /may be names or values; expected the option --header or --no-header/, header);
      assert.equal(read(text, { header: true }).series.length, 40);
      assert.equal(read(text, { header: false, delimiter: ',' }).series.length, 41);
    }
  });

  it('refuses a first line of text and numbers that is like the lines below', () => {
    const value = (i: number) => 200 + ((i * 37) % 50);
    for (const text of [
      steps(40).map((i) => `S1,${value(i)},${value(i + 3)}`),
      steps(40).map((i) => `tcp,http,${value(i)},${value(i + 3)}`),
      steps(40).map((i) => `${value(i)},${value(i + 3)},${i % 3 ? 'ON' : 'OFF'}`),
    ]) {
      assert.throws(() => read(text.join('\n')), /'2\d\d' looks like a value, '(S1|tcp|OFF)' like a name; expected/);
      assert.equal(read(text.join('\n'), { header: false }).series.length, 40);
      assert.equal(read(['name,2023,2024', ...text.slice(1, 4)].join('\n').replace(/,http/g, '')).series.length, 3);
    }
  });

  it('refuses what may be either, and does as told', () => {
    const unclear = ['0', ...steps(20).map((i) => (((i * 7) % 10) / 10 + 0.01).toFixed(2)), ''].join('\n');
    assert.throws(
      () => read(unclear),
      /the first line: '0' may be names or values; expected the option --header or --no-header/,
    );
    assert.equal(read(unclear, { header: true }).series.length, 20);
    assert.equal(read(unclear, { header: false }).series.length, 21);
    assert.throws(
      () => read('2024-05-01 00:00:00,pump,2.5\n2024-05-01 00:01:00,pump,2.6\n'),
      /'pump' like a name; expected the option --header/,
    );
  });
});

describe('readSeries: lines of units', () => {
  const rows = measured
    .map((row, i) => `2024-05-01 00:${10 + (i % 50)}:0${Math.floor(i / 50)},${row.join(',')}`)
    .slice(0, 50);
  const under = (...lines: readonly string[]) => read(['time,temp,flow', ...lines, ...rows, ''].join('\n'));
  const expected = Float64Array.from(measured.slice(0, 50).flat(), Number);

  it('are passed over with a note: one of units, or two', () => {
    for (const line of ['s,degC,m3/h', ',\u00b0C,', ',[K],-']) {
      const { series, description } = under(line);
      assert.deepEqual([series.values, description.rows], [expected, 50]);
      assert.match(description.notes.join(), /^1 line of units below the names, such as '.*', passed over$/);
    }
    const { series, description } = under('TS,Deg C,l/s', ',Avg,Max');
    assert.deepEqual([series.values, series.names, description.rows], [expected, ['temp', 'flow'], 50]);
    assert.deepEqual(description.notes, ["2 lines of units below the names, such as 'TS', passed over"]);
  });

  it('are not a row with a time or a value, with words of faults, or below another row', () => {
    assert.throws(() => under('2024-04-30 23:59:00,degC,l/s'), /line 2, column 'temp': 'degC' is not a number/);
    assert.throws(() => under(',degC,7'), /line 2/);
    assert.throws(() => under(',Error,Error'), /line 2/);
    assert.throws(() => under('s,degC,l/s', rows[0], ',degC,l/s'), /line [24], column 'temp': 'degC' is not a number/);
  });
});
