import assert from 'node:assert/strict';
import {
  criticalDifference,
  dataSetsOf,
  leadersBeyondChance,
  leadTable,
  leadText,
  rankOverDataSets,
  seriesTable,
  winnersTable,
  type DataSetFigures,
} from '../../lib/leaderboard';

const first: DataSetFigures = {
  name: 'one, of two',
  measure: 'VUS-PR',
  series: ['A', 'B', 'C'],
  incidents: ['A', 'A', 'C'],
  rows: new Map([
    ['x', [0.9, 0.1, 0.5]],
    ['y', [0.2, 0.6, 0.7]],
    ['only here', [1, 1, 1]],
  ]),
};

const second: DataSetFigures = {
  name: 'two',
  series: ['D', 'E'],
  rows: new Map([
    ['y', [0.4, 0.4]],
    ['x', [0.3, 0.4]],
  ]),
};

describe('rows over data sets', () => {
  it('are ranked by incident, of those that every data set has', () => {
    const { ranks, critical, incidents } = rankOverDataSets([first, second]);
    // Incident A: x .5, y .4; C: y; D: y; E: level.
    assert.equal(incidents, 4);
    assert.deepEqual(ranks, [
      { name: 'y', rank: (2 + 1 + 1 + 1.5) / 4 },
      { name: 'x', rank: (1 + 2 + 2 + 1.5) / 4 },
    ]);
    assert.equal(critical, criticalDifference(2, 4));
    assert.throws(
      () => rankOverDataSets([first, { ...second, rows: new Map([['z', [1, 1]]]) }]),
      /^DataError: expected data sets with two rows in common or more, found none/,
    );
  });

  it('are written as tables and read from them', () => {
    const tables = [seriesTable(first), { columns: ['a'], rows: [], caption: 'another' }, seriesTable(second)];
    const read = dataSetsOf(JSON.parse(JSON.stringify(tables)) as typeof tables);
    assert.deepEqual(read, [first, { ...second, incidents: ['D', 'E'] }]);
    const [table] = tables;
    assert.equal(table.caption, 'Each series: one, of two [VUS-PR]');
    assert.throws(
      () => dataSetsOf([{ ...table, rows: [['A', 'A', 0.9, 'high', 1]] }]),
      /^DataError: one, of two: expected a number of 'y' on A, found high/,
    );
  });

  it('win by their mean, with a lead and on how many incidents', () => {
    const { rows } = winnersTable([first, second], 'VUS-PR');
    const [one, two] = rows;
    assert.deepEqual(one.slice(0, 7), ['one, of two', 3, 2, 'only here', 1, 2, 'x']);
    assert.ok(Math.abs((one[7] as number) - 0.5) < 1e-12, 'no interval of two incidents');
    assert.deepEqual(two.slice(0, 4), ['two', 2, 2, 'y']);
    assert.equal(two[5], 2, 'level on E');
    const many = Array.from({ length: 8 }, (_, i) => `S-${i}`);
    const wide: DataSetFigures = {
      name: 'many',
      series: many,
      rows: new Map([
        ['x', many.map((_, i) => 0.5 + i / 100)],
        ['y', many.map((_, i) => 0.4 + (i % 3) / 100)],
      ]),
    };
    const lead = winnersTable([wide], 'VUS-PR').rows[0][7] as { value: number; low: number; high: number };
    assert.ok(lead.low < lead.value && lead.value < lead.high && lead.low > 0, JSON.stringify(lead));
  });
});

describe('leadTable', () => {
  const set = (name: string, rows: Record<string, readonly number[]>, measure = 'VUS-PR') => ({
    name,
    measure,
    series: ['a', 'b', 'c', 'd', 'e'],
    rows: new Map(Object.entries(rows)),
  });

  it('holds rows against one, by data set, with intervals of five series', () => {
    const sets = [
      set('one', { k: [0, 0, 0, 0, 0], deep: [0.1, 0.1, 0.3, 0.2, 0.3] }),
      set('two', { k: [1, 1, 1, 1, 1] }),
    ];
    const table = leadTable(sets, ['deep'], 'k');
    const { rows } = table;
    const [label, cell, missing] = rows[0];
    assert.deepEqual([label, missing], ['deep', null]);
    // As in tables.test.ts: mean .2, 2.776 * sqrt(5 / 4 * .04) / 5 = .124.
    const { value, low, high } = cell as { value: number; low: number; high: number };
    assert.deepEqual([value, low, high].map((each) => Number(each.toFixed(3))), [0.2, 0.076, 0.324]); // prettier-ignore
    assert.deepEqual(leadersBeyondChance(table), [], 'the other data set lacks it');
    const [alone] = sets;
    assert.deepEqual(leadersBeyondChance(leadTable([alone], ['deep'], 'k')), ['deep']);
    assert.equal(leadText(leadTable([alone], ['deep'], 'k'), 'deep'), '+.200 [+.076, +.324] on one');
    assert.throws(() => leadText(table, 'wide'), /expected the row 'wide' in 'VUS-PR less that of k/);
    const other = sets.map((each) => ({ ...each, measure: 'F1' }));
    assert.equal(leadTable(other, ['deep'], 'k').caption, 'F1 less that of k [95%]');
    assert.throws(
      () => leadTable([sets[0], other[1]], ['deep'], 'k'),
      /expected data sets of one measure, found VUS-PR and F1/,
    );
    assert.throws(() => leadTable(sets, ['k'], 'deep'), /two: expected the row 'deep', found k/);
  });
});
