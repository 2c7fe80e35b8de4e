import assert from 'node:assert/strict';
import { pairedDifference, pairedEventDifference } from '../../lib/leaderboard';

const rounded = (interval: { low: number; high: number } | undefined) =>
  interval && [interval.low, interval.high].map((end) => Number(end.toFixed(4)));

describe('pairedDifference', () => {
  it("gives the mean difference with Student's interval, wins, ties and losses", () => {
    // Differences .3, -.1, 0, .2, .1: mean .1, squares .1; t(4) = 2.776: 2.776 * sqrt(5 / 4 * .1) / 5 = .1963.
    const found = pairedDifference([0.5, 0.9, 0.3, 0.4, 0.6], [0.2, 1, 0.3, 0.2, 0.5]);
    assert.ok(Math.abs(found.difference - 0.1) < 1e-12);
    assert.deepEqual(rounded(found.interval), [-0.0963, 0.2963]);
    assert.deepEqual([found.wins, found.ties, found.losses], [3, 1, 1]);
  });

  it('has no width where every channel differs by the same', () => {
    const { interval } = pairedDifference([0.5, 0.75, 1, 0.5, 0.5], [0.25, 0.5, 0.75, 0.25, 0.25]);
    assert.deepEqual(interval, { low: 0.25, high: 0.25 });
  });

  it('has no interval of fewer than five channels', () => {
    const { difference, interval, unit } = pairedDifference([0.5, 0.75, 1, 1], [0.25, 0.5, 0.5, 0.5]);
    assert.deepEqual([difference, interval, unit], [0.375, undefined, 'channel']);
  });

  it('refuses figures of different channels', () => {
    assert.throws(() => pairedDifference([1], [1, 2]), /found 1 and 2/);
    assert.throws(() => pairedDifference([], []), /at least one; found 0 and 0/);
  });
});

describe('pairedEventDifference', () => {
  const counts = (truePositives: number, falsePositives: number, falseNegatives = 1) => ({
    truePositives,
    falsePositives,
    falseNegatives,
    predictedShare: 0.1,
  });

  it('adds counts before it takes F1', () => {
    const { difference, interval } = pairedEventDifference(
      [[counts(1, 0), counts(3, 1)]],
      [[counts(1, 0), counts(0, 0)]],
    );
    assert.ok(Math.abs(difference - (8 / 11 - 2 / 4)) < 1e-12);
    assert.equal(interval, undefined);
  });

  it('averages over seeds', () => {
    const [better, worse] = [counts(3, 0), counts(1, 2)]; // F1 of 6/7 and of 2/5
    const five = (each: ReturnType<typeof counts>) => Array.from({ length: 5 }, () => each);
    const { difference, interval } = pairedEventDifference([five(better), five(worse)], [five(worse)]);
    assert.ok(Math.abs(difference - (6 / 7 - 2 / 5) / 2) < 1e-12);
    assert.ok(Math.abs(interval!.low - difference) < 1e-12 && Math.abs(interval!.high - difference) < 1e-12);
  });

  it('has the interval of the jackknife, as F1 is a ratio of sums', () => {
    // F1 is 8 / 9; without one of the four that find theirs 6 / 7, without the fifth 1; t(4) = 2.776 times the root of
    // 4 / 5 * (4 * .031746^2 + .111111^2), which is .3177. The other row finds nothing.
    const own = [counts(1, 0, 0), counts(1, 0, 0), counts(1, 0, 0), counts(1, 0, 0), counts(0, 0)];
    const { interval } = pairedEventDifference([own], [own.map(() => counts(0, 0))]);
    assert.deepEqual(rounded(interval), [0.5711, 1.2066]);
  });

  it('refuses counts of different channels', () => {
    assert.throws(() => pairedEventDifference([[counts(1, 0)]], [[]]), /found 1 and 0/);
    assert.throws(() => pairedEventDifference([[counts(1, 0)], []], [[counts(1, 0)]]), /found 1 and 0/);
    assert.throws(() => pairedEventDifference([], []), /at least one; found/);
  });
});

describe('incidents', () => {
  const figures = [3, 3, 0, 0, 0, 0];
  const others = [0, 0, 0, 0, 0, 0];
  const incidents = ['a', 'a', 'b', 'c', 'd', 'e'];

  it('give a wider interval where channels of one incident are alike, and wins of their own', () => {
    // Mean 1. Over channels: 2.571 * sqrt(6 / 5 * 12) / 6 = 1.6260; over incidents, with deviations of 4 and four of -1:
    // 2.776 * sqrt(5 / 4 * 20) / 6 = 2.3133.
    const alone = pairedDifference(figures, others);
    const grouped = pairedDifference(figures, others, { incidents });
    assert.deepEqual([rounded(alone.interval), alone.unit], [[-0.626, 2.626], 'channel']);
    assert.deepEqual([rounded(grouped.interval), grouped.unit], [[-1.3133, 3.3133], 'incident']);
    assert.deepEqual([grouped.wins, grouped.ties, grouped.losses], [2, 4, 0]);
    assert.deepEqual(grouped.incidents, { wins: 1, ties: 4, losses: 0 });
    assert.equal(alone.incidents, undefined);
  });

  it('keep the interval over channels where that is wider', () => {
    // The two deviations of the first incident cancel: over incidents there is no width.
    const opposite = [3, -3, 0, 0, 0, 0];
    const { interval } = pairedDifference(opposite, others, { incidents });
    assert.deepEqual(interval, pairedDifference(opposite, others).interval);
    assert.ok(interval!.low < -1);
  });

  it('have no interval where they are fewer than five, however many channels there are', () => {
    const few = ['a', 'a', 'a', 'b', 'c', 'd'];
    const found = pairedDifference(figures, others, { incidents: few });
    assert.deepEqual([found.difference, found.interval, found.unit], [1, undefined, 'incident']);
  });

  it('are those of the same channels', () => {
    assert.throws(() => pairedDifference([1, 2], [1, 2], { incidents: ['a'] }), /for each of 2 channels; found 1/);
  });

  it('widen the interval of events too', () => {
    const counts = figures.map((figure) => {
      return { truePositives: figure > 0 ? 1 : 0, falsePositives: 0, falseNegatives: 1, predictedShare: 0.1 };
    });
    const none = counts.map((each) => ({ ...each, truePositives: 0 }));
    const [alone, grouped] = [{}, { incidents }].map((options) => pairedEventDifference([counts], [none], options));
    const width = ({ interval }: typeof alone) => interval!.high - interval!.low;
    assert.equal(alone.difference, grouped.difference);
    assert.ok(width(grouped) > width(alone));
  });
});
