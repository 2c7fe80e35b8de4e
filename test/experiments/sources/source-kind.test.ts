import assert from 'node:assert/strict';
import { z } from 'zod';
import { channels, requireKinds } from '../../../lib/experiments/sources/source-kind';
import { mnist } from '../../../lib/experiments/sources/mnist';
import { rhythm } from '../../../lib/experiments/sources/rhythm';

describe('kinds of source', () => {
  it('are taken where each has all that a kind needs, and a name of its own', () => requireKinds([rhythm, mnist]));

  for (const [what, kinds, message] of [
    [
      'without a fingerprint',
      [mnist, { ...rhythm, fingerprint: undefined }],
      "source kind 'rhythm': expected a function fingerprint, found undefined.",
    ],
    [
      'of one name',
      [rhythm, mnist, rhythm],
      "source kind 'rhythm': expected a name of its own, found two kinds with it.",
    ],
    [
      'without a name',
      [mnist, { ...rhythm, schema: z.strictObject({ channels }) }],
      'source kind 2: expected an object schema with kind, a literal text, and channels.',
    ],
    [
      'without channels',
      [{ ...rhythm, schema: z.strictObject({ kind: z.literal('waves') }) }],
      "source kind 1, 'waves': expected an object schema with kind, a literal text, and channels.",
    ],
    ['without a schema', [{}], 'source kind 1: expected an object schema with kind, a literal text, and channels.'],
  ] as const) {
    it(`${what} are refused with one sentence`, () => assert.throws(() => requireKinds(kinds), { message }));
  }
});
