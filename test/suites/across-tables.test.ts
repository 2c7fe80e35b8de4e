import assert from 'node:assert/strict';
import { Results, smapMslProtocol, type SuiteTable } from '../../lib/experiments';
import { acrossTables } from '../../lib/suites/across-tables';

const channels = ['a', 'b', 'c', 'd', 'e'];
const labels = ['plain', 'wide', 'long', 'picked'];

const tableOf = (name: string, more: Partial<SuiteTable> = {}): SuiteTable => ({
  name,
  title: name,
  source: { kind: 'smap-msl', root: '', channels },
  protocol: smapMslProtocol,
  rows: labels.map((label) => ({
    label,
    detector: 'pca',
    about: { kind: 'baseline', use: 'offline', ...(label === 'picked' && { oracle: true }) },
  })),
  seeds: [0],
  measures: ['vusPr'],
  notes: [],
  across: name,
  ...more,
});

/** What each row has on each channel of a table. */
const resultsOf = (table: string, figures: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(figures).flatMap(([row, values]) =>
    values.map((vusPr, i) => ({
      table,
      row,
      channel: channels[i],
      seed: 0,
      epochs: 0,
      steps: 0,
      seconds: 1,
      warnings: [],
      measures: { vusPr },
    })),
  );

describe('rows chosen across tables', () => {
  const all = new Results([
    ...resultsOf('SMAP', {
      plain: [0.1, 0.1, 0.1, 0.1, 0.1],
      wide: [0.4, 0.5, 0.6, 0.5, 0.5],
      long: [0.2, 0.2, 0.2, 0.2, 0.2],
      picked: [1, 1, 1, 1, 1],
    }),
    ...resultsOf('MSL', {
      plain: [0.6, 0.6, 0.6, 0.6, 0.6],
      wide: [0.3, 0.4, 0.5, 0.4, 0.4],
      long: [0.7, 0.7, 0.7, 0.7, 0.7],
      picked: [1, 1, 1, 1, 1],
    }),
  ]);

  it('are the best of the other series, read on these, beside the best of these in hindsight', () => {
    const [table, ...others] = acrossTables([tableOf('SMAP'), tableOf('MSL')], all);
    assert.deepEqual(others, []);
    const rounded = JSON.parse(
      JSON.stringify(table.rows, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(3)) : value)),
    ) as unknown[][];
    assert.deepEqual(
      rounded.map((cells) => cells.filter((_, i) => i !== 5)),
      [
        ['SMAP', 'wide', [0.5], 'MSL', [0.4], 'long', [0.7]],
        ['MSL', 'long', [0.7], 'SMAP', [0.2], 'wide', [0.5]],
      ],
    );
    // Differences of -.3, -.2, -.1, -.2, -.2: as in tables.test.ts, 2.776 * sqrt(5 / 4 * .02) / 5 = .088.
    assert.deepEqual(rounded[0][5], { value: -0.2, low: -0.288, high: -0.112 });
    assert.match(table.caption!, /the row of the highest VUS-PR there, and its VUS-PR here/);
  });

  it('have an interval over incidents where these are fewer, and none of fewer than five', () => {
    const incidents = { a: 'a', b: 'a', c: 'c', d: 'd', e: 'e' };
    const [table] = acrossTables([tableOf('SMAP', { incidents }), tableOf('MSL', { incidents })], all);
    assert.equal(typeof table.rows[0][5], 'number');
  });

  it('are none without other series, or without a choice', () => {
    assert.deepEqual(acrossTables([tableOf('SMAP')], all), []);
    assert.deepEqual(acrossTables([tableOf('SMAP'), tableOf('MSL', { across: undefined })], all), []);
    const few = all.where(({ row }) => row === 'plain' || row === 'picked');
    assert.deepEqual(acrossTables([tableOf('SMAP'), tableOf('MSL')], few), []);
  });
});
