import assert from 'node:assert/strict';
import { leftOut, measured, minute, read, steps, table } from '../support/read-text';

describe('readSeries: order of times', () => {
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
