import assert from 'node:assert/strict';
import { mean, studentT } from '../../lib/base';
import { groupedInterval, jackknife, jackknifeInterval } from '../../lib/metrics/grouped-interval';

const rounded = ({ low, high }: { low: number; high: number }) => [low, high].map((end) => Number(end.toFixed(4)));

describe('groupedInterval', () => {
  const channels = ['a', 'b', 'c', 'd', 'e'];

  it("is Student's over channels where no incidents are known", () => {
    // Mean .3, deviation sqrt(.1 / 4), t(4) = 2.776: .3 -+ 2.776 * .158114 / sqrt(5).
    assert.deepEqual(rounded(groupedInterval(channels, [0.1, 0.2, 0.3, 0.4, 0.5])), [0.1037, 0.4963]);
  });

  it('adds up the deviations of an incident', () => {
    // Mean 1.2; deviations 1.8 + 1.8 and three of -1.2; t(3) = 3.182: 3.182 * sqrt(4 / 3 * 17.28) / 5 = 3.0547.
    const found = groupedInterval(channels, [3, 3, 0, 0, 0], new Map([['b', 'a']]));
    assert.deepEqual([...rounded(found), found.groups], [-1.8547, 4.2547, 4]);
  });

  it('has no width over one group', () => {
    assert.deepEqual(groupedInterval(['a'], [2]), { low: 2, high: 2, groups: 1 });
    assert.deepEqual(
      jackknifeInterval(() => 2, ['a', 'a']),
      { low: 2, high: 2, groups: 1 },
    );
  });
});

describe('jackknifeInterval', () => {
  it('leaves out one group at a time', () => {
    // A share of 3 of 6: without a 2 of 4, without b 1 of 3, without c 3 of 5. t(2) = 4.303 times the root of
    // 2 / 3 * (0 + 1 / 36 + .01), which is .6829.
    const [hits, of] = [[1, 0, 2, 0], [1, 1, 3, 1]]; // prettier-ignore
    const sum = (values: readonly number[], drawn: readonly number[]) => drawn.reduce((all, i) => all + values[i], 0);
    const found = jackknifeInterval((drawn) => sum(hits, drawn) / sum(of, drawn), ['a', 'a', 'b', 'c']);
    assert.deepEqual([...rounded(found), found.groups], [-0.1829, 1.1829, 3]);
  });

  it('is the interval of a mean over groups of one size', () => {
    const [values, incidents] = [[1, 4, 2, 8, 5, 7], ['a', 'a', 'b', 'b', 'c', 'c']]; // prettier-ignore
    const names = values.map((_, i) => `${i}`);
    const grouped = groupedInterval(names, values, new Map(incidents.map((incident, i) => [`${i}`, incident])));
    const found = jackknifeInterval((drawn) => mean(drawn.map((i) => values[i])), incidents);
    assert.deepEqual(rounded(found), rounded(grouped));
  });
});

describe('studentT', () => {
  it('is that of the tables, and near the normal quantile beyond them', () => {
    assert.deepEqual([studentT(1), studentT(4), studentT(30)], [12.706, 2.776, 2.042]);
    assert.ok(Math.abs(studentT(60) - 2) < 0.001 && Math.abs(studentT(1e9) - 1.959964) < 1e-6);
  });
});

describe('jackknife', () => {
  it('gives the interval, and the probability of such a figure by chance', () => {
    // Deviations .1, -.1, .2, -.2, 0: the error is sqrt(4 / 5 * .1) = .2828; t = .6 / .2828 = 2.1213 with 4 degrees.
    const { low, high, tails } = jackknife(0.6, [0.7, 0.5, 0.8, 0.4, 0.6]);
    assert.deepEqual(rounded({ low, high }), [-0.1852, 1.3852]);
    assert.ok(Math.abs(tails - 0.1012) < 1e-4, `${tails}`);
  });

  it('is certain of a figure that never varies, but not of 0', () => {
    assert.deepEqual(jackknife(0.5, [0.5, 0.5]), { low: 0.5, high: 0.5, tails: 0 });
    assert.deepEqual(jackknife(0, [0, 0]), { low: 0, high: 0, tails: 1 });
  });

  it('has no width over one group', () => assert.deepEqual(jackknife(0.5, [0.4]), { low: 0.5, high: 0.5, tails: 1 }));
});
