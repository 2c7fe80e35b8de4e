import assert from 'node:assert/strict';
import { Results, type ResultRow } from '../../lib/experiments';
import {
  drawnFrom,
  drawnValues,
  findSuite,
  keptDraws,
  keptMeans,
  keptValues,
  readKept,
  withoutSeconds,
} from '../../lib/suites';

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

  it('give the means of a column, and the table without its last one', () => {
    const seconds = { caption: 'c', columns: ['Method', 'ROC-AUC', 'Seconds'], rows: [['a', [0.25, 0.75], 3], ['b', 0.125, 4]] }; // prettier-ignore
    assert.deepEqual(keptMeans(seconds, 'ROC-AUC'), { a: 0.5, b: 0.125 });
    const { columns, rows } = withoutSeconds(seconds);
    assert.deepEqual(
      [columns, rows[1]],
      [
        ['Method', 'ROC-AUC'],
        ['b', 0.125],
      ],
    );
  });

  it('give the draws of a channel, or of the first that has some', () => {
    const samples = Buffer.from([255, 0, 0]).toString('base64');
    const drawn = [
      { row: 'gan', channel: '2', seed: 0, samples },
      { row: 'gan', channel: '5', seed: 0, samples: Buffer.from([0, 255]).toString('base64') },
    ];
    const kept = { suite: 's', profile: 'full', backend: 'CPU', tables: [], drawn } as const;
    assert.deepEqual(keptDraws(kept, '5', 2), { channel: '5', rows: { gan: [0, 1] } });
    assert.deepEqual(keptDraws(kept, '9', 2), { channel: '2', rows: { gan: [1, 0] } });
    assert.throws(() => keptDraws({ ...kept, drawn: [] }, '2', 2), /the results of s have no draws of generators/);
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
