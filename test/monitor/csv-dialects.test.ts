import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLineParser, parseLines } from '../../lib/monitor/line-parser';
import type { InputRecord, PointColumns } from '../../lib/monitor/point';
import { lineFormat, monitorCommand, readingOf } from '../../scripts/support/monitor-options';

const named = { features: 2, names: ['temp', 'pressure'] };

const read = (lines: readonly string[], columns: PointColumns = named): InputRecord[] =>
  parseLines(lines, createLineParser('csv', columns));

/** Gives [time, channel, values] of each point, or the reason. */
const plain = (lines: readonly string[], columns?: PointColumns) =>
  read(lines, columns).map((record) =>
    'rejected' in record ? record.rejected : [record.timestamp, record.channel, ...record.values],
  );

describe('delimited lines', () => {
  const expected = [
    [1714521600000, undefined, 20.5, 3.25],
    [1714521660000, undefined, 21, -3.5],
  ];
  for (const [what, lines] of [
    ['commas', ['timestamp,temp,pressure', '2024-05-01 00:00:00,20.5,3.25', '2024-05-01 00:01:00,21,-3.5']],
    ['semicolons', ['timestamp;temp;pressure', '2024-05-01 00:00:00;20.5;3.25', '2024-05-01 00:01:00;21;-3.5']],
    ['tabs', ['timestamp\ttemp\tpressure', '2024-05-01 00:00:00\t20.5\t3.25', '2024-05-01 00:01:00\t21\t-3.5']],
    ['bars', ['timestamp|temp|pressure', '2024-05-01T00:00|20.5|3.25', '2024-05-01T00:01|21|-3.5']],
    ['blanks', ['timestamp temp  pressure', '2024-05-01T00:00:00Z 20.5   3.25', '2024-05-01T00:01:00Z  21 \t-3.5']],
    ['semicolons and decimal commas', ['pressure;temp;timestamp', '3,25;20,5;1714521600000', '-3,5;21;1714521660000']],
    [
      'commas and quoted decimal commas',
      ['timestamp,temp,pressure', '1714521600000,"20,5","3,25"', '1714521660000,21,"-3,5"'],
    ],
    [
      'tabs, quotes and a byte order mark',
      ['\ufeff"timestamp"\t"temp"\t"pressure"', '"1714521600000"\t"20.5"\t3.25', '1714521660000\t21\t-3.5'],
    ],
    [
      'the delimiter that Excel names',
      ['sep=;', 'timestamp;temp;pressure', '1714521600000;20.5;3.25', '1714521660000;21;-3.5'],
    ],
  ] as const) {
    it(`may have ${what}`, () => assert.deepEqual(plain(lines), expected));
  }

  it('may have no header, whatever lies between', () => {
    for (const delimiter of [',', ';', '\t', '|', '  ']) {
      const lines = ['1714521600000 20.5 3.25', '1714521660000 21 -3.5'].map((line) => line.replaceAll(' ', delimiter));
      assert.deepEqual(plain(lines), expected, JSON.stringify(delimiter));
      assert.deepEqual(plain([`20.5${delimiter}3.25`]), [[undefined, undefined, 20.5, 3.25]]);
    }
    assert.deepEqual(plain(['20,5;3,25', '1,5;2']), [
      [undefined, undefined, 20.5, 3.25],
      [undefined, undefined, 1.5, 2],
    ]);
  });

  it('hold truth values and marks of missing values as files do', () => {
    assert.deepEqual(
      plain(['temp,pressure', 'True,false', 'NA,-', 'n/a,1e3', '-9,?'], { ...named, missing: ['-9', '?'] }),
      [
        [undefined, undefined, 1, 0],
        [undefined, undefined, NaN, NaN],
        [undefined, undefined, NaN, 1000],
        [undefined, undefined, NaN, NaN],
      ],
    );
    assert.deepEqual(plain(['True,1', 'False,0']), [
      [undefined, undefined, 1, 1],
      [undefined, undefined, 0, 0],
    ]);
    const json = createLineParser('jsonl', { ...named, missing: '-9' });
    const record = json('{"temp": -9, "pressure": NaN}') as { values: Float64Array };
    assert.deepEqual([...record.values], [NaN, NaN]);
    const words = json('{"temp": "True", "pressure": "-9"}') as { values: Float64Array };
    assert.deepEqual([...words.values], [1, NaN]);
  });

  it('find the time, the channel and the features by the names that files have', () => {
    for (const name of ['ts', 'epoch', 'Time (s)', 'Timestamp (UTC)', 'time_stamp', 'Unnamed: 0', '']) {
      assert.deepEqual(plain([`${name},temp,pressure`, '7,1,2']), [[7, undefined, 1, 2]], name);
      const json = createLineParser('jsonl', named)(JSON.stringify({ [name || 'index']: 7, temp: 1, pressure: 2 }));
      assert.equal((json as { timestamp?: number }).timestamp, 7, name);
    }
    const columns = { ...named, timestampColumn: 'clock', channelColumn: 'device', ignore: ['time'] };
    assert.deepEqual(plain(['time,clock,device,temp,pressure', '1,2,a,3,4'], columns), [[2, 'a', 3, 4]]);
    assert.deepEqual(plain(['time,temp,pressure', '1,3,4'], { ...named, timestampColumn: false }), [
      [undefined, undefined, 3, 4],
    ]);
    const feature = { features: 2, names: ['ts', 'label'] };
    assert.deepEqual(plain(['ts,label', '1,2'], feature), [[undefined, undefined, 1, 2]], 'features of the pipeline');
    const record = createLineParser('jsonl', columns)('{"clock": 5, "device": 7, "values": [1, 2]}');
    assert.deepEqual(
      [(record as { channel?: string }).channel, (record as { timestamp?: number }).timestamp],
      ['7', 5],
    );
    const other = createLineParser('jsonl', named)('{"time": 5, "values": [1, 2]}');
    assert.equal((other as { timestamp?: number }).timestamp, 5, 'not numbered without a word');
  });

  it('know a header of numbers by the names of the features', () => {
    const numbered = { features: 2, names: ['0', '1'] };
    assert.deepEqual(plain([',0,1', '7,1.5,2.5'], numbered), [[7, undefined, 1.5, 2.5]]);
    assert.deepEqual(plain(['1,0', '1.5,2.5'], numbered), [[undefined, undefined, 2.5, 1.5]]);
    assert.deepEqual(plain(['1,0', '1.5,2.5'], { ...numbered, header: false }), [
      [undefined, undefined, 1, 0],
      [undefined, undefined, 1.5, 2.5],
    ]);
  });

  it('are refused where they can be read in two ways, with the option that tells', () => {
    const one = { features: 1, names: ['temp'] };
    const [record] = read(['20,5', '21,3'], one);
    assert.deepEqual(record, {
      rejected: 'brokenLine',
      detail:
        "'20,5' may be read in two ways, with a decimal comma or without; expected the option --delimiter , or --decimal , to tell",
    });
    assert.deepEqual(plain(['20,5', '21,3'], { ...one, decimal: ',' }), [
      [undefined, undefined, 20.5],
      [undefined, undefined, 21.3],
    ]);
    assert.deepEqual(plain(['20,5', '21,3'], { ...one, delimiter: ',' }), [
      [20, undefined, 5],
      [21, undefined, 3],
    ]);
    assert.deepEqual(plain(['1714521600,5'], one), [[1714521600, undefined, 5]], 'a time of these days');
    assert.deepEqual(plain(['20,5.5'], one), [[20, undefined, 5.5]]);
    assert.deepEqual(plain(['temp', '20,5'], one), [[undefined, undefined, 20.5]]);
    const thousands = ['temp;pressure', '1,234;5', '1,5;6', '1,234;7', '1.234;8', '20.5;9'];
    assert.deepEqual(plain(thousands), [
      'brokenLine',
      [undefined, undefined, 1.5, 6],
      [undefined, undefined, 1.234, 7],
      'brokenLine',
      [undefined, undefined, 20.5, 9],
    ]);
    assert.deepEqual(plain(['temp;pressure', '1,234;5'], { ...named, decimal: ',' }), [
      [undefined, undefined, 1.234, 5],
    ]);
  });

  it('take a delimiter by its name, and no other sign', () => {
    assert.deepEqual(plain(['temp\tpressure', '1\t2'], { ...named, delimiter: 'tab' }), [[undefined, undefined, 1, 2]]);
    assert.throws(() => read(['x'], { ...named, delimiter: 'ab' }), {
      name: 'DataError',
      message: /delimiter: expected one sign/,
    });
  });

  it('say the delimiter where the number of cells is wrong', () => {
    const [, record] = read(['temp;pressure', '1;2', '1;2;3']);
    assert.deepEqual(record, { rejected: 'wrongWidth', detail: 'expected 2 cells; found 3 (delimiter: ;)' });
  });

  it('give every point its values, whatever lies between the cells', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const rows = fc.array(fc.tuple(value, value, fc.integer({ min: 1e11, max: 2e12 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(',', ';', '\t', '|', ' '),
        fc.boolean(),
        fc.boolean(),
        (table, delimiter, header, comma) => {
          // Numbers with three decimals and a comma can be thousands.
          fc.pre(
            !comma ||
              (delimiter !== ',' &&
                table.every((row) => row.every((cell) => !/^-?\d{1,3}\.\d{3}$/.test(String(cell))))),
          );
          const write = (cell: number) => (comma ? String(cell).replace('.', ',') : String(cell));
          const lines = table.map(([a, b, time]) => [time, write(a), write(b)].join(delimiter));
          const names = header ? [['time', 'temp', 'pressure'].join(delimiter)] : [];
          assert.deepEqual(
            plain([...names, ...lines]),
            table.map(([a, b, time]) => [time, undefined, a === 0 ? 0 : a, b === 0 ? 0 : b]),
          );
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });
});

describe('the options of reading', () => {
  it('are those that are given, the others stay as the pipeline was fitted', () => {
    const args = ['--pipeline', 'p', '--input', '-', '--time-column', 'clock', '--missing', '?,-9', '--no-header'];
    const command = monitorCommand().parse(['node', 'monitor', ...args]);
    assert.deepEqual(readingOf(command.opts()), { timestampColumn: 'clock', missing: ['?', '-9'], header: false });
  });
});

describe('the format of lines', () => {
  it('is CSV for the names that text tables have', () => {
    for (const input of ['a.csv', 'a.tsv', 'a.TXT', 'a.dat', 'a.csv.gz'])
      assert.equal(lineFormat({ input }), 'csv', input);
    for (const input of ['a.jsonl', 'a.ndjson', 'a', '-']) assert.equal(lineFormat({ input }), 'jsonl', input);
  });
});
