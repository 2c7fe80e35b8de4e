import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asFound } from '../../lib/monitor/excerpt';
import { createLineParser, parseLines } from '../../lib/monitor/line-parser';
import { LineSplitter } from '../../lib/monitor/line-splitter';
import { Monitor } from '../../lib/monitor/monitor';
import type { PointColumns } from '../../lib/monitor/point';
import { parseTimestamp } from '../../lib/monitor/timestamp';
import { meanSource } from '../support/monitor';

function split(pieces: readonly (string | Buffer)[], maxBytes = 20): (string | null)[] {
  const splitter = new LineSplitter(maxBytes);
  return [...pieces.flatMap((piece) => splitter.push(Buffer.from(piece))), ...splitter.end()];
}

describe('LineSplitter', () => {
  it('gives lines without their breaks, the last one too', () => {
    assert.deepEqual(split(['a\nb\r\n\nc']), ['a', 'b', '', 'c']);
    assert.deepEqual(split(['a\n']), ['a']);
    assert.deepEqual(split([]), []);
  });

  it('gives the same whatever the pieces, multi-byte letters among them', () => {
    const text = Buffer.from('käse\nlängere Zeile als zwanzig Bytes\n\n1,2\r\nä');
    const whole = split([text]);
    assert.deepEqual(whole, ['käse', null, '', '1,2', 'ä']);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        assert.deepEqual(split(places.slice(1).map((end, i) => text.subarray(places[i], end))), whole);
      }),
      { seed: 3 },
    );
  });

  it('holds no more of a 10 MB line than allowed', () => {
    const splitter = new LineSplitter(65_536);
    const piece = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 160; i++) assert.deepEqual(splitter.push(piece), []);
    assert.ok(process.memoryUsage().arrayBuffers - before < 4 * 2 ** 20);
    assert.deepEqual(splitter.push(Buffer.from('x\nnext\n')), [null, 'next']);
  });

  it('knows how much of a line is not yet complete', () => {
    const splitter = new LineSplitter(5);
    splitter.push(Buffer.from('ab\ncd'));
    assert.equal(splitter.incompleteBytes, 2);
    splitter.push(Buffer.from('efgh'));
    splitter.push(Buffer.from('ij'));
    assert.equal(splitter.incompleteBytes, 8);
    splitter.push(Buffer.from('\nx'));
    assert.equal(splitter.incompleteBytes, 1);
  });
});

const parsed = (format: 'jsonl' | 'csv', lines: (string | null)[], columns: number | PointColumns = 2) =>
  parseLines(lines, createLineParser(format, typeof columns === 'number' ? { features: columns } : columns));

/** Gives plain values: [timestamp, channel, values], or the reason. */
const plain = (...args: Parameters<typeof parsed>) =>
  parsed(...args).map((record) =>
    'rejected' in record ? record.rejected : [record.timestamp, record.channel, Array.from(record.values)],
  );

describe('lines of JSON', () => {
  it('hold an array or an object', () => {
    const lines = [
      '\ufeff[1, 2.5]',
      '',
      '{"timestamp": 17, "channel": "D-1", "values": [1, 2]}',
      '{"timestamp": "2024-05-01T00:00:01Z", "values": [1, null]}',
    ];
    assert.deepEqual(plain('jsonl', lines), [
      [undefined, undefined, [1, 2.5]],
      [17, 'D-1', [1, 2]],
      [Date.UTC(2024, 4, 1, 0, 0, 1), undefined, [1, NaN]],
    ]);
  });

  for (const [line, reason] of [
    ['{"values": [1, 2', 'brokenLine'],
    ['NaN', 'brokenLine'],
    ['7', 'brokenLine'],
    ['null', 'brokenLine'],
    ['{"value": [1]}', 'wrongColumns'],
    ['{"values": {"length": 2}}', 'wrongColumns'],
    ['{}', 'wrongColumns'],
    ['{"values": [1, 2], "channel": 5}', 'badChannel'],
    ['{"values": [1, 2], "timestamp": "soon"}', 'badTimestamp'],
    ['{"values": [1, 2], "timestamp": {}}', 'badTimestamp'],
    [null, 'lineTooLong'],
  ] as const) {
    it(`are ${reason} where they read ${line}`, () => assert.deepEqual(plain('jsonl', [line]), [reason]));
  }

  it('hold numbers, text that is one and truth values, as files do', () => {
    assert.deepEqual(plain('jsonl', ['["1", true, [2], null, "", "x"]']), [
      [undefined, undefined, [1, 1, NaN, NaN, NaN, NaN]],
    ]);
  });

  it('say what was expected and found where they are broken', () => {
    const [record] = parsed('jsonl', [`heat,${'9'.repeat(100)}`], { features: 2, names: ['flow', 'heat'] });
    assert.deepEqual(record, {
      rejected: 'brokenLine',
      detail:
        'expected JSON, an array of 2 numbers or an object of them such as {"flow": ..., "heat": ...}; ' +
        `found heat,${'9'.repeat(55)}...`,
    });
  });
});

describe('JSON of any depth and size', () => {
  const depths = [10, 5000, 200_000];
  for (const [where, lineWith, reason] of [
    ['as the time', (value: string) => `{"timestamp": ${value}, "values": [1, 2]}`, 'badTimestamp'],
    ['as the channel', (value: string) => `{"channel": ${value}, "values": [1, 2]}`, 'badChannel'],
    ['as a value', (value: string) => `{"values": [${value}, 2]}`, 'notFinite'],
    ['as a feature', (value: string) => `{"a": ${value}, "b": 2}`, 'notFinite'],
    ['as the line', (value: string) => value, undefined],
  ] as const) {
    it(`is rejected with its beginning ${where}`, () => {
      const parser = createLineParser('jsonl', { features: 2, names: ['a', 'b'] });
      const details: string[] = [];
      const listener = { dropped: (_: unknown, __: unknown, detail?: string) => void details.push(detail ?? '') };
      const source = { ...meanSource({ features: 2 }), names: ['a', 'b'] };
      const monitor = new Monitor({ source, threshold: { kind: 'fixed', value: 1 }, listener });
      for (const depth of depths) {
        for (const [open, close] of ['[]', ['{"a":', '}']]) {
          const record = parser(lineWith(`${open.repeat(depth)}${open === '[' ? '' : 0}${close.repeat(depth)}`))!;
          const dropped = monitor.push(record);
          if (reason !== undefined) {
            assert.equal(dropped, reason);
            assert.ok(details.at(-1)!.includes(`; found ${open.repeat(8)}`), details.at(-1));
          }
          assert.ok(details.at(-1)!.length < 200, details.at(-1));
        }
      }
      assert.equal(details.length, 2 * depths.length);
      monitor.dispose();
    });
  }

  it('is described by a short text, whatever it holds', () => {
    const anything = fc.anything({ withNullPrototype: false, maxDepth: 5 });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anything), (value) => {
        assert.ok(asFound(value).length <= 63);
      }),
      { seed: 5, numRuns: 500 },
    );
    assert.equal(asFound({ a: [1, { b: null }], c: true }), '{"a":[1,{"b":null}],"c":true}');
    assert.equal(asFound(Array.from({ length: 1_000_000 }, () => 'x')).slice(0, 9), '["x","x",');
    const [record] = parsed('jsonl', [`{"${'x'.repeat(60_000)}": 1}`], { features: 1, names: ['a'] });
    assert.ok('rejected' in record && record.detail!.length < 400);
  });
});

describe('a channel', () => {
  it('that is not a name is refused with what was found', () => {
    for (const [channel, found] of [
      ['7', '7'],
      ['null', 'null'],
      ['{"a":1}', '{"a":1}'],
    ]) {
      assert.deepEqual(parsed('jsonl', [`{"values": [1, 2], "channel": ${channel}}`]), [
        {
          rejected: 'badChannel',
          detail: `expected a channel's name as text of 1 to 128 characters; found ${found}`,
        },
      ]);
    }
  });
});

describe('lines of JSON keyed by the names of features', () => {
  const named = { features: 2, names: ['flow', 'heat'] };

  it('bring them into their order, and leave labels and others out', () => {
    const lines = [
      '{"heat": 1, "room": 7, "time": "2024-05-01", "flow": 2, "label": 1}',
      '{"heat": 3, "room": 7, "time": "2024-05-02", "flow": null, "label": 0}',
      '{"flow": true, "heat": "4", "Channel": "D-1"}',
    ];
    assert.deepEqual(plain('jsonl', lines, named), [
      [Date.UTC(2024, 4, 1), undefined, [2, 1]],
      [Date.UTC(2024, 4, 2), undefined, [NaN, 3]],
      [undefined, 'D-1', [1, 4]],
    ]);
    assert.deepEqual(plain('jsonl', ['{"clock": 9, "flow": 1, "heat": 2}'], { ...named, timestampColumn: 'clock' }), [
      [9, undefined, [1, 2]],
    ]);
    assert.deepEqual(plain('jsonl', ['{"x": 1, "y": 2}'], 2), [[undefined, undefined, [1, 2]]], 'by place');
  });

  it('find features that are numbered by their number, in any order and where one is not there', () => {
    const numbered = { features: 3, names: ['feature 0', 'feature 1', 'feature 2'] };
    const lines = ['{"feature 2": 2, "time": 5, "feature 0": 0, "feature 1": 1}', '{"feature 0": 0, "feature 2": 2}'];
    assert.deepEqual(plain('jsonl', lines, numbered), [
      [5, undefined, [0, 1, 2]],
      [undefined, undefined, [0, NaN, 2]],
    ]);
    assert.deepEqual(plain('jsonl', ['{"x": 0, "y": 1, "z": 2}'], numbered), [[undefined, undefined, [0, 1, 2]]]);
  });

  it('may lack one, but not where a key could be that one misspelt', () => {
    const [lacking, misspelt] = parsed('jsonl', ['{"heat": 1}', '{"heat": 1, "flwo": 2}'], named);
    assert.deepEqual(Array.from((lacking as { values: Float64Array }).values), [NaN, 1]);
    assert.deepEqual(misspelt, {
      rejected: 'wrongColumns',
      detail: 'expected keys for 2 features; missing columns: flow; unknown columns: flwo',
    });
    assert.deepEqual(plain('jsonl', ['{"label": 1}'], named), ['wrongColumns']);
  });
});

describe('lines of CSV', () => {
  it('name their columns in a header', () => {
    const lines = ['\ufefftimestamp,"first, of two",label,channel,second', '5,1,0,D-1,2', '', ' 6 , -1e3 ,1,"D,2", .5'];
    assert.deepEqual(plain('csv', lines), [
      [5, 'D-1', [1, 2]],
      [6, 'D,2', [-1000, 0.5]],
    ]);
  });

  it('are values without a header, after a timestamp where there is one cell more', () => {
    assert.deepEqual(plain('csv', ['1,2', '3,nan']), [
      [undefined, undefined, [1, 2]],
      [undefined, undefined, [3, NaN]],
    ]);
    assert.deepEqual(plain('csv', ['2024-05-01 00:00:00,1,2', '9,3,4']), [
      [Date.UTC(2024, 4, 1), undefined, [1, 2]],
      [9, undefined, [3, 4]],
    ]);
  });

  it('are rejected one by one', () => {
    assert.deepEqual(plain('csv', ['t0,a,b', '1,2'].concat(['1,2,3', '1,"2', '1,2,']), 3), [
      'wrongWidth',
      [undefined, undefined, [1, 2, 3]],
      'brokenLine',
      [undefined, undefined, [1, 2, NaN]],
    ]);
    assert.deepEqual(plain('csv', ['time,a', 'x,1', ',1'], 1), ['badTimestamp', 'badTimestamp']);
  });
});

describe('lines of CSV for a pipeline whose features have names', () => {
  const named = { features: 2, names: ['flow', 'heat'] };

  it('bring the columns into the order of the features, and leave others out', () => {
    const lines = ['heat,room,time,flow', '1,7,5,2', '3,7,6,4'];
    assert.deepEqual(plain('csv', lines, named), [
      [5, undefined, [2, 1]],
      [6, undefined, [4, 3]],
    ]);
    // The header of a file that took the place of the first one.
    assert.deepEqual(plain('csv', ['heat,flow', '1,2', 'flow,heat', '1,2'], named), [
      [undefined, undefined, [2, 1]],
      [undefined, undefined, [1, 2]],
    ]);
  });

  it('are all rejected below a header without the features, with those that are missing', () => {
    const records = parsed('csv', ['flow,pressure', '1,2', '3,4', 'flow,heat', '5,6'], named);
    assert.deepEqual(
      records.map((record) => ('rejected' in record ? record.rejected : [...record.values])),
      ['wrongColumns', 'wrongColumns', 'wrongColumns', [5, 6]],
    );
    assert.deepEqual(records[1], {
      rejected: 'wrongColumns',
      detail: 'expected a header with 2 features; missing columns: heat; unknown columns: pressure',
    });
  });

  it('find the time in the column that the pipeline was fitted with', () => {
    const columns = { ...named, timestampColumn: 'clock' };
    assert.deepEqual(plain('csv', ['flow,heat,clock', '1,2,9'], columns), [[9, undefined, [1, 2]]]);
    assert.deepEqual(plain('csv', ['date,clock,flow,heat', '0,9,1,2'], columns), [[9, undefined, [1, 2]]]);
    assert.deepEqual(plain('csv', ['time,flow,heat', '8,1,2'], columns), [[8, undefined, [1, 2]]]);
    assert.deepEqual(plain('csv', [',flow,heat', '8,1,2'], named), [[8, undefined, [1, 2]]], "pandas' index");
  });
});

describe('a CSV that begins with a line that is not a header', () => {
  it('continues with the next line', () => {
    for (const bad of ['7', '1,2,3,4,5', 'x,y,z']) {
      const lines = [bad, '1,2', '3,4'];
      const [first, ...rest] = plain('csv', lines);
      assert.ok(first === 'brokenLine' || first === 'wrongWidth', String(first));
      assert.deepEqual(
        rest.map((record) => record[2]),
        [
          [1, 2],
          [3, 4],
        ],
        bad,
      );
    }
    assert.deepEqual(plain('csv', ['x,y,z', 'time,a,b', '5,1,2']), ['brokenLine', [5, undefined, [1, 2]]]);
  });

  it('takes no first cell for the time because a header has a column too many', () => {
    assert.deepEqual(plain('csv', ['a,b,c', '1,2,3', '4,5']), [
      'brokenLine',
      'brokenLine',
      [undefined, undefined, [4, 5]],
    ]);
  });
});

describe('parsers of lines', () => {
  it('survive any line', () => {
    const anyLine = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.json(),
      fc.stringMatching(/^[0-9,."eE\-+na [\]{}:]{0,30}$/),
    );
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
        for (const format of ['jsonl', 'csv'] as const) {
          for (const record of parsed(format, lines)) assert.ok('rejected' in record || record.values.length >= 0);
        }
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

describe('parseTimestamp', () => {
  const number = (moment: ReturnType<typeof parseTimestamp>) => moment && moment.timestamp;

  for (const [value, expected] of [
    [5, 5],
    ['5', 5],
    ['-1.5e3', -1500],
    ['2024-05-01', Date.UTC(2024, 4, 1)],
    ['2024-05-01 10:20', Date.UTC(2024, 4, 1, 10, 20)],
    ['2024-05-01T10:20:30.5', Date.UTC(2024, 4, 1, 10, 20, 30, 500)],
    ['2024-05-01T10:20:30+02:00', Date.UTC(2024, 4, 1, 8, 20, 30)],
    [undefined, undefined],
    [null, undefined],
    [' ', undefined],
    [NaN, null],
    ['2024-13-01', null],
    ['yesterday', null],
    [true, null],
    [[1], null],
  ] as const) {
    it(`reads ${JSON.stringify(value)} as ${expected}`, () => assert.equal(number(parseTimestamp(value)), expected));
  }

  it('takes a date without a zone for UTC wherever the machine stands', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Tokyo';
    try {
      assert.equal(number(parseTimestamp('2024-05-01 10:20:00')), Date.UTC(2024, 4, 1, 10, 20));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});
