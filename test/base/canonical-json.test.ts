import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson, contentHash } from '../../lib/base/index';

describe('canonicalJson', () => {
  it('sorts keys at every depth, drops undefined values and writes -0 as 0', () => {
    assert.equal(
      canonicalJson({ b: [1, { d: null, c: -0 }], a: undefined, A: 'x' }),
      '{"A":"x","b":[1,{"c":0,"d":null}]}',
    );
  });

  it('gives the hash that sha256sum gives for the text', () => {
    // printf '{"a":1,"b":[0.1]}' | sha256sum
    assert.equal(contentHash({ b: [0.1], a: 1 }), 'da65f37e2098a5185eeb8569adfefa99cc5622e6701a102310254f9dab4aaab6');
  });

  it('gives text that reads back as the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.equal(canonicalJson(JSON.parse(text)), text);
        assert.equal(text, canonicalJson(reversed(value)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  for (const [what, value, message] of [
    ['NaN', { a: [1, NaN] }, /^Error: unit\.a\[1\]: expected a finite number, found NaN\.$/],
    ['an infinity', { rows: { x: -Infinity } }, /unit\.rows\.x: expected a finite number, found -Infinity/],
    ['a typed array', { a: new Float32Array(2) }, /unit\.a: expected plain data, found an instance of Float32Array/],
    ['a function', { a: () => 1 }, /unit\.a: expected plain data, found function/],
    ['undefined in a list', [undefined], /unit\[0\]: expected plain data, found undefined/],
  ] as const) {
    it(`refuses ${what} and says where it is`, () => {
      assert.throws(() => canonicalJson(value, 'unit'), message);
    });
  }
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}
