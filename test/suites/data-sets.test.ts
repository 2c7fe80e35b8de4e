import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planTable, runSuite, type SuiteTable } from '../../lib/experiments';
import { baselineRows } from '../../lib/leaderboard';
import { profileNames } from '../../lib/models';
import { findSuite, parseExperiment, planExperiment, showSuite } from '../../lib/suites';
import { writeDataSets } from '../support/data-sets';

describe('suites on other data sets', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-data-suites-'));
  before(() => writeDataSets(folder));
  after(() => fs.rmSync(folder, { recursive: true }));
  const planned = (suite: string, profile: 'smoke' | 'quick' | 'full' = 'quick') => {
    const [table, ...others] = findSuite(suite)({ profile, telemetry: '', data: path.join(folder, suite) });
    assert.deepEqual(others, []);
    return table;
  };
  const detectorsOf = ({ rows }: SuiteTable) => new Set(rows.map(({ detector }) => detector));

  for (const suite of ['nab', 'skab']) {
    it(`${suite}: the leaderboard's rows that nothing clips, none an oracle, by steps and events`, () => {
      for (const profile of profileNames) {
        const table = planned(suite, profile);
        assert.deepEqual(table.protocol.measuredOn, ['steps', 'events']);
        assert.equal(table.protocol.scaling, 'unclipped');
        assert.ok(table.rows.every(({ protocol, about }) => protocol?.scaling === undefined && !about!.oracle));
        const labels = table.rows.map(({ label }) => label);
        for (const { label } of baselineRows) assert.ok(labels.includes(label.replace(', scored features', '')), label);
        assert.ok(labels.includes('time-index'));
        // Two series of one folder of NAB have no other to take a prior from.
        if (profile !== 'smoke') assert.ok(labels.includes('position prior'));
        assert.ok(
          labels.every((label) => !label.includes('telemetry')),
          labels.join(),
        );
        assert.ok(table.rows.some(({ about }) => about!.kind === 'deep'));
        assert.equal(table.seeds.length, profile === 'full' ? 3 : 1);
      }
      const once = planTable(planned(suite, 'full'), 'full').filter(({ row }) => row.detector === 'time-index');
      assert.ok(once.length > 0 && once.every(({ job }) => job.seed === 0), 'what no seed changes is run once');
    });
  }

  it('skab: without experiments that begin with their fault, which a note names', () => {
    const { source, notes } = planned('skab');
    assert.deepEqual(source.channels, ['valve1/2', 'valve1/11']);
    assert.ok(notes.some((note) => note.includes('their training rows hold the fault: valve1/10.')));
  });

  it('nab: with the series that have no anomaly, which a note counts', () => {
    const { source, notes } = planned('nab');
    assert.deepEqual(source.channels, ['art/first', 'art/second', 'real/third']);
    assert.ok(notes.some((note) => note.startsWith('1 of 3 series have no anomaly')));
  });

  it('put series that may show one event together: a folder of NAB, but no two experiments of SKAB', () => {
    assert.deepEqual(planned('nab').incidents, { 'art/first': 'art', 'art/second': 'art', 'real/third': 'real' });
    assert.deepEqual(planned('skab').incidents, { 'valve1/2': 'valve1/2', 'valve1/11': 'valve1/11' });
  });

  it('opssat: dense networks beside isolation forest, PCA and nearest neighbour, on windows of one segment', () => {
    const table = planned('opssat');
    const { windowSize, stride, measuredOn } = table.protocol;
    assert.deepEqual([windowSize, stride, measuredOn], [1, 1, undefined]);
    for (const name of ['autoencoder', 'vae', 'isolation-forest', 'pca', 'nearest-neighbour']) {
      assert.ok(detectorsOf(table).has(name), name);
    }
  });

  it('are shown as the leaderboard shows its protocols (b) and (c), and need no telemetry', async () => {
    const { tables, data, simulated } = planExperiment(parseExperiment({ suite: 'skab', data: 'skab', profile: 'smoke' }, 'x'), folder); // prettier-ignore
    assert.deepEqual([data, simulated], [path.join(folder, 'skab'), false]);
    const kept = ['time-index', 'k-means', 'random'];
    const few = tables.map((table) => ({ ...table, rows: table.rows.filter(({ label }) => kept.includes(label)) }));
    const result = await runSuite(few, { profile: 'smoke' });
    assert.deepEqual(result.failures, []);
    const { shown, notes } = showSuite(result);
    assert.deepEqual(
      shown.map(({ caption, rows }) => [caption!.slice(0, 12), rows.length]),
      [
        ['Protocol (b)', 3],
        ['Protocol (c)', 3],
      ],
    );
    assert.ok(shown[0].caption!.startsWith('Protocol (b): SKAB, every time step'), 'and not the folder');
    assert.ok(notes.some((note) => note.includes('first 400 rows')));
    assert.ok(notes.some((note) => note.startsWith('Protocol (c) counts an overlap')));
  });

  it('say where data was looked for that is not there', () => {
    const absent = path.join(folder, 'absent');
    const expected =
      /absent: expected a folder with the data set nab, found none; get it with npm run data -- --set nab\.$/;
    assert.throws(() => findSuite('nab')({ profile: 'smoke', telemetry: '', data: absent }), expected);
  });
});
