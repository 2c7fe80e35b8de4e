import assert from 'node:assert/strict';
import { aggregate, evaluate } from '../../../lib/experiments';

const training = (percentile: number) => ({ kind: 'percentile', percentile, of: 'training' }) as const;

describe('evaluate', () => {
  it('takes the threshold from training scores and the measures from test scores', () => {
    const trainScores = Array.from({ length: 11 }, (_, i) => i); // 70th percentile: 7
    const result = evaluate({ trainScores, testScores: [6, 7, 8, 9], labels: [0, 0, 1, 0] }, training(70));
    assert.equal(result.threshold, 7);
    assert.deepEqual([result.precision, result.recall, result.f1], [0.5, 1, 2 / 3]);
    assert.equal(result.rocAuc, 2 / 3);
    assert.equal(result.prAuc, 0.5);
  });

  it('gives null where a measure has no value, and leaves it out of the average', () => {
    const normal = evaluate({ trainScores: [1], testScores: [0, 2], labels: [0, 0] }, training(70));
    assert.deepEqual([normal.rocAuc, normal.prAuc], [null, null]);
    assert.deepEqual([normal.precision, normal.recall, normal.f1], [null, null, null]);
    assert.equal(normal.accuracy, 0.5);
    const mixed = evaluate({ trainScores: [1], testScores: [0, 2], labels: [0, 1] }, training(70));
    assert.equal(aggregate([{ measures: normal }, { measures: mixed }]).rocAuc, 1);
    assert.equal(aggregate([{ measures: normal }, { measures: mixed }]).f1, 1);
    assert.equal(aggregate([{ measures: normal }]).rocAuc, null);
  });

  it('lets bad scores through as errors, not as figures', () => {
    assert.throws(() => evaluate({ trainScores: [1], testScores: [0, NaN], labels: [0, 1] }, training(70)), /NaN/);
  });
});

describe('evaluate by other rules and by kind', () => {
  const scores = { trainScores: [1, 3], testScores: [0, 1, 2, 3, 4], labels: [0, 0, 0, 1, 1] };

  it('takes a percentile of the test scores, or mean plus k deviations of the training scores', () => {
    assert.equal(evaluate(scores, { kind: 'percentile', percentile: 75, of: 'test' }).threshold, 3);
    assert.equal(evaluate(scores, { kind: 'percentile', percentile: 75, of: 'training' }).threshold, 2.5);
    const sigma = evaluate(scores, { kind: 'sigma', k: 1.5 });
    assert.deepEqual([sigma.threshold, sigma.precision, sigma.recall], [3.5, 1, 0.5]);
  });

  it('measures each kind against the normal windows alone', () => {
    const kinds = ['normal', 'normal', 'b', 'a', 'normal'];
    const result = evaluate({ ...scores, labels: [0, 0, 1, 1, 0], kinds }, { kind: 'sigma', k: 0.5 });
    assert.deepEqual(result.kinds, {
      a: { recall: 1, rocAuc: 2 / 3, windows: 1 },
      b: { recall: 0, rocAuc: 2 / 3, windows: 1 },
    });
  });
});
