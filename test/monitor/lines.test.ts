import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLineParser, parseLines } from '../../lib/monitor/line-parser';
import { LineSplitter } from '../../lib/monitor/line-splitter';
import { parseTimestamp } from '../../lib/monitor/timestamp';

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

const parsed = (format: 'jsonl' | 'csv', lines: (string | null)[], features = 2) =>
  parseLines(lines, createLineParser(format, features));

/** As plain values: [timestamp, channel, values], or the reason. */
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
    ['{"value": [1]}', 'brokenLine'],
    ['{"values": {"length": 2}}', 'brokenLine'],
    ['{"values": [1, 2], "channel": 5}', 'badChannel'],
    ['{"values": [1, 2], "timestamp": "soon"}', 'badTimestamp'],
    ['{"values": [1, 2], "timestamp": {}}', 'badTimestamp'],
    [null, 'lineTooLong'],
  ] as const) {
    it(`are ${reason} where they read ${line}`, () => assert.deepEqual(plain('jsonl', [line]), [reason]));
  }

  it('make no number of text, truth values or nested arrays', () => {
    assert.deepEqual(plain('jsonl', ['["1", true, [2], null]']), [[undefined, undefined, [NaN, NaN, NaN, NaN]]]);
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
    it(`reads ${JSON.stringify(value)} as ${expected}`, () => assert.equal(parseTimestamp(value), expected));
  }

  it('takes a date without a zone for UTC wherever the machine stands', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Tokyo';
    try {
      assert.equal(parseTimestamp('2024-05-01 10:20:00'), Date.UTC(2024, 4, 1, 10, 20));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});
