import assert from 'node:assert/strict';
import { isCurrent } from '../../../lib/runs/store/provenance';
import type { UnitRecord } from '../../../lib/runs/store/job-record';
import { codeDigest, telltaleVersion } from '../../../lib/runs/store/versions';

const here = { backend: 'tensorflow on CPU', tfjs: '4.22.0', tensorflow: '2.21.0' };
const versions = {
  telltale: telltaleVersion(),
  node: process.versions.node,
  code: codeDigest(),
  tfjs: here.tfjs,
  tensorflow: here.tensorflow,
};
const record = (change: Partial<typeof versions> = {}, backend = here.backend) =>
  ({ versions: { ...versions, ...change }, backend }) as UnitRecord;

describe('isCurrent', () => {
  it('takes what was made by these sources with this backend', () => {
    assert.equal(isCurrent(record(), here), true);
    assert.equal(isCurrent(record()), true);
  });

  for (const [what, stale] of [
    ['other sources', record({ code: '0123456789ab' })],
    ['another Telltale', record({ telltale: '0.0.0' })],
  ] as const) {
    it(`calls stale, whoever asks: ${what}`, () => {
      assert.deepEqual([isCurrent(stale, here), isCurrent(stale)], [false, false]);
    });
  }

  for (const [what, stale] of [
    ['another Node', record({ node: '18.0.0' })],
    ['another TensorFlow', record({ tensorflow: '2.9.1' })],
    ['another tfjs', record({ tfjs: '4.21.0' })],
    ['another backend', record({}, 'wasm')],
  ] as const) {
    it(`calls stale where this process computes, not where workers elsewhere do: ${what}`, () => {
      assert.deepEqual([isCurrent(stale, here), isCurrent(stale)], [false, true]);
    });
  }
});

describe('codeDigest', () => {
  it('is another one with a further folder, and the same one again', () => {
    assert.match(codeDigest(), /^[0-9a-f]{12}$/);
    assert.notEqual(codeDigest(['leaderboard']), codeDigest());
    assert.equal(codeDigest(['leaderboard']), codeDigest(['leaderboard']));
  });
});
