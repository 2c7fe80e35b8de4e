import assert from 'node:assert/strict';
import { Results } from '../../lib/experiments';
import { dataSetsOf } from '../../lib/leaderboard';
import { seriesFigures } from '../../lib/suites/series-figures';

const resultOf = (row: string, channel: string, seed: number, vusPr: number | null) => ({
  table: 'own',
  row,
  channel,
  seed,
  epochs: 0,
  steps: 0,
  seconds: 1,
  warnings: [],
  measures: { vusPr },
});

describe('seriesFigures', () => {
  const results = new Results([
    resultOf('a', 'one', 0, 0.2),
    resultOf('a', 'one', 1, 0.4),
    resultOf('a', 'two', 0, 0.5),
    resultOf('a', 'two', 1, 0.5),
    resultOf('a', 'quiet', 0, null),
    resultOf('b', 'one', 0, 1),
    resultOf('b', 'two', 0, 0),
    resultOf('b', 'quiet', 0, null),
  ]);

  it('has the mean over seeds of each row on each series, without those that have no anomaly', () => {
    const [table] = seriesFigures({ name: 'set', rows: [], incidents: { two: 'one' } }, results);
    assert.equal(table.caption, 'Each series: set [VUS-PR]');
    const [{ name, measure, series, incidents, rows }] = dataSetsOf([table]);
    assert.equal(measure, 'VUS-PR');
    assert.deepEqual([name, series, incidents], ['set', ['one', 'two'], ['one', 'one']]);
    const rounded = [...rows].map(([label, values]) => [label, values.map((value) => Number(value.toFixed(9)))]);
    assert.deepEqual(rounded, [['a', [0.3, 0.5]], ['b', [1, 0]]]); // prettier-ignore
  });

  it('leaves out oracles, which would win without a claim', () => {
    const rows = [
      { label: 'a', detector: 'pca' },
      { label: 'b', detector: 'pca', about: { kind: 'trivial', use: 'offline', oracle: true } },
    ] as const;
    const [set] = dataSetsOf(seriesFigures({ name: 'set', rows }, results));
    assert.deepEqual([...set.rows.keys()], ['a']);
  });

  it('is nothing where VUS-PR was not measured', () => {
    assert.deepEqual(seriesFigures({ name: 'set', rows: [] }, new Results([])), []);
    assert.deepEqual(seriesFigures({ name: 'set', rows: [] }, new Results([resultOf('a', 'one', 0, null)])), []);
  });
});
