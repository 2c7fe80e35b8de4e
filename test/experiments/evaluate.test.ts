import assert from 'node:assert/strict';
import { evaluate, macroAverage } from '../../lib/experiments';

describe('evaluate', () => {
  it('takes the threshold from training scores and the measures from test scores', () => {
    const trainScores = Array.from({ length: 11 }, (_, i) => i); // 70th percentile: 7
    const result = evaluate({ trainScores, testScores: [6, 7, 8, 9], labels: [0, 0, 1, 0] }, 70);
    assert.equal(result.threshold, 7);
    assert.deepEqual([result.precision, result.recall, result.f1], [0.5, 1, 2 / 3]);
    assert.equal(result.rocAuc, 2 / 3);
    assert.equal(result.prAuc, 0.5);
  });

  it('gives null where a ranking measure has no value, and leaves it out of the average', () => {
    const normal = evaluate({ trainScores: [1], testScores: [0, 2], labels: [0, 0] }, 70);
    assert.deepEqual([normal.rocAuc, normal.prAuc], [null, null]);
    const mixed = evaluate({ trainScores: [1], testScores: [0, 2], labels: [0, 1] }, 70);
    assert.equal(macroAverage([normal, mixed]).rocAuc, 1);
    assert.equal(macroAverage([normal, mixed]).f1, 0.5);
    assert.equal(macroAverage([normal]).rocAuc, null);
  });

  it('lets bad scores through as errors, not as figures', () => {
    assert.throws(() => evaluate({ trainScores: [1], testScores: [0, NaN], labels: [0, 1] }, 70), /NaN/);
  });
});
