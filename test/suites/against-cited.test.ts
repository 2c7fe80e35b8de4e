import assert from 'node:assert/strict';
import { Results, smapMslProtocol, type SuiteTable } from '../../lib/experiments';
import { againstCited } from '../../lib/suites/against-cited';
import { suiteTable, toMarkdown } from '../../lib/tables';

const channels = ['a', 'b', 'c', 'd', 'e', 'f'];

const table = (cited: SuiteTable['cited'], incidents?: SuiteTable['incidents']): SuiteTable => ({
  name: 'own',
  title: 'Own',
  source: { kind: 'smap-msl', root: '', channels },
  protocol: smapMslProtocol,
  rows: [{ label: 'ours', detector: 'pca' }],
  seeds: [0],
  measures: ['tsbVusPr'],
  notes: [],
  ...(cited && { cited }),
  ...(incidents && { incidents }),
});

const rowOf = (channel: string, tsbVusPr: number) => ({
  table: 'own',
  row: 'ours',
  channel,
  seed: 0,
  epochs: 0,
  steps: 0,
  seconds: 1,
  warnings: [],
  measures: { tsbVusPr },
});

const results = new Results(channels.map((channel, i) => rowOf(channel, i / 10)));
const cited = (label: string, valueOf: (i: number) => number, oracle?: boolean) => ({
  label,
  figures: Object.fromEntries(channels.map((channel, i) => [channel, { tsbVusPr: valueOf(i) }])),
  ...(oracle && { oracle }),
});

describe('rows that are cited', () => {
  const all = [cited('low', () => 0.1), cited('high', (i) => (i === 0 ? 0.8 : 0.2)), cited('hindsight', () => 1, true)];

  it('stand below ours with their means, and an oracle is never in bold', () => {
    const { rows, unranked } = suiteTable(table(all), results);
    assert.deepEqual(rows.map(([label]) => label), ['ours', 'low', 'high', 'ORACLE: hindsight']); // prettier-ignore
    assert.ok(Math.abs((rows[2][1] as number) - 0.3) < 1e-12);
    assert.deepEqual(unranked, [3]);
    assert.match(toMarkdown(suiteTable(table(all), results)), /\| high +\| \*\*\.300\*\* \|/);
  });

  it('are held against ours: the best of them, by series and by incident', () => {
    const [differences, series] = againstCited(table(all, { a: 'a', b: 'a', c: 'c', d: 'c', e: 'e', f: 'e' }), results);
    assert.match(differences.caption!, /best published detector, high: Own, 3 incidents$/);
    const [label, own, difference, wins, incidents] = differences.rows[0];
    assert.deepEqual([label, own, wins, incidents], ['ours', [0.25], '3-1-2', '2-0-1']);
    assert.ok(Math.abs((difference as number) - -0.05) < 1e-12, 'three incidents have no interval');
    assert.deepEqual(series.rows[0], ['a', 0, 0.8, 0.8, 'high']);
    assert.deepEqual(series.rows[5].slice(3), [0.2, 'high']);
    assert.match(series.caption!, /hindsight \(oracle\)/);
    const [apart] = againstCited(table(all), results);
    assert.match(toMarkdown(apart), /-\.050 \[-\.\d+, \+\.\d+\]/);
  });

  it('are none where nothing is cited or nothing was run', () => {
    assert.deepEqual(againstCited(table(undefined), results), []);
    assert.deepEqual(againstCited(table(all), new Results([])), []);
  });
});
