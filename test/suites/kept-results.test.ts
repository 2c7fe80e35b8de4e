import assert from 'node:assert/strict';
import { Results, type ResultRow } from '../../lib/experiments';
import { drawnFrom, drawnValues, findSuite, keptValues, readKept } from '../../lib/suites';

describe('kept results', () => {
  const table = { columns: ['suite', { heading: 'ROC-AUC' }, 'Seconds'], rows: [['a', [0.5, 0.7], 2], ['b', 0.5]] }; // prettier-ignore

  it('give a figure of a row seed by seed', () => {
    assert.deepEqual(keptValues(table, 'a', 'ROC-AUC'), [0.5, 0.7]);
    assert.deepEqual(keptValues(table, 'b', 'ROC-AUC'), [0.5]);
    assert.throws(() => keptValues(table, 'c', 'ROC-AUC'), /no figure 'ROC-AUC' of 'c'; expected .* of a, b/);
    assert.throws(() => keptValues(table, 'a', 'F1'), /no figure 'F1' of 'a'/);
    assert.throws(() => keptValues(table, 'b', 'Seconds'), /no figure 'Seconds' of 'b'/);
  });

  it('hold the draws of the first seed as bytes', () => {
    const row = (seed: number, probe?: object) =>
      ({ table: 't', row: 'gan', channel: '2', seed, probe }) as Partial<ResultRow> as ResultRow;
    const samples = Buffer.from([0, 51, 255]).toString('base64');
    const { drawn } = drawnFrom(new Results([row(3, { energy: 1, samples }), row(4, { samples }), row(3)]));
    assert.deepEqual(drawn, [{ row: 'gan', channel: '2', seed: 3, samples }]);
    assert.deepEqual(drawnValues(drawn[0], 2), [0, 0.2]);
    assert.deepEqual(drawnFrom(new Results([row(3)])), {});
  });

  it('of the generators are of rows of their suite, at its sizes', () => {
    const { suite, profile, tables, drawn } = readKept('chapter-generators');
    const [{ title, rows, seeds }] = findSuite(suite)({ profile, telemetry: '' });
    const labels = rows.map(({ label }) => label);
    assert.equal(tables[0].caption, title);
    assert.ok(tables[0].rows.length > 0 && tables[0].rows.every(([first]) => labels.includes(String(first))));
    for (const { row, seed, samples } of drawn!) {
      assert.ok(labels.includes(row) && seed === seeds[0]);
      assert.equal(Buffer.from(samples, 'base64').length, 10 * 784);
    }
  });

  it('are named where they are missing', () => {
    assert.throws(() => readKept('nothing'), /the results nothing of docs\/results cannot be read/);
    assert.ok(readKept('leaderboard-quick').tables.length > 0);
  });
});
