import assert from 'node:assert/strict';
import { backendsOf, isCurrent, provenanceNotes } from '../../../lib/runs/store/provenance';
import { codeDigest, telltaleVersion } from '../../../lib/runs/store/versions';

const code = codeDigest(['base', 'data']);
const here = { backend: 'tensorflow on CPU', tfjs: '4.22.0', tensorflow: '2.21.0' };
const versions = {
  telltale: telltaleVersion(),
  node: process.versions.node,
  code,
  tfjs: here.tfjs,
  tensorflow: here.tensorflow,
};
const record = (change: Partial<typeof versions> = {}, backend = here.backend) => ({
  versions: { ...versions, ...change },
  backend,
});

describe('isCurrent', () => {
  it('takes what was made by these sources with this backend', () => {
    assert.equal(isCurrent(record(), code, here), true);
    assert.equal(isCurrent(record(), code), true);
  });

  for (const [what, stale] of [
    ['other sources', record({ code: '0123456789ab' })],
    ['another Telltale', record({ telltale: '0.0.0' })],
  ] as const) {
    it(`calls stale, whoever asks: ${what}`, () => {
      assert.deepEqual([isCurrent(stale, code, here), isCurrent(stale, code)], [false, false]);
    });
  }

  for (const [what, stale] of [
    ['another Node', record({ node: '18.0.0' })],
    ['another TensorFlow', record({ tensorflow: '2.9.1' })],
    ['another tfjs', record({ tfjs: '4.21.0' })],
    ['another backend', record({}, 'wasm')],
  ] as const) {
    it(`calls stale where this process computes, not where workers elsewhere do: ${what}`, () => {
      assert.deepEqual([isCurrent(stale, code, here), isCurrent(stale, code)], [false, true]);
    });
  }
});

describe('provenanceNotes', () => {
  it('counts what other sources made, and names every backend where there are several', () => {
    assert.deepEqual(provenanceNotes([record(), record()], code), []);
    const mixed = [record(), record({ code: '0123456789ab' }), record({}, 'wasm on CPU')];
    assert.deepEqual(provenanceNotes(mixed, code), [
      '1 of 3 results was made by other sources than those here',
      'the results come from tensorflow on CPU (TensorFlow 2.21.0, tfjs 4.22.0) and wasm on CPU (TensorFlow 2.21.0, tfjs 4.22.0): their last digits may differ',
    ]);
    assert.equal(backendsOf(mixed), 'tensorflow on CPU and wasm on CPU');
    assert.equal(backendsOf([]), 'none');
  });
});

describe('codeDigest', () => {
  it('is another one with a further folder, and the same one again', () => {
    assert.match(code, /^[0-9a-f]{12}$/);
    assert.notEqual(codeDigest(['base', 'data', 'leaderboard']), code);
    assert.equal(codeDigest(['base', 'data']), code);
  });
});
