import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { incidentsOf, simulateSmapMsl } from '../../lib/data';
import { runSuite } from '../../lib/experiments';
import { dataSetsOf } from '../../lib/leaderboard';
import { findSuite, showSuite } from '../../lib/suites';

describe('suites on the telemetry, a table a spacecraft', () => {
  const telemetry = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-ablation-'));
  const channels = ['P-1', 'D-1', 'M-1'];
  before(() => simulateSmapMsl(telemetry, { channels, length: 1500 }));
  after(() => fs.rmSync(telemetry, { recursive: true }));

  for (const suite of ['ablation', 'causal']) {
    it(`${suite}: keeps the incidents of its series`, async () => {
      const tables = findSuite(suite)({ profile: 'quick', telemetry });
      const few = tables.map((table) => ({ ...table, rows: table.rows.slice(1, 2) }));
      const result = await runSuite(few, { profile: 'smoke' });
      assert.deepEqual(result.failures, []);
      const sets = dataSetsOf(showSuite(result).series!);
      assert.equal(sets.length, 2);
      const expected = incidentsOf(telemetry);
      for (const { series, incidents } of sets) {
        assert.deepEqual(
          incidents,
          series.map((channel) => expected.get(channel)),
        );
      }
      assert.ok(tables.every(({ incidents }) => channels.every((each) => incidents![each] === expected.get(each))));
    }).timeout(60_000);
  }

  it('ablation: reads on each spacecraft the row that is best on the other', async () => {
    const tables = findSuite('ablation')({ profile: 'smoke', telemetry });
    const few = tables.map((table) => ({ ...table, rows: table.rows.slice(1, 4) }));
    const { shown } = showSuite(await runSuite(few, { profile: 'smoke' }));
    const last = shown[shown.length - 1];
    assert.match(last.caption!, /^Chosen on other series: /);
    assert.deepEqual(
      last.rows.map((cells) => [cells[0], cells[3]]),
      [
        ['SMAP', 'MSL'],
        ['MSL', 'SMAP'],
      ],
    );
  }).timeout(60_000);
});
