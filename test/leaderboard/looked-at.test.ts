import assert from 'node:assert/strict';
import type { Series } from '../../lib/data';
import {
  clippedSeen,
  clippedTable,
  diagnosedSeen,
  highestSeen,
  incidentsSeen,
  joinSplits,
  nearestSeen,
  onlyKinds,
  onlyRows,
  outsideSeen,
  splitBars,
  splitTable,
  type ErrorSplit,
} from '../../lib/leaderboard';

const series = (values: readonly number[], labels?: readonly number[]): Series => ({
  name: 'made',
  names: ['telemetry', 'command'],
  values: Float64Array.from(values.flatMap((value) => [value, -1])),
  length: values.length,
  features: 2,
  ...(labels && { labels: Uint8Array.from(labels) }),
});
const pair = { train: series([0, 1, 2]), test: series([1, 9, 9, 0], [0, 1, 1, 0]) };
const shares = ['a', 'b', 'c'].map((channel, i) => ({ channel, clipped: [1, 0.34, 0.001][i] }));

const splits = ['D-1', 'T-1'].map((channel, i) => ({
  channel,
  telemetryShare: 0.25,
  rocAuc: { 'all features': 0.5 + i / 10, 'commands alone': 0.4, 'telemetry alone': 0.3, 'telemetry, 300 steps': 0.2 },
})) as unknown as ErrorSplit[];

describe('what notebook 7 looks at by itself', () => {
  it('lays out four scores of one network', () => {
    assert.deepEqual(splitTable(splits).rows[1], ['T-1', 0.25, 0.6, 0.4, 0.3, 0.2]);
    assert.deepEqual(splitBars(splits)[0], { name: 'all features', values: [0.5, 0.6] });
  });

  it('joins the splits and moves the labels', () => {
    const { values, segments, marks } = joinSplits(pair);
    assert.deepEqual([...values], [0, 1, 2, 1, 9, 9, 0]);
    assert.deepEqual(segments, [{ start: 4, end: 6 }]);
    assert.deepEqual(marks, [{ at: 3, name: 'the test split begins' }]);
    assert.match(outsideSeen('D-1', pair), /lie 0 % of the normal test steps of D-1, and 100\.0 % of the anomalous/);
  });

  it('lists what the clip cuts, and at least one channel', () => {
    assert.deepEqual(clippedTable(shares).rows, [
      ['a', 1],
      ['b', 0.34],
    ]);
    assert.deepEqual(clippedTable(shares.slice(2)).rows, [['c', 0.001]]);
    assert.match(clippedSeen(shares), /on 2 of 3 channels, and makes a constant of a\. /);
    assert.match(clippedSeen(shares.slice(2)), /on 0 of 1 channels, and makes a constant of none\. /);
  });

  it('counts incidents and narrows tables down', () => {
    const table = { columns: ['channels', 'which'], rows: [[2, 'a, b'], [1, 'c']], unranked: [1] }; // prettier-ignore
    const incidents = new Map(Object.entries({ a: 'a', b: 'a', c: 'c', d: 'd' }));
    assert.match(
      incidentsSeen(table, incidents),
      /3 channels .* show 2 incidents, the largest on 2 channels; all 4 show 3\./,
    );
    assert.deepEqual(onlyRows({ columns: ['detector'], rows: [['x'], ['y']], unranked: [0] }, ['y']), {
      columns: ['detector'],
      rows: [['y']],
      unranked: [],
    });
  });

  it('narrows tables down to kinds of rows, and keeps what is ranked', () => {
    const rows = [['x', 'deep'], ['y', 'trivial'], ['z', 'deep']]; // prettier-ignore
    const table = { columns: ['detector', { heading: 'kind' }], rows, unranked: [1, 2] };
    assert.deepEqual(onlyKinds(table, ['trivial']), { ...table, rows: [['y', 'trivial']], unranked: [0] });
    assert.deepEqual(onlyKinds(table, ['deep']), { ...table, rows: [rows[0], rows[2]], unranked: [1] });
    assert.deepEqual(onlyKinds(table, ['trivial', 'deep']), table);
    const other = { columns: ['measure'], rows: [['F1']] };
    assert.equal(onlyKinds(other, ['deep']), other);
  });

  it('says what the highest score and the diagnoses are', () => {
    const highest = { peak: 1, distance: 131.114 } as Parameters<typeof highestSeen>[0];
    assert.match(highestSeen(highest, [0, 1]), /at step 1, which is labelled anomalous\.$/);
    const nearest = nearestSeen({ distance: 131.114, nearestStart: 40 });
    assert.match(nearest, /lies 131\.11 from .* at step 40, in z-scores/);
    assert.match(highestSeen(highest, [1, 0]), /labelled normal/);
    const found = ['drift', 'visible', 'drift'].map((verdict, i) => ({ channel: `c${i}`, verdict }));
    assert.match(
      diagnosedSeen(found as unknown as Parameters<typeof diagnosedSeen>[0]),
      /than anomalous ones on c0, c2 of 3 channels; the anomaly is visible on c1\.$/,
    );
  });
});
