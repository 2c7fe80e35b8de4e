import assert from 'node:assert/strict';
import { pairedDifference, pairedEventDifference } from '../../lib/leaderboard';

describe('pairedDifference', () => {
  it('gives the mean difference with its interval, wins, ties and losses', () => {
    const { difference, low, high, wins, ties, losses } = pairedDifference([0.5, 0.9, 0.3, 0.4], [0.4, 0.5, 0.3, 0.5]);
    assert.ok(Math.abs(difference - 0.1) < 1e-12);
    assert.ok(low < difference && difference < high);
    assert.deepEqual([wins, ties, losses], [2, 1, 1]);
  });

  it('has no width where every channel differs by the same', () => {
    const { low, high } = pairedDifference([0.5, 0.75], [0.25, 0.5]);
    assert.deepEqual([low, high], [0.25, 0.25]);
  });

  it('refuses figures of different channels', () => {
    assert.throws(() => pairedDifference([1], [1, 2]), /found 1 and 2/);
    assert.throws(() => pairedDifference([], []), /at least one; found 0 and 0/);
  });
});

describe('pairedEventDifference', () => {
  const counts = (truePositives: number, falsePositives: number) => ({
    truePositives,
    falsePositives,
    falseNegatives: 1,
    predictedShare: 0.1,
  });

  it('adds counts before it takes F1', () => {
    const { difference, low, high } = pairedEventDifference(
      [[counts(1, 0), counts(3, 1)]],
      [[counts(1, 0), counts(0, 0)]],
    );
    assert.ok(Math.abs(difference - (8 / 11 - 2 / 4)) < 1e-12);
    assert.ok(low <= difference && difference <= high && low < high);
  });

  it('averages over seeds', () => {
    const [better, worse] = [counts(3, 0), counts(1, 2)]; // F1 of 6/7 and of 2/5
    const { difference, low, high } = pairedEventDifference([[better], [worse]], [[worse]]);
    assert.ok(Math.abs(difference - (6 / 7 - 2 / 5) / 2) < 1e-12);
    assert.ok(Math.abs(low - difference) < 1e-12 && Math.abs(high - difference) < 1e-12);
  });

  it('refuses counts of different channels', () => {
    assert.throws(() => pairedEventDifference([[counts(1, 0)]], [[]]), /found 1 and 0/);
    assert.throws(() => pairedEventDifference([[counts(1, 0)], []], [[counts(1, 0)]]), /found 1 and 0/);
    assert.throws(() => pairedEventDifference([], []), /at least one; found/);
  });
});

describe('incidents', () => {
  const figures = [0.9, 0.8, 0.9, 0.8, 0.2, 0.3];
  const others = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
  const incidents = ['a', 'a', 'a', 'a', 'b', 'c'];

  it('give a wider interval where channels of one incident are alike, and wins of their own', () => {
    const alone = pairedDifference(figures, others);
    const drawn = pairedDifference(figures, others, { incidents });
    assert.equal(drawn.difference, alone.difference);
    assert.ok(drawn.high - drawn.low > alone.high - alone.low);
    assert.deepEqual([drawn.wins, drawn.ties, drawn.losses], [4, 0, 2]);
    assert.deepEqual(drawn.incidents, { wins: 1, ties: 0, losses: 2 });
    assert.equal(alone.incidents, undefined);
  });

  it('are drawn with all their channels: the mean is over channels', () => {
    // Two incidents of three channels and one: draws hold both (half of them), the first alone, or the second alone.
    const { low, high } = pairedDifference([1, 1, 1, 0], [0, 0, 0, 0], { incidents: ['a', 'a', 'a', 'b'] });
    assert.deepEqual([low, high], [0, 1]);
  });

  it('keep the interval over channels where that is wider', () => {
    // One incident has no width.
    const all = figures.map(() => 'a');
    assert.deepEqual(
      [pairedDifference(figures, others, { incidents: all })].map(({ low, high }) => [low, high]),
      [pairedDifference(figures, others)].map(({ low, high }) => [low, high]),
    );
  });

  it('are those of the same channels', () => {
    assert.throws(() => pairedDifference([1, 2], [1, 2], { incidents: ['a'] }), /for each of 2 channels; found 1/);
  });

  it('widen the interval of events too', () => {
    const counts = figures.map((figure) => {
      return { truePositives: figure > 0.5 ? 1 : 0, falsePositives: 0, falseNegatives: 1, predictedShare: 0.1 };
    });
    const none = counts.map((each) => ({ ...each, truePositives: 0 }));
    const [alone, drawn] = [{}, { incidents }].map((options) => pairedEventDifference([counts], [none], options));
    assert.equal(alone.difference, drawn.difference);
    assert.ok(drawn.high - drawn.low > alone.high - alone.low);
  });
});
