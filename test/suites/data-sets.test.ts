import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planTable, runSuite, type SuiteTable } from '../../lib/experiments';
import { baselineRows } from '../../lib/leaderboard';
import { profileNames, type ProfileName } from '../../lib/models';
import { findSuite, parseExperiment, planExperiment, showSuite } from '../../lib/suites';
import { causalProtocol, causalRows } from '../../lib/suites/causal';
import { writeDataSets } from '../support/data-sets';

describe('suites on other data sets', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-data-suites-'));
  before(() => writeDataSets(folder));
  after(() => fs.rmSync(folder, { recursive: true }));
  const allTables = (suite: string, profile: ProfileName = 'quick') =>
    findSuite(suite)({ profile, telemetry: '', data: path.join(folder, suite) });
  const planned = (suite: string, profile: ProfileName = 'quick') => allTables(suite, profile)[0];
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

  for (const [suite, stepSeconds] of [
    ['nab', 300],
    ['skab', 1],
  ] as const) {
    it(`${suite}: the causal rows by their alarms, a step ${stepSeconds} s, none looking ahead but the time index`, () => {
      const [first, table, ...others] = allTables(suite);
      assert.deepEqual(others, []);
      assert.deepEqual(table.source, first.source);
      assert.deepEqual(table.protocol, { ...causalProtocol, stepSeconds });
      assert.deepEqual(table.protocol.measuredOn, ['steps', 'alarms']);
      assert.equal(table.rows.length, causalRows('quick').length);
      const ahead = table.rows.filter(({ about }) => about!.use !== 'streaming');
      assert.deepEqual(ahead.map(({ label }) => label), ['time-index']); // prettier-ignore
      assert.ok(table.measures.includes('falseAlarmsPerDay'));
      const always = table.rows.find(({ label }) => label === 'all-anomalous')!;
      assert.deepEqual(always.protocol!.threshold, { kind: 'percentile', percentile: 0, of: 'training' });
    });
  }

  it('run every causal row on series of several features, too', async () => {
    const [, table] = allTables('skab', 'smoke');
    const result = await runSuite([table], { profile: 'smoke' });
    assert.deepEqual(result.failures, []);
    const { shown, notes } = showSuite(result);
    assert.deepEqual(
      shown.map(({ caption, rows }) => [caption!.split(',')[0], rows.length]),
      [
        ['Protocol (b): Causal leaderboard', table.rows.length],
        ['Alarms: Causal leaderboard', table.rows.length],
      ],
    );
    assert.ok(notes.some((note) => note.includes('A step counts as a second')));
    assert.ok(notes.some((note) => note.startsWith('Threshold: percentile 99.9 of the training scores; of ')));
  }).timeout(60_000);

  it('skab: with the reduced rank, which one feature does not have', () => {
    const ranks = (suite: string) => planned(suite).rows.flatMap(({ config }) => config?.rank ?? []);
    assert.deepEqual([ranks('nab'), ranks('skab')], [[], [4]]);
    const labels = planned('skab').rows.map(({ label }) => label);
    assert.equal(labels[labels.indexOf('linear autoregression') + 1], 'reduced-rank autoregression, rank 4');
  });

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
    const few = tables
      .slice(0, 1)
      .map((table) => ({ ...table, rows: table.rows.filter(({ label }) => kept.includes(label)) }));
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
