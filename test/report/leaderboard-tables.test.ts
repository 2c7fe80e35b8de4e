import assert from 'node:assert/strict';
import { choices, eventChoices, type ChannelFigures, type EntryResult } from '../../lib/leaderboard';
import {
  chosenRows,
  leaderboardChoiceTable,
  leaderboardEventTable,
  leaderboardStepTable,
  leaderboardWindowTable,
} from '../../lib/report/leaderboard-tables';

const measures = (f1: number) => ({ precision: f1, recall: f1, f1, rocAuc: f1, prAuc: f1 });

function result(label: string, seeds: readonly (readonly number[])[]): EntryResult {
  return {
    ...{ label, kind: 'baseline', use: 'offline' },
    seeds: seeds.map((f1s, seed) => ({
      seed,
      channels: f1s.map((f1, i) => ({
        channel: `c${i}`,
        spacecraft: i < 2 ? ('SMAP' as const) : ('MSL' as const),
        windows: measures(f1),
        steps: { vusPr: f1, prAuc: f1, affiliationF1: f1, rangeF1: f1, bestF1Oracle: f1, pointAdjustedF1: f1 },
        events: { truePositives: i, falsePositives: 1, falseNegatives: 0 },
        seconds: 1,
      })),
    })),
  };
}

/** The first choice is best on c0, the second on the others. */
const figures = ['c0', 'c1', 'c2'].map((channel, c): ChannelFigures => ({
  ...{ channel, spacecraft: c < 2 ? 'SMAP' : 'MSL' },
  measures: choices.map((_, i) => measures(i > 1 ? 0 : i === (c === 0 ? 0 : 1) ? 0.9 : 0.2)),
  events: eventChoices.map((_, i) => ({ truePositives: i === c ? 1 : 0, falsePositives: 1, falseNegatives: 1 })),
}));

const results = [result('base', [[0.2, 0.4, 0.6]]), result('better', [[0.3, 0.5, 0.9], [0.5, 0.7, 0.9]])]; // prettier-ignore

describe('leaderboard tables', () => {
  it('averages over the judged channels, one number per seed, and compares channel by channel', () => {
    const { rows } = leaderboardWindowTable(results, { channels: ['c0', 'c1'], against: 'base' });
    const f1 = rows.map((row) => Array.from(row[5] as number[], (value) => Number(value.toFixed(9))));
    assert.deepEqual(f1, [[0.3], [0.4, 0.6]]);
    assert.equal(rows[0]![8], undefined);
    assert.match(String(rows[1]![8]), /^\+\.200 \[\+\.200, \+\.200\]$/);
    assert.equal(rows[1]![11], '2-0-0');
    assert.throws(() => leaderboardWindowTable(results, { channels: ['c0'], against: 'none' }), /no row 'none'/);
  });

  it('never lets a channel choose for itself, and marks what does as an oracle', () => {
    const [others, outside] = chosenRows(figures, ['c0', 'c1']);
    const f1 = (row: typeof others) => row!.seeds[0]!.channels.map(({ windows }) => windows.f1);
    // c0 has the second choice, which is best on c1; c1 the first, which is best on c0.
    assert.deepEqual(f1(others), [0.2, 0.2]);
    assert.deepEqual(f1(outside), [0.2, 0.9]);
    const { rows } = leaderboardChoiceTable(figures, ['c0', 'c1']);
    const oracle = rows.find(([name]) => String(name).startsWith('ORACLE'))!;
    assert.ok(Math.abs((oracle[4] as number) - 0.55) < 1e-12);
  });

  it('shows a spacecraft at a time', () => {
    const table = leaderboardStepTable(results, 'MSL');
    assert.match(table.caption!, /^MSL.*of 1 channels/);
    assert.deepEqual(table.rows[1]![3], [0.9, 0.9]);
  });

  it('counts events together, and chooses for them on the other spacecraft', () => {
    const { rows } = leaderboardEventTable(results, figures);
    // By the others: c0 has choice 1, the first that is best on c1 and c2, and so on; none is its own best.
    assert.deepEqual(rows[0]!.slice(3), [0, 0, 0, 0, 0, 0]);
    // By the other spacecraft: SMAP's counts of choice 2, which is best on MSL; MSL's of choice 0, the first best on SMAP.
    assert.deepEqual(rows[1]!.slice(3), [0, 0, 0, 0, 0, 0]);
    const [precision, recall, f1] = rows[2]!.slice(3, 6) as number[][];
    assert.deepEqual([precision, recall, f1], [[1 / 3], [1], [0.5]]);
  });

  it('gives what was chosen its own counts', () => {
    const alike = figures.map((each) => ({ ...each, events: figures[1]!.events }));
    const { rows } = leaderboardEventTable(results, alike);
    assert.deepEqual(rows[0]!.slice(3), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    assert.deepEqual(rows[1]!.slice(3), rows[0]!.slice(3));
  });
});
