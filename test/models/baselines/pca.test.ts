import assert from 'node:assert/strict';
import { PcaReconstruction } from '../../../lib/models';
import { loadBackend } from '../../../lib/runtime';
import { scoreWindows } from '../../../lib/scoring';
import { largestDifference, oracle, windowsOf } from '../../support/scikit-learn';

function fitted(train: number[][], config: { explainedVariance?: number; components?: number }) {
  const pca = new PcaReconstruction({ windowSize: 2, features: 4, ...config });
  pca.fitTo(windowsOf(train, 2));
  return pca;
}

describe('PcaReconstruction', () => {
  before(() => loadBackend());
  const test = windowsOf(oracle.test, 2);

  for (const [name, config] of [
    ['share95', { explainedVariance: 0.95 }],
    ['two', { components: 2 }],
  ] as const) {
    it(`agrees with scikit-learn: ${name}`, () => {
      const pca = fitted(oracle.train, config);
      assert.equal(pca.variables[1].shape[1], oracle.pca[name].components);
      assert.ok(largestDifference(scoreWindows(pca, test), oracle.pca[name].scores) < 1e-5);
      pca.dispose();
    });
  }

  it('agrees if there are fewer windows than values in each', () => {
    const pca = fitted(oracle.wide, { components: 3 });
    assert.ok(largestDifference(scoreWindows(pca, test), oracle.pca.wide.scores) < 1e-5);
    pca.dispose();
  });

  it('keeps no component of equal windows: the score is the distance from them', () => {
    const equal = Array.from({ length: 12 }, () => [1, 2, 3, 4, 5, 6, 7, 8]);
    const pca = fitted(equal, {});
    assert.equal(pca.variables[1].shape[1], 0);
    const [same, other] = scoreWindows(pca, windowsOf([equal[0], [3, 2, 3, 4, 5, 6, 7, 8]], 2));
    assert.deepEqual([same, other], [0, 0.5]);
    pca.dispose();
  });

  it('refuses a share of 0 and a fractional number of components', () => {
    assert.throws(() => new PcaReconstruction({ explainedVariance: 0 }), /pca\.explainedVariance must be .*found 0/);
    assert.throws(() => new PcaReconstruction({ components: 1.5 }), /pca\.components must be .*found 1\.5/);
  });
});
