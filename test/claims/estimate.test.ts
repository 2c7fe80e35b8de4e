import assert from 'node:assert/strict';
import { ledger } from '../../lib/claims';
import { estimate, estimateOf, type Estimate } from '../../lib/claims/estimate';
import { groupedInterval } from '../../lib/metrics/grouped-interval';
import { casesOf, type Sample } from '../../lib/claims/sample';

const near = (found: Estimate, [mean, low, high]: readonly number[]) => {
  for (const [value, expected] of [
    [found.mean, mean],
    [found.low, low],
    [found.high, high],
  ])
    // prettier-ignore
    assert.ok(Math.abs(value - expected) < 1e-3, `${value}, not ${expected}`);
};
const lead = (a: Sample, b: Sample) => estimate([[1, a], [-1, b]], 'lead'); // prettier-ignore

describe('claims/estimate: over seeds', () => {
  it("is Student's interval of the paired differences", () => {
    // Differences .10, .09, .11: .1 -+ 4.303 * .01 / sqrt(3).
    const found = lead({ seeds: [0.5, 0.51, 0.52] }, { seeds: [0.4, 0.42, 0.41] });
    near(found, [0.1, 0.0752, 0.1248]);
    assert.deepEqual([found.over, found.alone], ['3 seeds', undefined]);
  });

  it('adds up the variances of seeds that are not paired', () => {
    // Variances of the means 1/3 and (4/3)/4 = 1/3; degrees (2/3)^2 / ((1/9)/2 + (1/9)/3) = 4.8; t(4) = 2.776.
    const found = lead({ seeds: [1, 2, 3] }, { seeds: [0, 0, 2, 2] });
    near(found, [1, 1 - 2.2666, 1 + 2.2666]);
    assert.equal(found.over, '3 and 4 seeds');
  });

  it('has none where one side has one seed', () => {
    for (const b of [{ seeds: [0] }, { seeds: Float64Array.of(0) }]) {
      const found = lead({ seeds: [1, 2, 3] }, b);
      assert.deepEqual(found, { mean: 2, low: 2, high: 2, over: 'one seed', alone: 'one seed' });
    }
  });

  it('takes an exact value as it is', () => {
    near(lead({ seeds: [1, 2, 3] }, { exact: 1 }), [1, 1 - 2.4843, 1 + 2.4843]);
    assert.deepEqual(lead({ exact: 3 }, { exact: 1 }), { mean: 2, low: 2, high: 2, over: 'exact' });
  });

  it('does not compare seeds with runs, or with channels alone', () => {
    assert.throws(() => lead({ seeds: [1, 2] }, { runs: [1, 2] }), /lead needs all its values over seeds, or exact/);
    assert.throws(() => lead({ seeds: [1, 2] }, { channels: { a: 1 } }), /over seeds, or exact/);
  });
});

describe('claims/estimate: over channels and incidents', () => {
  const channels = { a: 1, b: 1, c: 2, d: 4 };
  const ab = new Map([['a', 'a'], ['b', 'a'], ['x', 'd'], ['d', 'd']]); // prettier-ignore

  it("is Student's over channels", () => {
    // Deviation sqrt(2), t(3) = 3.182: 2 -+ 2.25.
    near(estimateOf({ channels }, 'F1'), [2, -0.25, 4.25]);
  });

  it('adds up the deviations of an incident', () => {
    // Deviations -1 - 1, 0, 2; t(2) = 4.303: 4.303 * sqrt(3/2 * 8) / 4 = 3.7266.
    const { low, high, groups } = groupedInterval(Object.keys(channels), Object.values(channels), ab);
    assert.equal(groups, 3);
    assert.ok(Math.abs(low - (2 - 3.7266)) < 1e-3 && Math.abs(high - (2 + 3.7266)) < 1e-3);
  });

  it('takes the widest', () => {
    const zero = { a: 0, b: 0, c: 0, d: 0 };
    const found = lead({ seeds: [2, 2.1, 1.9], channels, incidents: ab }, { exact: 0, channels: zero });
    assert.equal(found.over, '3 incidents');
    near(found, [2, 2 - 3.7266, 2 + 3.7266]);
    const noisy = lead({ seeds: [-20, 2, 24], channels }, { seeds: [0, 0, 0], channels: zero });
    assert.equal(noisy.over, '3 seeds');
  });

  it('does not make up for one seed, nor for one incident', () => {
    const found = estimate([[1, { seeds: [2], channels }]], 'F1');
    assert.deepEqual([found.over, found.alone], ['4 channels', 'one seed']);
    const one = estimate(
      [[1, { channels, incidents: new Map(['a', 'b', 'c', 'd'].map((name) => [name, 'a'])) }]],
      'F1',
    );
    assert.deepEqual([one.over, one.alone], ['4 channels', 'one incident']);
  });

  it('needs the same channels on both sides, with a finite value', () => {
    assert.throws(() => lead({ channels }, { channels: { a: 1, b: 1, c: 1 } }), /same channels.*; d has none/);
    assert.throws(() => lead({ channels: { a: 1 } }, { channels }), /one has more channels/);
    assert.throws(() => estimateOf({ channels: { a: NaN } }, 'F1'), /F1 needs a finite value .*; a has none/);
  });
});

describe('claims/sample', () => {
  it('tells cases from what a value is over', () => {
    const [claim] = ledger.filter(({ id }) => id === 'r3-best-f1');
    const names = (measured: Parameters<typeof casesOf>[1]) => casesOf(claim, measured).map(({ name }) => name);
    assert.deepEqual(names({ seeds: [1, 2], channels: { 'P-1': 1 } }), ['']);
    assert.deepEqual(names({ PCA: { exact: 1 }, random: [1, 2] }), ['PCA', 'random']);
    assert.throws(() => names({ PCA: { seeds: [1], runs: [1] } }), /r3-best-f1, PCA expects one of .*; found seeds and runs/); // prettier-ignore
    assert.throws(() => names({ PCA: { incidents: new Map() } }), /expects one of .* or channels; found none/);
  });
});
