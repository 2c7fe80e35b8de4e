import assert from 'node:assert/strict';
import { encodeNpy } from '../../lib/data';
import { leftOut, measured, read, steps, table } from '../support/read-text';

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
