import assert from 'node:assert/strict';
import { fitThreshold, otsuThreshold } from '../../lib/scoring';

describe('otsuThreshold', () => {
  it('cuts where two classes differ most, in the middle of the gap', () => {
    // Cuts after 1, 2, 3 and 4 values: variances between of 4 * 4.5^2, 6 * 4.67^2 ..., the largest after three.
    assert.equal(otsuThreshold([1, 2, 3, 9, 10]), 6);
  });

  it('tries every cut', () => {
    const values = [0.3, 1.1, 0.2, 5, 0.9, 4.4, 6.1, 0.1, 2.2];
    const sorted = [...values].sort((a, b) => a - b);
    const mean = (part: number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
    const between = (i: number) => i * (9 - i) * (mean(sorted.slice(0, i)) - mean(sorted.slice(i))) ** 2;
    const best = [1, 2, 3, 4, 5, 6, 7, 8].reduce((a, b) => (between(b) > between(a) ? b : a));
    assert.equal(otsuThreshold(values), (sorted[best - 1] + sorted[best]) / 2);
  });

  it('is the value itself where all are equal, and refuses what is not finite', () => {
    assert.equal(otsuThreshold([4, 4, 4]), 4);
    assert.throws(() => otsuThreshold([1, NaN]), /NaN/);
    assert.throws(() => otsuThreshold([]));
  });
});

describe("the threshold rule 'otsu'", () => {
  it('cuts the logarithms of the scores under test, and looks at no training score', () => {
    const test = [1, 1.2, 1.1, 100, 130];
    const { value, inclusive } = fitThreshold({ kind: 'otsu' }, { normal: [5, 6], test });
    assert.equal(value, 1.2, 'the highest below the cut');
    assert.equal(inclusive, false);
  });

  it('says what it needs', () => {
    assert.throws(() => fitThreshold({ kind: 'otsu' }, { normal: [1] }), /'otsu': expected test scores; found none/);
    assert.throws(
      () => fitThreshold({ kind: 'otsu' }, { normal: [1], test: [1, -1] }),
      /expected scores of at least 0, such as distances; found -1 at 1/,
    );
  });

  it('takes scores of 0 for the lowest of the others, and is 0 where all are', () => {
    const valueOf = (test: number[]) => fitThreshold({ kind: 'otsu' }, { normal: [1], test }).value;
    assert.equal(valueOf([0, 0, 1, 100]), 1);
    for (const score of [0.3, 0.7, 1.1, 3, 1e-9]) assert.equal(valueOf([score, score, score]), score);
    assert.equal(valueOf([0, 0, 0]), 0);
  });
});

describe("the threshold rule 'percentile' of both", () => {
  it('counts training and test scores together', () => {
    const rule = { kind: 'percentile', percentile: 50, of: 'both' } as const;
    assert.equal(fitThreshold(rule, { normal: [1, 2], test: [3, 4, 5] }).value, 3);
    assert.throws(() => fitThreshold(rule, { normal: [1] }), /expected test scores/);
  });
});
