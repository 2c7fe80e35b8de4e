import assert from 'node:assert/strict';
import { largestDifference } from '../../support/scikit-learn';
import { columnsSeries, simpleOracle, stepScoresOf, testScoresOf } from '../../support/simple-detectors';

const { expected, train, test, flat, twoTrain, twoTest } = simpleOracle;

/** Name of the expected scores, the detector and its settings, how closely both agree, and another test column. */
const cases: readonly (readonly [what: string, detector: string, config: object, within: number, test?: number[]])[] = [
  ['sub-pca mahalanobis', 'sub-pca', { windowSize: 20 }, 1e-6],
  ['sub-pca pyod', 'sub-pca', { windowSize: 20, distance: 'pyod' }, 1e-4],
  ['sub-pca reconstruction', 'sub-pca', { windowSize: 20, distance: 'reconstruction' }, 1e-6],
  ['sub-pca training', 'sub-pca', { windowSize: 20, fittedTo: 'training' }, 1e-6],
  ['dwt-mlead', 'dwt-mlead', { startLevel: 2, share: 0.05 }, 0],
  ['poly', 'poly', { windowSize: 20, power: 3, neighbours: 6 }, 1e-9],
  ['moving-variance centred', 'moving-variance', { windowSize: 20 }, 1e-9],
  ['moving-variance trailing', 'moving-variance', { windowSize: 20, alignment: 'causal' }, 1e-9],
  ['matrix-profile self', 'matrix-profile', { windowSize: 20 }, 1e-6, flat],
  ['matrix-profile training', 'matrix-profile', { windowSize: 20, among: 'training' }, 1e-6, flat],
  ['linear-autoregression', 'linear-autoregression', { windowSize: 20, ridge: 0.01, context: 1 }, 1e-9],
  ['spectral-residual', 'spectral-residual', { amplitudes: 3, context: 1 }, 1e-9],
  ['spectral-residual over context', 'spectral-residual', { amplitudes: 30, context: 10 }, 1e-9],
  ['squared-difference', 'squared-difference', { context: 1 }, 1e-12],
  ['norm', 'norm', { context: 1 }, 1e-9],
  ['k-shape', 'k-shape', { windowSize: 10, clusters: 3 }, 1e-6, [...train, ...flat, ...test]],
  ['matrix-profile left', 'matrix-profile', { windowSize: 20, among: 'left' }, 1e-6, flat],
];

describe('simple detectors score as independent implementations do', () => {
  for (const [what, detector, config, within, column] of cases) {
    it(what, async () => {
      const found = await testScoresOf(detector, config, { test: column });
      const difference = largestDifference(found, expected[what]);
      assert.ok(difference <= within, `largest difference ${difference}`);
    });
  }

  it('norm of two features', async () => {
    const pair = { train: columnsSeries('two', twoTrain), test: columnsSeries('two', twoTest) };
    const found = await stepScoresOf('norm', { ...pair, targets: 'all' }, { context: 1 });
    assert.ok(largestDifference(found.test, expected['norm two']) <= 1e-9);
  });

  for (const [what, rank] of [
    ['two', undefined],
    ['rank', 1],
  ] as const) {
    it(`linear-autoregression of two features, ${what}`, async () => {
      const pair = { train: columnsSeries('two', twoTrain), test: columnsSeries('two', twoTest) };
      const config = { windowSize: 5, ridge: 0.01, context: 1, ...(rank && { rank }) };
      const found = await stepScoresOf('linear-autoregression', { ...pair, targets: 'all' }, config);
      const difference = largestDifference(found.test, expected[`linear-autoregression ${what}`]);
      assert.ok(difference <= 1e-9, `largest difference ${difference}`);
    });
  }
});
