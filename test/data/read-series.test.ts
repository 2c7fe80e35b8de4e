import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../lib/base';
import { encodeNpy, loadSeries, type ReadOptions, readSeries } from '../../lib/data';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-read-'));
after(() => fs.rmSync(folder, { recursive: true }));

let files = 0;

/** Reads a text from a file of its own. */
function read(text: string | Uint8Array, options: ReadOptions = {}, extension = 'csv') {
  const file = path.join(folder, `${files++}.${extension}`);
  fs.writeFileSync(file, text);
  return readSeries(file, options);
}

const random = new Random(0);
const steps = (length: number) => Array.from({ length }, (_, i) => i);

/** Two columns of measurements: no counts, no whole numbers. */
const measured = steps(60).map(() => [20 + random.normal(0, 1), 3 + random.normal(0, 0.1)].map((x) => x.toFixed(4)));

/** A table of measurements with further columns before them. */
function table(header: string | undefined, before: (row: number) => string, rows = steps(60)): string {
  const lines = rows.map((row) => `${before(row)}${measured[row % 60].join(',')}`);
  return [...(header === undefined ? [] : [header]), ...lines, ''].join('\n');
}

/** The names of columns that were left out. */
const leftOut = ({ description }: ReturnType<typeof read>) => description.leftOut.map(({ column }) => column);

describe('readSeries: columns of times and counts', () => {
  it('knows a time by its name, whatever its case, blanks and unit', () => {
    for (const name of [
      'time',
      'timestamp',
      'ts',
      'epoch',
      'unix_time',
      '_time',
      'Time (s)',
      'Timestamp (UTC)',
      'time_stamp',
      'DateTime',
      'event_time',
      'recorded_at',
      'timestamp_ms',
      'Zeitstempel',
      'Unnamed: 0',
      'index',
      'row_id',
    ]) {
      // Steps that are not equal, so that the name alone tells.
      const reading = read(table(`${name},a,b`, (row) => `${row * row},`));
      assert.deepEqual(reading.series.names, ['a', 'b'], name);
      assert.equal(reading.description.time!.column, name);
      assert.equal(reading.series.timestamps![3], 9);
    }
  });

  it('knows a count by its content, and a likely name by its growth', () => {
    assert.deepEqual(read(table('x,a,b', (row) => `${7 + 3 * row},`)).series.names, ['a', 'b']);
    assert.deepEqual(read(table('x,a,b', (row) => `${(row * 0.1).toFixed(3)},`)).series.names, ['a', 'b']);
    assert.deepEqual(read(table('when,a,b', (row) => `${1_714_521_600 + row * row},`)).series.names, ['a', 'b']);
    for (const name of ['iter', 'id', 'No', 'cycle', 'start_time']) {
      assert.deepEqual(read(table(`${name},a,b`, (row) => `${row * row},`)).series.names, ['a', 'b'], name);
    }
    // NO is a gas, and a time that something takes is a measurement.
    for (const name of ['NO', 'cycle', 'response_time']) {
      const reading = read(table(`${name},a,b`, (row) => `${(row * 7) % 5},`));
      assert.deepEqual(reading.series.names, [name, 'a', 'b']);
    }
  });

  it('takes a time of irregular steps by its name, and names any other column that grows in every row', () => {
    const jitter = (row: number) => `${row * 100 + ((row * 37) % 41)},`;
    for (const name of ['ms', 'sec', 'hhmmss', 'decimal year']) {
      const { description } = read(table(`${name},a,b`, jitter));
      assert.deepEqual([description.time?.column, description.notes], [name, []]);
    }
    const { series, description } = read(table('odometer,a,b', jitter));
    assert.deepEqual([series.names, description.time], [['odometer', 'a', 'b'], undefined]);
    assert.match(description.notes.join(), /'odometer' grows in every row, .*--time-column 'odometer' takes it as the/);
  });

  it('joins a date whose year has two digits with the time of day beside it', () => {
    const at = (row: number) => `${10 + Math.floor(row / 30)}:${10 + (row % 30)}`;
    const rows = (order: (row: number) => number) => table('Datum,Uhrzeit,a,b', (row) => `25.03.24,${at(order(row))},`);
    const { description } = read(rows((row) => row));
    assert.deepEqual(
      [description.time?.column, description.time?.step, description.time?.repeats],
      ['Datum + Uhrzeit', 60, 0],
    );
    assert.throws(() => read(rows((row) => (row * 7) % 60)), /'Datum \+ Uhrzeit': expected times in order/);
  });

  it('does not take the hour beside a date for a device', () => {
    const { series, description } = read(
      table('date,hour,a', (row) => `2024-03-0${1 + Math.floor(row / 24)},${row % 24},`).replace(/,[\d.]+$/gm, ''),
    );
    assert.deepEqual(series.names, ['hour', 'a']);
    assert.match(description.notes.join(), /rows with the time of the row before: 57/);
  });

  it('names a further count, and takes any column that is asked for', () => {
    const text = table('timestamp,n,a,b', (row) => `2024-05-01 00:${String(row).padStart(2, '0')}:00,${row},`);
    const reading = read(text);
    assert.deepEqual(reading.series.names, ['a', 'b']);
    assert.deepEqual(reading.description.leftOut, [
      { column: 'n', reason: 'only counts, by about the same step in every row' },
    ]);
    assert.deepEqual(read(text, { features: ['b', 'n'] }).series.names, ['b', 'n']);
    assert.equal(read(text, { features: ['b', 'n'] }).series.values[2], Number(measured[1][1]));
    assert.deepEqual(leftOut(read(text, { ignore: ['a'] })), ['n', 'a']);
    assert.throws(() => read(text, { features: ['c'] }), /expected a column 'c', found timestamp, n, a, b/);
    assert.throws(() => read(text, { features: ['a'], ignore: ['a'] }), /one purpose of column 'a'/);
  });

  it('finds the time beside features that are asked for', () => {
    const text = table('x,noise,a,b', (row) => `${7 + 3 * row},${(row * 7) % 5},`);
    const { series, description } = read(text, { features: ['a', 'b'] });
    assert.deepEqual([series.names, series.timestamps![1], series.values[0]], [['a', 'b'], 10, Number(measured[0][0])]);
    assert.deepEqual(description.leftOut, [{ column: 'noise', reason: 'not among the features that were asked for' }]);
  });

  it('finds the time beside the only feature that is asked for, and refuses it out of order', () => {
    const unix = (row: number) => 1_714_521_600 + 60 * row;
    for (const [name, value] of [
      ['stamp', unix],
      ['seq_no', (row: number) => 7 + 3 * row],
    ] as const) {
      const lines = steps(40).map((row) => `${value(row)},${measured[row][0]}`);
      const shuffled = steps(40).map((row) => lines[(row * 7) % 40]);
      const time = read([`${name},a`, ...lines].join('\n'), { features: ['a'] }).description.time!;
      assert.deepEqual([time.column, time.step], [name, value(1) - value(0)]);
      const text = [`${name},a`, ...shuffled].join('\n');
      assert.throws(() => read(text, { features: ['a'] }), /expected times in order, found/, name);
      const sorted = read(text, { features: ['a'], sort: true }).series;
      assert.deepEqual(
        sorted.values,
        Float64Array.from(measured.slice(0, 40), ([a]) => Number(a)),
      );
    }
    assert.equal(
      read(
        table('n,a,b', (row) => `${(row * 7) % 5},`),
        { features: ['a', 'b'] },
      ).description.time,
      undefined,
    );
  });

  it('leaves a column out that counts down, and keeps the order of the rows', () => {
    for (const [name, value] of [
      ['remaining', (row: number) => 400 - row],
      ['soc', (row: number) => (100 - row / 10).toFixed(2)],
    ] as const) {
      const { series, description } = read(table(`${name},a,b`, (row) => `${value(row)},`));
      assert.deepEqual([series.names, description.time], [['a', 'b'], undefined]);
      assert.equal(series.values[0], Number(measured[0][0]));
      assert.deepEqual(description.leftOut, [
        { column: name, reason: 'only counts, by about the same step in every row' },
      ]);
    }
    const unix = read(table('when,a,b', (row) => `${1_714_521_600 - 60 * row},`));
    assert.equal(unix.description.time!.order, 'newest first');
  });

  it('never takes the only feature for a time', () => {
    const { series, description } = read(['x', ...steps(40), ''].join('\n'));
    assert.deepEqual([series.names, series.length], [['x'], 40]);
    assert.match(description.notes.join(), /'x': counts by about the same step/);
  });

  it('keeps a column that only counts at first, and refuses one that starts again', () => {
    const ramp = (row: number) => (row < 30 ? row : 30 - ((row * 7) % 5));
    const reading = read(table('x,a,b', (row) => `${ramp(row)},`));
    assert.deepEqual(reading.series.names, ['x', 'a', 'b']);
    const again = table('sec,a,b', (row) => `${row % 1500},`, steps(3000));
    assert.throws(() => read(again), /column 'sec' counts up until line 1502.*--time-column 'sec'/);
    assert.throws(
      () => read(again, { timeColumn: 'sec' }),
      /line 1502, column 'sec': expected times in order, found '0' after '1499'/,
    );
  });

  it('refuses runs after each other that only a count tells apart, and takes a phase as a feature', () => {
    const runs = steps(200).map((row) => (row < 90 ? [1, row + 1] : row < 150 ? [2, row - 89] : [3, row - 149]));
    const bare = runs.map(([unit, cycle], row) => `${unit} ${cycle} ${measured[row % 60].join(' ')}`).join('\n');
    assert.throws(() => read(bare, {}, 'txt'), /column 'feature 1' counts up until line 91, where it starts again/);
    assert.deepEqual(read(bare, { ignore: ['feature 1'] }, 'txt').series.features, 3);
    const phase = table('hour,a,b', (row) => `${row % 24},`, steps(200));
    assert.deepEqual(read(phase).series.names, ['hour', 'a', 'b']);
    const cycle = table('cycle,a,b', (row) => `${row % 24},`, steps(200));
    assert.throws(() => read(cycle), /column 'cycle' counts up until line 26, where it starts again.*--ignore 'cycle'/);
    assert.deepEqual(read(cycle, { features: ['cycle', 'a'] }).series.names, ['cycle', 'a']);
  });

  it('names the column that tells runs apart, of equal and of other lengths, and reads the run that is asked for', () => {
    for (const [name, lengths] of [
      ['unit', [50, 50, 50, 50]],
      ['setting', [50, 50, 50, 50]],
      ['unit', [90, 60, 50]],
    ] as const) {
      const runs = lengths.flatMap((length, run) => steps(length).map((cycle) => [run + 1, cycle + 1]));
      const text = table(`${name},x,a,b`, (row) => `${runs[row].join()},`, steps(200));
      const line = lengths[0] + 1;
      const expected = new RegExp(
        `column 'x' counts up until line ${line + 1}, where it starts again and column '${name}' changes.*` +
          `--channel-column '${name}' --channel '1' takes one, --ignore 'x' and --ignore '${name}' take all`,
      );
      assert.throws(() => read(text), expected);
      const one = read(text, { channelColumn: name, channel: '2' });
      assert.deepEqual([one.series.names, one.series.length], [['a', 'b'], lengths[1]]);
      assert.equal(one.series.values[0], Number(measured[lengths[0] % 60][0]));
      assert.equal(read(text, { ignore: ['x', name] }).series.length, 200);
    }
    const bare = steps(200).map(
      (row) => `${1 + Math.floor(row / 50)} ${1 + (row % 50)} ${measured[row % 60].join(' ')}`,
    );
    assert.throws(() => read(bare.join('\n'), {}, 'txt'), /--channel-column 'feature 0' --channel '1'/);
    const words = table('engine,x,a,b', (row) => `${'ABCD'[Math.floor(row / 50)]},${row % 50},`, steps(200));
    assert.throws(() => read(words), /column 'engine' tells 4 devices apart \(A, B, C, D\)/);
    const long = table('unit,x,a,b', (row) => `${Math.floor(row / 1500)},${row % 1500},`, steps(3000));
    assert.throws(() => read(long), /column 'x' counts up until line 1502, .*--channel-column 'unit' --channel '0'/);
    assert.equal(read(long, { channelColumn: 'unit', channel: '1' }).series.length, 1500);
  });

  it('takes parts of the calendar as features, and a setting that some runs share', () => {
    for (const [header, first, second] of [
      ['day,hour', (row: number) => 1 + Math.floor(row / 24), (row: number) => row % 24],
      ['year,month', (row: number) => 2000 + Math.floor(row / 12), (row: number) => 1 + (row % 12)],
      ['level,phase', (row: number) => Math.floor(row / 20) % 2, (row: number) => row % 20],
    ] as const) {
      const text = table(`${header},a,b`, (row) => `${first(row)},${second(row)},`, steps(240));
      assert.deepEqual(read(text).series.names, [...header.split(','), 'a', 'b']);
    }
  });

  it('leaves out a constant number of a device, and finds counts in arrays', () => {
    assert.deepEqual(leftOut(read(table('channel,a,b', () => '4,'))), ['channel']);
    const data = Float64Array.from(steps(180), (i) =>
      i % 3 === 0 ? i / 3 : Number(measured[Math.floor(i / 3)][(i % 3) - 1]),
    );
    const { series } = read(encodeNpy({ shape: [60, 3], data }), {}, 'npy');
    assert.deepEqual([series.names, series.timestamps![5]], [['feature 1', 'feature 2'], 5]);
    assert.equal(series.values[1], Number(measured[0][1]));
  });

  it('keeps times digit for digit', () => {
    for (const times of [
      ['1714521600123456788', '1714521600123456789', '1714521600123456790'],
      ['1714521600.000000001', '1714521600.000000002', '1714521600.10'],
      ['20240501200000123', '20240501200000124', '20240501200000125'],
      ['007', '008', '009'],
      ['2024-05-01T20:00:00.000001Z', '2024-05-01T20:00:00.000002Z', '2024-05-01T20:00:00.000003Z'],
    ]) {
      const { series } = read(['time,a', ...times.map((time, i) => `${time},${measured[i][0]}`), ''].join('\n'));
      assert.deepEqual(series.timestamps!.map(String), times);
    }
    const lines = steps(3)
      .map((i) => `{"time": 171452160012345678${i}, "a": ${measured[i][0]}}`)
      .join('\n');
    assert.deepEqual(
      read(lines, {}, 'jsonl').series.timestamps,
      steps(3).map((i) => `171452160012345678${i}`),
    );
  });
});

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

describe('readSeries: order of times', () => {
  const minute = (row: number) =>
    `2024-05-01 ${String(Math.floor(row / 60)).padStart(2, '0')}:${String(row % 60).padStart(2, '0')}:00,`;
  const rows = (order: number[]) => table('timestamp,a,b', minute, order);
  const sorted = read(rows(steps(60))).series;
  const swapped = [...steps(30).map((i) => i + 30), ...steps(30)];

  it('turns rows round that run from the newest to the oldest, with a note', () => {
    const { series, description, sourceRows } = read(rows(steps(60).reverse()));
    assert.deepEqual([series.values, series.timestamps], [sorted.values, sorted.timestamps]);
    assert.match(description.notes.join(), /from the newest to the oldest; rows were turned round/);
    assert.equal(description.time!.order, 'newest first');
    assert.equal(sourceRows![0], 59);
  });

  it('refuses another disorder at its first line, sorts, or leaves it, as told', () => {
    assert.throws(
      () => read(rows(swapped)),
      /line 32, column 'timestamp': expected times in order, found '2024-05-01 00:00:00' after '2024-05-01 00:59:00' \(1 such row\); --sort/,
    );
    const { series, description, sourceRows } = read(rows(swapped), { sort: true });
    assert.deepEqual([series.values, series.timestamps], [sorted.values, sorted.timestamps]);
    assert.equal(description.time!.order, 'out of order');
    assert.equal(sourceRows![0], 30);
    const kept = read(rows(swapped), { sort: false });
    assert.deepEqual([kept.series.values[0], kept.sourceRows], [Number(measured[30][0]), undefined]);
    assert.match(kept.description.notes.join(), /run backwards 1 time, first at line 32/);
  });

  it('drops rows that come twice; keeps a repeated time with other values, with a note', () => {
    const twice = read(rows(steps(120).map((i) => i >> 1)));
    assert.deepEqual([twice.series.values, twice.description.rows], [sorted.values, 120]);
    assert.match(twice.description.notes.join(), /the values of the row before: 60; they were dropped/);
    const coarse = read(table('timestamp,a,b', (row) => minute(row >> 1)));
    assert.equal(coarse.series.length, 60);
    assert.equal(coarse.description.time!.repeats, 30);
    assert.match(coarse.description.notes.join(), /row before: 30, 30 of them with other values; all were kept/);
  });

  it('describes step and gaps, to the unit of the times', () => {
    const { time, notes } = read(rows([...steps(20), ...steps(20).map((i) => i + 40)])).description;
    assert.deepEqual([time!.step, time!.regular, time!.gaps, time!.longestGap], [60, true, 1, 1260]);
    assert.match(notes.join(), /1 gap in time, the longest of 1260 s where steps are 60 s/);
    const fine = read(table('time,a,b', (row) => `${1_714_521_600_000_000n + 100n * BigInt(row)},`)).description.time!;
    assert.deepEqual([fine.step, fine.unit], [0.0001, 'us']);
    const plain = read(table('Time (ms),a,b', (row) => `${row * 20},`)).description.time!;
    assert.deepEqual([plain.step, plain.unit], [0.02, 'ms']);
  });

  it('refuses times of two units in one column at the first row of the second', () => {
    const unix = (row: number) => 1_714_521_600 + 60 * row;
    const mixed = (row: number, factor: number) => (row < 30 ? unix(row) : unix(row) * factor);
    for (const name of ['time', 'when']) {
      for (const [factor, other] of [
        [1e3, 'milliseconds'],
        [1e6, 'microseconds'],
      ] as const) {
        const text = table(`${name},a,b`, (row) => `${mixed(row, factor)},`);
        const found = `line 32, column '${name}': expected a time in seconds as in the row before, '1714523340', found '${mixed(30, factor)}', one in ${other}`;
        assert.throws(() => read(text), new RegExp(found));
      }
    }
    const back = table('time,a,b', (row) => `${row < 30 ? unix(row) * 1000 : unix(row)},`);
    assert.throws(() => read(back), /expected a time in milliseconds as in the row before.*one in seconds/);
    const told = read(
      table('time,a,b', (row) => `${mixed(row, 1e3)},`),
      { timeUnit: 'ms' },
    );
    assert.equal(told.description.time!.unit, 'ms');
    const counted = table('time,a,b', (row) => `${row < 30 ? 1 + row : (1 + row) * 1000},`);
    assert.throws(
      () => read(counted),
      /line 32, .*expected a time of the unit.*'30', found '31000', about 1,000 times as large/,
    );
    // A gap, a clock that is set, and a count that grows beyond what a Unix time begins with.
    for (const value of [
      (row: number) => (row < 30 ? 1 + row : 31_000 + row),
      (row: number) => (row < 30 ? 1000 + row : unix(row)),
      (row: number) => 99_999_000 + 100 * row,
      (row: number) => (row === 0 ? 0.001 : row),
    ]) {
      assert.equal(read(table('time,a,b', (row) => `${value(row)},`)).series.length, 60);
    }
  });

  it('refuses two devices in one file, and reads the one that is asked for', () => {
    const mixed = table('timestamp,device,a,b', (row) => `${minute(row >> 1)}${row % 2 ? 'north' : 'south'},`);
    assert.throws(
      () => read(mixed),
      /column 'device' tells 2 devices apart \(south, north\).*--channel-column 'device' --channel 'south'/,
    );
    const one = read(mixed, { channelColumn: 'device', channel: 'north' });
    assert.deepEqual([one.series.length, one.series.values[0], one.sourceRows![1]], [30, Number(measured[1][0]), 3]);
    assert.throws(
      () => read(mixed, { channelColumn: 'device', channel: 'east' }),
      /expected 'east' among its values, found south, north/,
    );
    const unnamed = table('timestamp,colour,a,b', (row) => `${minute(row % 30)}${row < 30 ? 'red' : 'blue'},`);
    assert.throws(() => read(unnamed), /expected times in order.*column 'colour' tells 2 devices apart/);
    const numbered = table('unit_id,a,b', (row) => `${1 + (row >> 5)},`);
    assert.throws(() => read(numbered), /column 'unit_id' tells 2 devices apart/);
    assert.equal(read(numbered, { ignore: ['unit_id'] }).series.length, 60);
    assert.throws(
      () =>
        read(
          table('device,a,b', () => 'x,'),
          { channel: 'y' },
        ),
      /expected a column of devices to find 'y' in/,
    );
  });

  it('says which column takes its values in turn, as devices do whose times differ', () => {
    const mixed = (name: string, device: (row: number) => string) =>
      table(`time,${name},a,b`, (row) => `${minute(row).slice(0, -3)}${row % 2 ? '20' : '00'},${device(row)},`);
    for (const [device, first] of [
      [(row: number) => `${1 + (row % 2)}`, '1'],
      [(row: number) => ['north', 'south', 'west'][row % 3], 'north'],
    ] as const) {
      const text = mixed('plc', device);
      assert.match(
        read(text).description.notes.join(),
        new RegExp(
          `'plc' takes the values .* in turn, as devices.*--channel-column 'plc' --channel '${first}' takes one`,
        ),
      );
      const one = read(text, { channelColumn: 'plc', channel: first });
      assert.deepEqual([one.series.values[0], one.description.notes], [Number(measured[0][0]), []]);
    }
    for (const device of [(row: number) => `${row % 3 ? 1 : 0}`, (row: number) => (row % 2 ? 'ON' : 'OFF')]) {
      assert.deepEqual(read(mixed('pump', device)).description.notes, []);
    }
  });

  it('reads an annotated table of Influx, and refuses several fields in one', () => {
    const lines = (fields: readonly string[]) => [
      '#group,false,false,true,false,false,true',
      '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,double,string',
      '#default,_result,,,,,',
      ',result,table,_start,_time,_value,_field',
      ...fields.flatMap((field, i) =>
        steps(30).map(
          (row) =>
            `,,${i},2024-05-01T00:00:00Z,${minute(row).slice(0, -1).replace(' ', 'T')}Z,${measured[row][i]},${field}`,
        ),
      ),
    ];
    const { series, description } = read(lines(['flow']).join('\n'));
    assert.deepEqual([series.names, series.length, description.time!.column], [['_value'], 30, '_time']);
    const two = lines(['flow', 'level']).join('\n');
    assert.throws(() => read(two), /column '_field' tells 2 devices apart \(flow, level\)/);
    const level = read(two, { channelColumn: '_field', channel: 'level' }).series;
    assert.deepEqual([level.length, level.values[0]], [30, Number(measured[0][1])]);
  });

  it('refuses devices told by a number under any name, not a measurement beside a few repeated times', () => {
    const refused = (name: string, devices: string) =>
      new RegExp(`column '${name}' tells 2 devices apart \\(${devices}\\)`);
    const mixed = table('time,plc,a,b', (row) => `${minute(row >> 1)}${1 + (row % 2)},`);
    assert.throws(() => read(mixed), refused('plc', '1, 2'));
    const after = table('time,source,a,b', (row) => `${minute(row % 30)}${row < 30 ? 7 : 9},`);
    assert.throws(() => read(after), refused('source', '7, 9'));
    const one = read(mixed, { channelColumn: 'plc', channel: '2' });
    assert.deepEqual([one.series.length, one.description.time!.repeats], [30, 0]);
    const once = table('time,valve,a,b', (row) => `${minute(row === 31 ? 30 : row)}${row % 2},`);
    assert.match(read(once).description.notes.join(), /rows with the time of the row before: 1/);
    const late = table('time,valve,a,b', (row) => `${minute(row === 31 ? 29 : row)}${row % 3},`);
    assert.throws(() => read(late), /expected times in order.*--sort/);
    const states = table('time,pump,a,b', (row) => `${minute(row)}${row % 3 ? 'ON' : 'OFF'},`);
    assert.deepEqual(leftOut(read(states)), ['pump']);
  });

  it('reads dates by their other cells or by a format, joins date and time, and refuses the rest', () => {
    const day = (row: number) => `${String(1 + (row % 28)).padStart(2, '0')}/${row < 28 ? '05' : '06'}/2024`;
    const dates = read(table('date,a,b', (row) => `${day(row)},`, steps(50)));
    assert.deepEqual([dates.description.time!.unit, dates.description.time!.order], ['day-first', 'ascending']);
    assert.throws(
      () => read(table('date,a,b', (row) => `0${1 + row}/05/2024,`, steps(6))),
      /no time tells days from months.*--time-format/,
    );
    const named = read(
      table('date,a,b', (row) => `0${1 + row}/05/2024,`, steps(6)),
      { timeFormat: '%d/%m/%Y' },
    );
    assert.equal(named.description.time!.step, 86_400);
    const oneDay = read(table('date,a,b', (row) => `01/05/2024 8:${String(row).padStart(2, '0')} PM,`));
    assert.equal(oneDay.description.time!.step, 60);
    assert.match(oneDay.description.notes.join(), /'01\/05\/2024 8:00 PM' may have the day or the month first/);
    const dotted = read(table('date,a,b', (row) => `${1 + row}.5.2024 20:00,`, steps(6))).description.time!;
    assert.deepEqual([dotted.unit, dotted.step], ['day-first', 86_400]);
    const bare = read(
      table(undefined, (row) => `2024-05-01 00:${String(row).padStart(2, '0')}:00 `).replaceAll(',', ' '),
      {},
      'txt',
    );
    assert.deepEqual([bare.series.names, bare.description.time!.step], [['feature 0', 'feature 1'], 60]);
    const split = read(table('Date,Time,a,b', (row) => `2024-05-01,00:${String(row).padStart(2, '0')}:00,`));
    assert.deepEqual(
      [split.description.time!.column, split.series.timestamps![1], split.description.time!.step],
      ['Date + Time', '2024-05-01 00:01:00', 60],
    );
    assert.throws(
      () => read('time,a\n2024-05-01,1.5\nlater,2.5\n'),
      /line 3, column 'time': expected a time as in line 2, found 'later'/,
    );
    assert.match(
      read('time,a\nx,1.5\ny,2.5\n').description.notes.join(),
      /'time' does not read as times, such as 'x'; their order is not checked/,
    );
  });

  it('knows months without a day, names of months, AM and PM, and a first time that is missing', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const forms: readonly [(row: number) => string, number][] = [
      [(row) => `${2020 + Math.floor(row / 12)}-${two(1 + (row % 12))}`, 31 * 86_400],
      [(row) => `May ${two(1 + row)} 2024 06:39:00`, 86_400],
      [(row) => `${1 + row} May 2024`, 86_400],
      [
        (row) => `2024-05-01 ${(row % 12) + 1}:00:00 AM`.replace(' 12:', ' 0:').replace(/ 0:00:00 AM/, ' 12:00:00 PM'),
        3600,
      ],
    ];
    for (const [text, step] of forms) {
      const order = steps(12).reverse();
      const { series, description } = read(table('when,a,b', (row) => `${text(row)},`, order));
      assert.deepEqual([description.time?.order, description.time?.step], ['newest first', step], text(0));
      assert.equal(series.values[0], Number(measured[0][0]));
    }
    const first = table('time,a,b', (row) => `${row === 0 ? '' : minute(row).slice(0, -1)},`);
    assert.throws(() => read(first), /line 2, column 'time': expected a time such as '2024-05-01 00:01:00', found ''/);
  });

  it('reads times of day, and counts a day on where they pass midnight', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const at = (row: number) => `${two(Math.floor(row / 60) % 24)}:${two(row % 60)}:30`;
    for (const name of ['time', 'Uhrzeit']) {
      const text = (order: number[]) => table(`${name},a,b`, (row) => `${at(row + 1420)},`, order);
      const { series, description } = read(text(steps(60)));
      assert.deepEqual([description.time!.unit, description.time!.order], ['time-of-day', 'ascending']);
      assert.deepEqual([description.time!.step, description.time!.gaps, series.timestamps![20]], [60, 0, '00:00:30']);
      assert.match(description.notes.join(), /times of day pass midnight 1 time; each time a day was added/);
      const back = read(text(steps(60).reverse()));
      assert.deepEqual([back.description.time!.order, back.series.values], ['newest first', series.values]);
    }
    const swapped = table('time,a,b', (row) => `${at(row < 30 ? row + 60 : row)},`);
    assert.throws(() => read(swapped), /line 32, .*expected times in order, found '00:30:30' after '01:29:30'/);
    const half = read(table('time,a,b', (row) => `${(11 + row) % 12 || 12}:00 ${(11 + row) % 24 < 12 ? 'AM' : 'PM'},`));
    assert.deepEqual([half.description.time!.step, half.description.time!.regular], [3600, true]);
    const elapsed = read(table('time,a,b', (row) => `${row}:30:00,`)).description;
    assert.deepEqual([elapsed.time!.step, elapsed.notes], [3600, []], 'hours beyond 24');
    const { timestamps } = read(
      table('time,a,b', (row) => `${at(row)},`),
      { resample: '30min' },
    ).series;
    assert.deepEqual(timestamps, ['00:00:00', '00:30:00']);
  });

  it('reads years of two digits where one order of the date leaves no gap, and says where none is certain', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const minute = (row: number) => `${two(Math.floor(row / 60) % 24)}:${two(row % 60)}`;
    const day = (row: number) => Math.floor(row / 1440) + 3;
    const forms: readonly [string, (row: number) => string][] = [
      ['%d.%m.%y %H:%M', (row) => `${two(day(row))}.05.24 ${minute(row)}`],
      ['%d/%m/%y %H:%M', (row) => `${two(day(row))}/05/24 ${minute(row)}`],
      ['%m/%d/%y %H:%M', (row) => `05/${two(day(row))}/24 ${minute(row)}`],
      ['%y-%m-%d %H:%M', (row) => `24-05-${two(day(row))} ${minute(row)}`],
    ];
    for (const [format, text] of forms) {
      const order = steps(60).map((row) => 1410 + row);
      const { description } = read(table('time,a,b', (row) => `${text(row)},`, order));
      assert.deepEqual([description.time!.unit, description.time!.step, description.time!.gaps], [format, 60, 0]);
      assert.match(description.notes.join(), new RegExp(`is read by '${format}'; --time-format says otherwise`));
      const back = read(table('time,a,b', (row) => `${text(row)},`, [...order].reverse())).description;
      assert.equal(back.time!.order, 'newest first');
      const mixed = table('time,a,b', (row) => `${text(1410 + ((row * 7) % 60))},`);
      assert.throws(
        () => read(mixed),
        /expected times in order, found none by day, month or year first.*--time-format/,
      );
    }
    const daily = read(table('date,a,b', (row) => `${two(row + 1)}/05/24,`, steps(9))).description;
    assert.equal(daily.time!.unit, 'text');
    assert.match(daily.notes.join(), /their order is not checked; --time-format reads them, such as %d.%m.%y/);
    const oneDay = read(table('date,a,b', (row) => `24-05-01 00:${two(row)},`)).description.time!;
    assert.deepEqual([oneDay.unit, oneDay.step], ['%y-%m-%d %H:%M', 60]);
    const dotted = read(table('date,a,b', (row) => `${two(row + 1)}.05.24,`, steps(9))).description.time!;
    assert.deepEqual([dotted.unit, dotted.step], ['%d.%m.%y', 86_400]);
  });

  it('reads times that name a zone, and summer time an hour ahead', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const at = (row: number) => `2024-05-01 ${two(Math.floor(row / 60))}:${two(row % 60)}:00`;
    for (const zone of ['EST', 'CET', 'Europe/Berlin']) {
      const { series, description } = read(table('time,a,b', (row) => `${at(row)} ${zone},`, steps(60).reverse()));
      assert.deepEqual([description.time!.order, description.time!.step], ['newest first', 60], zone);
      assert.equal(series.timestamps![1], `${at(1)} ${zone}`);
      assert.match(description.notes.join(), new RegExp(`times are read without their zone, ${zone}`));
    }
    // In autumn the hour from one to two comes twice.
    const autumn = (row: number) =>
      row < 30 ? `2024-11-03 01:${row + 30}:00 EDT` : `2024-11-03 01:${two(row - 30)}:00 EST`;
    const { time, notes } = read(table('time,a,b', (row) => `${autumn(row)},`)).description;
    assert.deepEqual([time!.order, time!.step, time!.gaps], ['ascending', 60, 0]);
    assert.match(notes.join(), /times are read in EST, to which EDT is an hour ahead/);
    const other = read(table('time,a,b', (row) => `${at(row)} ${row % 2 ? 'IST' : 'EST'},`)).description;
    assert.equal(other.time!.unit, 'text');
  });

  it('resamples to steps of equal distance', () => {
    const { series, description } = read(rows([...steps(10), ...steps(10).map((i) => i + 20)]), { resample: '5min' });
    const mean = (from: number) => steps(5).reduce((sum, i) => sum + Number(measured[from + i][0]), 0) / 5;
    assert.deepEqual(
      series.timestamps,
      steps(6).map((i) => `2024-05-01 00:${String(5 * i).padStart(2, '0')}:00`),
    );
    assert.ok(Math.abs(series.values[0] - mean(0)) < 1e-12);
    assert.ok(Number.isNaN(series.values[4]) && Math.abs(series.values[10] - mean(25)) < 1e-12);
    assert.deepEqual([description.time!.step, description.features[0].missing], [300, 2]);
    assert.match(description.notes.join(), /resampled from 20 rows to 6 steps; 2 of them have no row/);
    const labelled = read('time,a,label\n0,1.5,0\n1,2.5,1\n2,3.5,0\n', { resample: 2 }).series;
    assert.deepEqual(
      [[...labelled.labels!], labelled.timestamps],
      [
        [1, 0],
        [0, 2],
      ],
    );
    assert.throws(
      () => read('time,a\n0,1.5\n1,2.5\n', { resample: '5min' }),
      /resample: expected a number, as the times have no unit/,
    );
    assert.throws(() => read('a\n0.5\n1.5\n', { resample: '5min' }), /expected times in order to resample by/);
  });
});

describe('readSeries: labels and text', () => {
  it('takes a column of 0 and 1 that is named like a label, and leaves further ones out', () => {
    const text = table(
      'a_rate,attack,attack_P1,attack_P2,a,b',
      (row) => `${measured[row][1]},${+(row > 40)},${+(row > 50)},${+(row === 45)},`,
    );
    const { series, description } = read(text);
    assert.deepEqual(series.names, ['a_rate', 'a', 'b']);
    assert.equal(description.label!.column, 'attack');
    assert.deepEqual([description.label!.anomalous, series.labels![41]], [19, 1]);
    assert.deepEqual(
      description.leftOut.map(({ column }) => column),
      ['attack_P1', 'attack_P2'],
    );
    const chosen = read(text, { labelColumn: 'attack_P1' }).description;
    assert.deepEqual([chosen.label!.anomalous, chosen.leftOut.length], [9, 2]);
    const two = table('fault_A,fault_B,a,b', (row) => `${+(row > 50)},${+(row < 5)},`);
    assert.match(read(two).description.notes.join(), /'fault_A', 'fault_B' are named like labels; --label-column/);
  });

  it('leaves columns out that are named like labels but do not say which of them are anomalous', () => {
    for (const [name, cells] of [
      ['attack', ['1', '-1']],
      ['Attack LABLE', ['1', '-1']],
      ['fault_code', ['0', '7', '12']],
      ['is_outlier', ['0', '', '1']],
      ['fault', ['none', 'rotor', 'bearing']],
    ] as const) {
      const text = table(`${name},a,b`, (row) => `${cells[row % cells.length]},`);
      const { series, description } = read(text);
      assert.deepEqual([series.names, series.labels], [['a', 'b'], undefined], name);
      const quoted = cells.map((cell) => `'${cell}'`).join(', ');
      const [{ column, reason }] = description.leftOut;
      assert.equal(column, name);
      assert.ok(
        reason.startsWith(`named like a label, but its values (${quoted}) do not say which are anomalous`),
        reason,
      );
      assert.equal(
        read(text, { labelColumn: name, anomalousLabel: cells[0] }).description.label!.anomalous,
        60 / cells.length,
      );
    }
    const coded = table('fault_code,a,b', (row) => `${row % 3},`);
    assert.deepEqual(read(coded, { features: ['a', 'fault_code'] }).series.names, ['a', 'fault_code']);
    const score = table('anomaly_score,a,b', (row) => `${measured[row][0]},`);
    assert.deepEqual(read(score).series.names, ['anomaly_score', 'a', 'b'], 'measured values are a feature');
  });

  it('takes a column class of 0 and 1 as the label, and leaves other classes out', () => {
    const { series, description } = read(table('Class,a,b', (row) => `${Number(row > 50)},`));
    assert.deepEqual([description.label?.column, description.label?.anomalous, series.names], ['Class', 9, ['a', 'b']]);
    assert.deepEqual(leftOut(read(table('class,a,b', (row) => `${row % 4},`))), ['class']);
  });

  it('takes labels as words', () => {
    const text = table('Normal/Attack,a,b', (row) => `${row > 40 ? 'Attack' : 'Normal'},`);
    assert.equal(read(text).description.label!.anomalous, 19);
    const coded = table('state,a,b', (row) => `${['run', 'halt', 'leak'][row % 3]},`);
    assert.equal(
      read(coded, { labelColumn: 'state', anomalousLabel: ['halt', 'leak'] }).description.label!.anomalous,
      40,
    );
  });

  it('leaves columns of text out with a note, unless asked for', () => {
    const text = table('mode,a,b', (row) => `${row % 2 ? 'auto' : 'manual'},`);
    assert.deepEqual(read(text).description.leftOut, [
      { column: 'mode', reason: "holds text, such as 'manual' (2 different)" },
    ]);
    assert.throws(() => read(text, { features: ['mode', 'a'] }), /line 2, column 'mode': 'manual' is not a number/);
    assert.throws(() => read('a,b\n1.5,2 V\n2.5,3 V\n'), /line 2, column 'b': '2 V' is not a number/);
  });

  it('names a column of text that differs in every row, and the options that may read it', () => {
    const at = (row: number) => `1st of May, ${row} past noon`;
    const { description } = read(table('when;remark;a;b', (row) => `${at(row)};x;`).replaceAll(/,(?=3|2\.)/g, ';'));
    assert.deepEqual(description.notes, [
      `column 'when' is left out: it holds text that differs in every row, such as '${at(0)}'; ` +
        `if these are times, --time-column 'when' and --time-format read them`,
    ]);
    const timed = read(table('time,note,a,b', (row) => `${row},n${row},`)).description.notes;
    assert.deepEqual(timed, [`column 'note' is left out: it holds text that differs in every row, such as 'n0'`]);
  });

  it('names numbers that mark missing values, not large measurements', () => {
    const marked = (code: string | number, share: number) =>
      table('x,a,b', (row) => `${row % share === 1 ? code : ((row * 7) % 50) / 10},`);
    for (const [code, share, count] of [
      [-9999, 4, 15],
      [-999, 10, 6],
      ['-999.25', 20, 3],
      [99999, 20, 3],
    ] as const) {
      assert.deepEqual(read(marked(code, share)).description.notes, [
        `column 'x' holds ${code} in ${count} of 60 cells, as a mark of missing values; ` +
          `--missing ${code} takes it as missing, --ignore 'x' leaves the column out`,
      ]);
      const { description } = read(marked(code, share), { missing: String(code) });
      assert.deepEqual([description.notes, description.features[0].missing], [[], count]);
    }
    const empty = read(table('x,a,b', () => '-9999,')).description.notes;
    assert.match(empty.join(), /'x' holds -9999 in all 60 cells/);
    assert.match(
      read(table('x,a,b', () => ',')).description.notes.join(),
      /'x' has no value; --ignore 'x' leaves it out/,
    );
    // A pressure about 999, a level that once falls to -99, one value alone.
    for (const value of [
      (row: number) => 990 + (row % 20),
      (row: number) => -90 - (row % 10),
      (row: number) => (row === 7 ? 99_999 : (row * 7) % 5),
      () => 999,
    ]) {
      assert.deepEqual(read(table('x,a,b', (row) => `${value(row)},`)).description.notes, []);
    }
  });

  it('takes the marks of missing values that Excel and pandas write', () => {
    const marks = ['#N/A', '#N/A N/A', '#NA', '<NA>', '-NaN', '1.#QNAN', '-1.#IND', 'N/A', 'NULL', 'None', ''];
    const { series } = read(['a,b', ...marks.map((mark) => `${mark},1`), '2.5,2', ''].join('\n'));
    assert.deepEqual(
      steps(12).map((row) => series.values[2 * row]),
      [...marks.map(() => NaN), 2.5],
    );
  });

  it('counts missing, infinite and constant values, and takes further marks', () => {
    const { description } = read('a,b,c,d\n1.5,5,,true\n?,5,,false\ninf,5,,true\n-9999.0,5,,true\n', {
      missing: ['?', '-9999'],
    });
    assert.deepEqual(description.features, [
      { name: 'a', type: 'number', missing: 2, infinite: 1, constant: false },
      { name: 'b', type: 'whole number', missing: 0, infinite: 0, constant: true },
      { name: 'c', type: 'number', missing: 4, infinite: 0, constant: false },
      { name: 'd', type: 'truth value', missing: 0, infinite: 0, constant: false },
    ]);
    assert.match(description.notes.join(), /column 'c' has no value/);
    assert.match(read('a,b\n1.5,\n,2.5\n').description.notes.join(), /each time step lacks a value in some column/);
    assert.throws(() => read('a,b\n1.5,2\n?,3\n'), /'\?' is not a number; --missing '\?' takes it as missing/);
  });
});

describe('readSeries: delimiters and decimals', () => {
  const expected = Float64Array.from(measured.flat(), Number);
  const comma = (text: string) => text.replaceAll('.', ',');

  it('reads decimal commas in quotes between semicolons', () => {
    const quoted = measured.map(
      ([a], row) => `"05.03.2024 10:${10 + (row % 50)}:0${Math.floor(row / 50)}";"${comma(a)}"`,
    );
    const { series, description } = read(['"Zeit";"T"', ...quoted.slice(0, 50), ''].join('\n'));
    assert.deepEqual(
      [series.values, series.names, description.notes],
      [Float64Array.from(measured.slice(0, 50), ([a]) => Number(a)), ['T'], ['numbers have decimal commas']],
    );
  });

  it('reads commas between thousands before a point, blanks that do not break, and a minus of typesetting', () => {
    const { series, description } = read(`x;y\n${'1,042.5;-2\n12,345,678.25;3\n'.repeat(6)}`);
    assert.deepEqual(series.values.slice(0, 4), Float64Array.of(1042.5, -2, 12_345_678.25, 3));
    assert.deepEqual(description.notes, ['numbers have commas between thousands']);
    assert.deepEqual(read('x,y\n"1,042.5",2\n"-7.5",3\n').series.values, Float64Array.of(1042.5, 2, -7.5, 3));
    const french = read('x;y\n1\u202f042,5;\u22122\n\u00a012\u00a0345\u00a0678,25\u00a0;3\n');
    assert.deepEqual(french.series.values, Float64Array.of(1042.5, -2, 12_345_678.25, 3));
    assert.throws(() => read('x;y\n1,04.5;2\n'), /'1,04\.5' is not a number/);
    assert.throws(() => read('x;y\n10\u00a042,5;2\n1,5;3\n'), /is not a number/);
  });

  it('leaves out the empty last column of lines that end with a delimiter, without a header too', () => {
    const { series, description } = read(measured.map((row) => `${row.join(',')},\n`).join(''));
    assert.deepEqual([series.values, series.names], [expected, ['feature 0', 'feature 1']]);
    assert.deepEqual(description.leftOut, [{ column: 'unnamed', reason: 'has no name and no value' }]);
  });

  it('reads blanks, tabs, semicolons and bars, with and without a header', () => {
    for (const between of [' ', '   ', '\t', ';', '|', ' , ']) {
      for (const header of [[], [['a', 'b'].join(between)]]) {
        const { series } = read(
          [...header, ...measured.map((row) => `  ${row.join(between)} `), ''].join('\n'),
          {},
          'txt',
        );
        assert.deepEqual(series.values, expected, JSON.stringify([between, header]));
      }
    }
    const single = read(measured.map(([a]) => `  ${a}`).join(' '), {}, 'txt');
    assert.deepEqual([single.series.length, single.series.values[59]], [60, Number(measured[59][0])]);
    assert.match(single.description.notes.join(), /one line of 60 values, each of them a time step/);
  });

  it('does not part dates from times of day because a cell beside them is damaged or text', () => {
    const row = (i: number) => `2024-05-01 00:${String(i).padStart(2, '0')}:00`;
    for (const between of ['\t', ';', ',', '|']) {
      const damaged = measured.map(([a, b], i) => [i === 7 ? '2024-05-01 :07:00' : row(i), a, b].join(between));
      assert.throws(
        () => read(damaged.join('\n')),
        /line 8, column 'timestamp': expected a time as in line 1, found '2024-05-01 :07:00'$/,
      );
      const texts = measured.map(([a, b], i) => [row(i), 'pump', a, b].join(between));
      const beside = read(texts.join('\n'), { header: false });
      assert.deepEqual([beside.series.values, beside.series.timestamps?.[59]], [expected, row(59)], between);
    }
  });

  it('reads decimal commas where nothing else can be meant', () => {
    for (const between of [';', '\t', '  ']) {
      const { series, description } = read(measured.map((row) => comma(row.join(between))).join('\n'), {}, 'txt');
      assert.deepEqual(series.values, expected, between);
      assert.equal(description.text!.decimal, ',');
    }
    const first = Float64Array.from(measured, ([a]) => Number(a));
    assert.deepEqual(read(['temp', ...measured.map(([a]) => comma(a))].join('\n')).series.values, first);
    const quoted = measured.map((row) => row.map((cell) => `"${comma(cell)}"`).join(','));
    assert.deepEqual(read(['a,b', ...quoted].join('\n'), { decimal: ',' }).series.values, expected);
  });

  it('refuses what may be thousands', () => {
    for (const between of [';', '\t']) {
      const rows = steps(20).map((i) => [String(i), i < 10 ? `1.0${40 - i}` : String(999 - i), '0.25'].join(between));
      const text = [['n', 'p', 'q'].join(between), ...rows].join('\n');
      assert.throws(
        () => read(text),
        /column 'p': '1.040' beside '989' may have decimals or a point between thousands/,
      );
      assert.equal(read(text, { decimal: '.' }).series.values[0], 1.04);
      const decimals = read(text.replace('1.040', '1.05')).series;
      assert.equal(decimals.values[0], 1.05);
    }
    assert.throws(() => read('a,b\n"1,042",0.5\n"987",0.25\n'), /'1,042' is not a number; .*commas between thousands/);
  });

  it('says where each number has three decimals, and reads points between thousands as told', () => {
    const of = (between: string, b: (row: number) => string) =>
      ['a', 'b'].join(between) +
      `\n${steps(20)
        .map((i) => `1.0${40 - (i % 7)}${between}${b(i)}`)
        .join('\n')}\n`;
    const plain = of(';', (row) => `${row % 3}`);
    const { series, description } = read(plain);
    assert.deepEqual(
      [series.values[0], description.notes],
      [
        1.04,
        [`column 'a': each number has three decimals, such as '1.040'; if these are thousands, --decimal , reads them`],
      ],
    );
    assert.equal(read(plain, { decimal: ',' }).series.values[0], 1040);
    assert.deepEqual(read(plain, { decimal: '.' }).description.notes, []);
    const mixed = of(';', (row) => `0,${10 + (row % 7)}`);
    assert.throws(
      () => read(mixed),
      /'1.040' beside '0,10' may have decimals or a point between thousands; expected the option --decimal \. or --decimal ,/,
    );
    assert.deepEqual([...read(mixed, { decimal: ',' }).series.values.subarray(0, 2)], [1040, 0.1]);
    const both = read(of(';', (row) => `1.234,${10 + (row % 7)}`));
    assert.deepEqual([...both.series.values.subarray(0, 2)], [1040, 1234.1]);
    assert.match(both.description.notes.join(), /decimal commas, and points between thousands/);
    // With commas between cells, or fewer decimals somewhere, nothing speaks of thousands.
    for (const between of [',', '\t'])
      assert.deepEqual(read(of(between, (row) => `${row % 3}.5`)).description.notes, []);
    assert.deepEqual(read(plain.replace('1.040', '1.04')).description.notes, []);
  });

  it('does not let one odd cell make thousands of decimals', () => {
    assert.throws(
      () => read('8.415\t9.093\t-1\n9.093\t-7.568\t-2\n-7.568\t9.894\t1.234,5\n'),
      /'8\.415' beside '1\.234,5' may have decimals or a point between thousands; expected the option --decimal/,
    );
    const { series } = read('a\tb\n1.042,5\t8.415\n2.310,25\t9.093\n');
    assert.deepEqual([...series.values], [1042.5, 8415, 2310.25, 9093]);
  });

  it('refuses commas that may part cells or decimals, and does as told', () => {
    const bare = measured.map(([a]) => comma(a)).join('\n');
    assert.throws(
      () => read(bare),
      /may be two cells or a number with a decimal comma; expected the option --delimiter , or --decimal ,/,
    );
    assert.equal(read(bare, { decimal: ',' }).series.values[0], Number(measured[0][0]));
    assert.equal(read(bare, { delimiter: ',' }).series.features, 2);
    assert.throws(
      () => read('20,467;3,497\n20,468;3,499\n'),
      /'20,467' may be a number with a decimal comma or with a comma between thousands/,
    );
    assert.throws(
      () => read('a,b\n20,46,3,49\n'),
      /line 2: expected 2 cells as in the first record, found 4 .*--decimal/,
    );
    assert.throws(
      () => read('a;b\n1;2\n', { delimiter: 'ab' }),
      /delimiter: expected one sign such as ';', 'tab' or 'blanks', found 'ab'/,
    );
  });

  it('passes over comments and blank lines with a note, and reads names in the last comment', () => {
    const { series, description } = read(
      ['# made by x, "y', '# a b', ...measured.map((row) => row.join(' '))].join('\n'),
      {},
      'txt',
    );
    assert.deepEqual([series.names, series.length], [['a', 'b'], 60]);
    assert.match(description.notes.join(), /2 lines of comments at the start; the last names the columns/);
    assert.match(read('a\n1.5\n\n2.5\n').description.notes.join(), /1 blank line between rows/);
    assert.deepEqual(read('sep=;\na;b\n1,5;2\n').series.names, ['a', 'b']);
  });

  it('reads a byte order mark, UTF-16 and JSON lines by the same rules', () => {
    const text = table('ts,a,b', (row) => `${1_714_521_600 + 60 * row},`);
    const plain = read(text).series;
    for (const bytes of [Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      assert.deepEqual(read(bytes).series.values, plain.values);
    }
    const lines = measured.map(
      ([a, b], row) => `{"ts": ${1_714_521_600 + 60 * row}, "a": ${a}, "b": ${b}, "mode": "x"}`,
    );
    const { series, description } = read(`\uFEFF${lines.join('\n')}`, {}, 'jsonl');
    assert.deepEqual([series.names, series.values, series.timestamps], [plain.names, plain.values, plain.timestamps]);
    assert.deepEqual(description.leftOut, [{ column: 'mode', reason: "holds text, such as 'x' (1 different)" }]);
  });
});

describe('readSeries: as a stream', () => {
  it('reads a text of many pieces to the last digit, in bounded memory', () => {
    const file = path.join(folder, 'large.csv');
    const rows = 60_000;
    const value = (i: number) => Math.sin(i) * 1000 ** ((i % 5) - 1);
    const handle = fs.openSync(file, 'w');
    fs.writeSync(handle, 'time,a,b,c\n');
    for (let start = 0; start < rows; start += 1000) {
      const lines = steps(1000).map(
        (i) => `${start + i},${value(3 * (start + i))},${value(3 * (start + i) + 1)},${value(3 * (start + i) + 2)}\n`,
      );
      fs.writeSync(handle, lines.join(''));
    }
    fs.closeSync(handle);
    assert.ok(fs.statSync(file).size > 3_000_000);
    const series = loadSeries(file);
    assert.equal(series.length, rows);
    assert.ok(series.values.every((found, i) => Object.is(found, value(i))));
    assert.equal(series.timestamps![rows - 1], rows - 1);
    // Exactly the values, not a view of more.
    assert.equal(series.values.buffer.byteLength, rows * 3 * 8);
  });
});
