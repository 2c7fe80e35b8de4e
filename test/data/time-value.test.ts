import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compareTimes,
  readTime,
  recogniseTime,
  recogniseTimes,
  secondsBetween,
  type TimeForm,
  toNanoseconds,
} from '../../lib/data';

/** Reads a text by its recognised form, as nanoseconds. */
function nanosecondsOf(text: string, form: TimeForm | undefined = recogniseTime(text)): bigint | undefined {
  const time = form && readTime(text, form);
  return time && toNanoseconds(time);
}

describe('time-value', () => {
  it('reads every usual way of writing the same time', () => {
    const expected = BigInt(Date.UTC(2024, 4, 31, 20, 0, 5)) * 1_000_000n;
    for (const text of [
      '2024-05-31 20:00:05',
      '2024-05-31T20:00:05Z',
      '2024-05-31T22:00:05+02:00',
      '2024-05-31 13:30:05-0630',
      '2024/5/31 20:00:05.000',
      '20240531200005',
      '20240531200005000',
      '20240531T200005',
      '1717185605',
      '1717185605.0',
      '1.717185605e9',
      '1717185605000',
      '1717185605000000',
      '1717185605000000000',
      '31/05/2024 20:00:05',
      '31.05.2024 8:00:05 PM',
      '05/31/2024 08:00:05 PM',
    ]) {
      assert.equal(nanosecondsOf(text), expected, text);
    }
    const format = (text: string, pattern: string) => nanosecondsOf(text, { kind: 'format', format: pattern });
    assert.equal(format('31 May 24 08:00:05 pm', '%d %b %y %I:%M:%S %p'), expected);
    assert.equal(format('2024.152/20h00m05', '%Y.%j/%Hh%Mm%S'), expected);
    assert.equal(format('2024.152/20h00m05x', '%Y.%j/%Hh%Mm%S'), undefined);
  });

  it('loses no digit down to the nanosecond', () => {
    const first = readTime('1717185605123456789', { kind: 'number', unit: 'ns' })!;
    assert.deepEqual(first, { text: '1717185605123456789', seconds: 1_717_185_605, nanos: 123_456_789 });
    for (const [text, form] of [
      ['1717185605.123456789', { kind: 'number', unit: 's' }],
      ['1717185605123.456789', { kind: 'number', unit: 'ms' }],
      ['1717185605123456.789', { kind: 'number', unit: 'us' }],
      ['2024-05-31T20:00:05.123456789Z', { kind: 'iso' }],
      ['20240531200005123456789', { kind: 'compact' }],
    ] as const) {
      assert.equal(compareTimes(readTime(text, form)!, first), 0, text);
    }
    const next = readTime('1717185605123456790', { kind: 'number', unit: 'ns' })!;
    assert.ok(compareTimes(first, next) < 0);
    assert.equal(secondsBetween(first, next), 1e-9);
    assert.equal(secondsBetween(next, first), -1e-9);
  });

  it('reads decimals of any size and sign exactly', () => {
    const decimal = fc.record({
      sign: fc.constantFrom('', '-', '+'),
      whole: fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n }),
      nanos: fc.integer({ min: 0, max: 999_999_999 }),
    });
    fc.assert(
      fc.property(decimal, ({ sign, whole, nanos }) => {
        const size = whole * 1_000_000_000n + BigInt(nanos);
        const expected = sign === '-' ? -size : size;
        const text = `${sign}${whole}.${String(nanos).padStart(9, '0')}`;
        assert.equal(nanosecondsOf(text, { kind: 'number' }), expected);
        assert.equal(nanosecondsOf(`${sign}${size}`, { kind: 'number', unit: 'ns' }), expected);
        assert.equal(nanosecondsOf(`${sign}${size}e-9`, { kind: 'number', unit: 's' }), expected);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('agrees with Date on every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e10, max: 2.5e11 }), (seconds) => {
        const text = new Date(seconds * 1000).toISOString();
        if (/^\d{4}-/.test(text)) assert.equal(readTime(text, { kind: 'iso' })?.seconds, seconds, text);
      }),
      { seed: 8, numRuns: 2000 },
    );
  });

  it('refuses what is not a time', () => {
    for (const text of [
      '',
      'a',
      '2024-13-01',
      '2024-02-30',
      '2023-02-29',
      '2024-05-01 25:00',
      '12:00',
      '1e999',
      '.',
      '-',
    ])
      assert.equal(recogniseTime(text), undefined, text);
    assert.equal(recogniseTime('2024-05-01 24:00')?.kind, 'iso');
    assert.throws(() => readTime('x', { kind: 'format', format: '%Y-%q' }), /'%Y-%q': unknown directive %q/);
    assert.throws(() => readTime('x', { kind: 'format', format: '%H:%M' }), /expected a year, a month and a day/);
  });

  it('tells the unit of a number by its size, and days from months by the first cell that can', () => {
    const unitOf = (text: string) => recogniseTime(text);
    assert.deepEqual(unitOf('1717185605'), { kind: 'number', unit: 's' });
    assert.deepEqual(unitOf('1717185605123456789'), { kind: 'number', unit: 'ns' });
    assert.deepEqual(unitOf('17'), { kind: 'number', unit: undefined });
    assert.equal(recogniseTime('01/05/2024'), undefined);
    assert.equal(recogniseTimes(['01/05/2024', '02/05/2024', '13/05/2024'])?.kind, 'day-first');
    assert.equal(recogniseTimes(['01/05/2024', '01/13/2024'])?.kind, 'month-first');
    assert.equal(recogniseTimes(['01/05/2024', '01/06/2024']), undefined);
  });
});
