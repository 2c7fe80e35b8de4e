import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataError } from '../../lib/base';
import { parseJson } from '../../lib/data/parse-json';

const parse = (text: string) => parseJson(text, 'some.jsonl: line 1');

function refuses(text: string, expected: RegExp): void {
  assert.throws(
    () => parse(text),
    (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.match(error.message, expected);
      assert.ok(error.message.startsWith('some.jsonl: line 1: '), error.message);
      return true;
    },
  );
}

describe('parseJson', () => {
  it('reads NaN and the infinities of Python', () => {
    assert.deepEqual(parse('[NaN, Infinity, -Infinity, 1]'), [NaN, Infinity, -Infinity, 1]);
    assert.deepEqual(parse('{"a": NaN, "NaN": "Infinity"}'), { a: NaN, NaN: 'Infinity' });
    assert.ok(Number.isNaN(parse(' NaN ')));
  });

  it('keeps the digits of times that float64 would change, as text', () => {
    assert.deepEqual(parse('{"t": 1700000000123456789, "x": 0.12345678901234567}'), {
      t: '1700000000123456789',
      x: Number('0.12345678901234567'),
    });
    assert.deepEqual(parse('[1700000000.123456789, 1700000000.500, 1700000000123, -12345678901234567890]'), [
      '1700000000.123456789',
      1700000000.5,
      1700000000123,
      '-12345678901234567890',
    ]);
    assert.deepEqual(parse('{"t": 9007199254740993}'), { t: '9007199254740993' });
    assert.deepEqual(parse('{"t": 9007199254740992}'), { t: 9007199254740992 });
  });

  it('refuses numbers beyond float64, which JSON.parse makes infinite', () => {
    refuses('[1e999]', /'1e999' is beyond the range of float64$/);
    refuses(`[-${'9'.repeat(310)}]`, /'-9{39}\.\.\.' is beyond the range of float64$/);
    assert.deepEqual(parse('[1e308, 1e-999, 5E+007]'), [1e308, 0, 5e7]);
  });

  it('refuses what is not JSON', () => {
    const broken = [
      '',
      ' ',
      '[',
      '[1,]',
      '[,1]',
      '[1 2]',
      '{"a"}',
      '{"a":}',
      '{a:1}',
      '{1:2}',
      '{"a":1,}',
      '[1]]',
      '[1}',
    ];
    const words = ['nan', '+NaN', '-NaN', 'inf', '+Infinity', 'NaNs', '[NaN,]', '[NaN NaN]', '{NaN: 1}', '{"a" NaN}'];
    const numbers = ['[01]', '[1.]', '[.5]', '[+1]', '[0x10]', '["\u0001", NaN]', '["\\x", NaN]', "['a', NaN]"];
    for (const text of [...broken, ...words, ...numbers]) refuses(text, /not valid JSON$/);
  });

  it('refuses deep brackets, however deep, and follows 64 levels', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    refuses(nested(65), /expected at most 64 levels of brackets in JSON, found more$/);
    refuses('{"a":'.repeat(1_000_000), /expected at most 64 levels/);
    refuses('['.repeat(20_000_000), /expected at most 64 levels/);
    assert.deepEqual(parse(nested(64)), JSON.parse(nested(64)));
    assert.deepEqual(parse(`["${'['.repeat(100)}\\"["]`), [`${'['.repeat(100)}"[`]);
    assert.equal((parse(`[${'[],'.repeat(99)}NaN]`) as unknown[]).length, 100);
  });

  it('reads a long string beside NaN', () => {
    const long = 'a\\n'.repeat(3_000_000) + 'b'.repeat(3_000_000);
    assert.equal((parse(`["${long}", NaN]`) as string[])[0].length, 9_000_000);
  });

  it('reads everything as JSON.parse does, by either way', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const wanted = JSON.parse(text);
        assert.deepEqual(parse(text), wanted);
        // The word of Python takes the second way.
        assert.deepEqual(parse(`[NaN, ${text}]`), [NaN, wanted]);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('takes no more than JSON.parse does but the words', () => {
    const part = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      '0',
      ' ',
      'true',
      'null',
      '\\',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          refuses(text, /not valid JSON$/);
          return;
        }
        assert.deepEqual(parse(text), wanted);
      }),
      { seed: 6, numRuns: 5000 },
    );
  });

  it('keeps a key named __proto__ a key', () => {
    assert.ok(Object.hasOwn(parse('{"__proto__": [1], "a": NaN}') as object, '__proto__'));
  });
});
