import assert from 'node:assert/strict';
import { z } from 'zod';
import { asSentence, plainMessages, zodFault } from '../../lib/base';

const schema = z.strictObject({
  name: z.string(),
  size: z.int().min(2).max(9).optional(),
  share: z.number().gt(0).lt(1).optional(),
  kind: z.enum(['linear', 'log']).optional(),
  rule: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('sigma'), k: z.number() }),
      z.strictObject({ kind: z.literal('best') }),
    ])
    .optional(),
  list: z.union([z.literal('all'), z.array(z.strictObject({ low: z.number() }))]).optional(),
});

const faultOf = (value: unknown) => zodFault(schema.safeParse(value, plainMessages).error!, 'content');

describe('a fault that a schema finds', () => {
  for (const [value, message] of [
    [[], 'content: expected an object, found []'],
    [{}, 'name: expected a text, found none'],
    [{ name: 'a', size: '3' }, 'size: expected a number, found "3"'],
    [{ name: 'a', size: 2.5 }, 'size: expected a whole number, found 2.5'],
    [{ name: 'a', size: 1 }, 'size: expected a number of at least 2, found 1'],
    [{ name: 'a', size: 10 }, 'size: expected a number of at most 9, found 10'],
    [{ name: 'a', share: 0 }, 'share: expected a number above 0, found 0'],
    [{ name: 'a', share: 1 }, 'share: expected a number below 1, found 1'],
    [{ nam: 'a' }, 'nam: no such field; expected name, size, share, kind, rule, list. Did you mean name?'],
    [{ name: 'a', kind: 'lin' }, 'kind: expected linear, log, found "lin". Did you mean linear?'],
    [{ name: 'a', kind: 'cubicubic' }, 'kind: expected linear, log, found "cubicubic"'],
    [{ name: 'a', rule: { kind: 'sigm' } }, 'rule.kind: expected sigma, best, found "sigm". Did you mean sigma?'],
    [{ name: 'a', rule: { k: 1 } }, 'rule.kind: expected sigma, best, found none'],
    [{ name: 'a', rule: { kind: 'sigma', K: 1 } }, 'rule.K: no such field; expected kind, k. Did you mean k?'],
    [{ name: 'a', list: [{ low: 1, hihg: 2 }] }, 'list.0.hihg: no such field; expected low'],
    [{ name: 'a', list: 3 }, 'list: expected a value of another form, found 3'],
    [{ name: 'a', list: [{ low: 'x' }] }, 'list.0.low: expected a number, found "x"'],
  ] as const) {
    it(`names the place, what was expected and what was found: ${message}`, () =>
      assert.equal(faultOf(value), message));
  }

  it('becomes one sentence', () => {
    assert.equal(asSentence('size: expected 2'), 'size: expected 2.');
    for (const whole of ['Did you mean size?', 'Nothing.']) assert.equal(asSentence(whole), whole);
  });
});
