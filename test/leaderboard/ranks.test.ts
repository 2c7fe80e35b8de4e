import assert from 'node:assert/strict';
import { criticalDifference, meanRanks, rankCorrelationInterval } from '../../lib/leaderboard';

describe('meanRanks', () => {
  it('gives the highest figure rank 1 and shares ranks between equal ones', () => {
    assert.deepEqual(meanRanks([[0.9, 0.5], [0.1, 0.5], [0.5, 0.9]]), [1.75, 2.75, 1.5]); // prettier-ignore
  });

  it('refuses rows of different channels', () => {
    assert.throws(() => meanRanks([[1], [1, 2]]), /found 1, 2/);
    assert.throws(() => meanRanks([]), /found none/);
  });
});

describe('criticalDifference', () => {
  it("agrees with Demsar's table of Nemenyi's critical values", () => {
    const q = (rows: number) => criticalDifference(rows, 10) / Math.sqrt((rows * (rows + 1)) / 60);
    for (const [rows, expected] of [
      [2, 1.96],
      [5, 2.728],
      [10, 3.164],
    ] as const) {
      // prettier-ignore
      assert.ok(Math.abs(q(rows) - expected) < 0.01, `${rows}: ${q(rows)}`);
    }
  });

  it('falls with the root of the number of channels', () => {
    assert.ok(Math.abs(criticalDifference(4, 10) - 2 * criticalDifference(4, 40)) < 1e-9);
  });
});

describe('rankCorrelationInterval', () => {
  it('is that of Bonett and Wright', () => {
    // By hand: atanh(.5) = .549306, standard error sqrt(1.125 / 17) = .257248, times 1.959964 = .504197.
    const [low, high] = rankCorrelationInterval(0.5, 20)!;
    assert.ok(Math.abs(low - Math.tanh(0.045109)) < 1e-5 && Math.abs(high - Math.tanh(1.053503)) < 1e-5);
  });

  it('is about one half either way for 17 pairs that do not agree', () => {
    const [low, high] = rankCorrelationInterval(0, 17)!;
    assert.ok(Math.abs(low + high) < 1e-12 && Math.abs(high - 0.481) < 0.001, `${high}`);
  });

  it('is none of a perfect correlation, nor of three pairs', () => {
    assert.deepEqual([rankCorrelationInterval(1, 20), rankCorrelationInterval(0.5, 3)], [undefined, undefined]);
  });
});
