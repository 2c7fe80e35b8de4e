import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ewma, movingAverage, ScoringError } from '../../lib/scoring';

const fixture = readFileSync(join(__dirname, '../fixtures/threshold-conventions.json'), 'utf8');
const { smoothing } = JSON.parse(fixture) as { smoothing: Record<string, number[]> };

function assertAllClose(found: Float64Array, expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-12, `[${i}]: ${found[i]}, not ${value}`));
}

describe('ewma', () => {
  it('agrees with pandas, adjusted and not', () => {
    assertAllClose(ewma(smoothing.values, 3.5), smoothing.spanAdjusted);
    assertAllClose(ewma(smoothing.values, { span: 3.5 }), smoothing.spanAdjusted);
    assertAllClose(ewma(smoothing.values, { alpha: 0.2 }), smoothing.alphaAdjusted);
    assertAllClose(ewma(smoothing.values, { span: 3.5, adjust: false }), smoothing.spanRecursive);
  });

  it('keeps constant values, and returns the values themselves for alpha 1', () => {
    assertAllClose(ewma([0.1, 0.1, 0.1, 0.1], 20), [0.1, 0.1, 0.1, 0.1]);
    assert.deepEqual(Array.from(ewma([3, 1, 2], { alpha: 1 })), [3, 1, 2]);
    assert.deepEqual(Array.from(ewma([3, 1, 2], 1)), [3, 1, 2]);
  });

  it('does not look ahead', () => {
    const early = ewma([1, 2, 3, 4], 3);
    const changed = ewma([1, 2, 3, 400], 3);
    assert.deepEqual(early.subarray(0, 3), changed.subarray(0, 3));
  });

  it('stays finite for the largest numbers', () => {
    assert.ok(ewma([1.7e308, -1.7e308, 1.7e308], 5).every(Number.isFinite));
  });

  it('names what it cannot use', () => {
    assert.throws(() => ewma([], 3), /ewma: values is empty/);
    assert.throws(() => ewma([1, NaN], 3), /values\[1\] is NaN/);
    assert.throws(() => ewma([1], 0.5), /span must be a finite number of at least 1, found 0.5/);
    assert.throws(() => ewma([1], { alpha: 0 }), /alpha must be a number above 0, at most 1, found 0/);
    assert.throws(() => ewma([1], {}), /either span or alpha, found neither/);
    assert.throws(() => ewma([1], { span: 2, alpha: 0.5 }), /found both/);
  });
});

describe('movingAverage', () => {
  it('agrees with pandas, with shorter averages at the ends', () => {
    assertAllClose(movingAverage(smoothing.values, { windowSize: 3 }), smoothing.causal3);
    assertAllClose(movingAverage(smoothing.values, { windowSize: 3, alignment: 'centred' }), smoothing.centred3);
    assertAllClose(movingAverage(smoothing.values, { windowSize: 4, alignment: 'centred' }), smoothing.centred4);
  });

  it('takes windows longer than the series', () => {
    assert.deepEqual(Array.from(movingAverage([2, 4], { windowSize: 99 })), [2, 3]);
    assert.deepEqual(Array.from(movingAverage([2, 4], { windowSize: 99, alignment: 'centred' })), [3, 3]);
  });

  it('stays finite where the sum overflows', () => {
    assert.deepEqual(Array.from(movingAverage([1.6e308, 1.6e308], { windowSize: 2 })), [1.6e308, 1.6e308]);
  });

  it('names what it cannot use', () => {
    assert.throws(() => movingAverage([], { windowSize: 1 }), ScoringError);
    assert.throws(
      () => movingAverage([1], { windowSize: 0 }),
      /windowSize must be a whole number of at least 1, found 0/,
    );
    assert.throws(
      () => movingAverage([1], { windowSize: 1, alignment: 'left' as never }),
      /causal or centred, found "left"/,
    );
  });
});
