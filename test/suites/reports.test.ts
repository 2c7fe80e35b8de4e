import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { seriesDetectorNames } from '../../lib/detectors';
import { parseJob, planTable } from '../../lib/experiments';
import { leaderboardRows } from '../../lib/leaderboard';
import { profileNames, type ProfileName } from '../../lib/models';
import { findSuite, lstmVaeLabels, suiteNames } from '../../lib/suites';
import { writeDataSets } from '../support/data-sets';
import { writePublished } from '../support/tsb-ad';

describe('suites', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-suite-'));
  const telemetry = path.join(folder, 'data');
  before(() => {
    simulateSmapMsl(telemetry, { channels: ['P-1', 'D-1'], length: 6000 });
    writeDataSets(folder);
    const published = path.join(folder, 'published');
    writePublished(published, telemetry);
    process.env['TELLTALE_TSB_AD'] = published;
  });
  after(() => {
    delete process.env['TELLTALE_TSB_AD'];
    fs.rmSync(folder, { recursive: true });
  });
  /** A suite on another data set is given its folder, which has its name. */
  const tablesOf = (suite: string, profile: ProfileName) => {
    const data = path.join(folder, suite);
    return findSuite(suite)({ profile, telemetry, ...(fs.existsSync(data) && { data }) });
  };

  for (const profile of profileNames) {
    it(`${profile}: every job is one, and none is planned twice`, () => {
      for (const name of suiteNames) {
        const tables = tablesOf(name, profile);
        assert.ok(tables.length > 0, name);
        assert.equal(new Set(tables.map((table) => table.name)).size, tables.length, name);
        for (const table of tables) {
          const jobs = planTable(table, profile).map(({ job }) => parseJob(job));
          assert.equal(new Set(jobs.map((job) => JSON.stringify(job))).size, jobs.length, table.name);
          const labels = table.rows.map(({ label }) => label);
          assert.equal(new Set(labels).size, labels.length, table.name);
        }
      }
    });

    it(`${profile}: every table of a report carries the baselines that decide`, () => {
      for (const table of tablesOf('reports', profile)) {
        assert.equal(
          planTable(table, profile).length,
          table.rows.length * table.seeds.length * table.source.channels.length,
        );
        const labels = table.rows.map(({ label }) => label);
        for (const name of ['nearest-neighbour', 'random', 'all-anomalous', 'pca']) {
          assert.ok(labels.includes(name), `${table.name} lacks ${name}`);
        }
      }
    });
  }

  it('say that the series of TSB-AD need the real telemetry, where channels are simulated', () => {
    const other = path.join(folder, 'other');
    simulateSmapMsl(other, { channels: ['P-1'], length: 3000 });
    assert.throws(
      () => findSuite('tsb-ad')({ profile: 'smoke', telemetry: other }),
      /^DataError: tsb-ad: expected the real telemetry, .*, found simulated channels in .*other; .*\(.*expected one channel/,
    );
  });

  it("train report 3's LSTM-VAE by each reading of its loss, beside the evidence bound", () => {
    const [table] = tablesOf('report-3', 'full');
    const jobs = planTable(table, 'full').filter(({ job }) => job.channel === 'P-1' && job.seed === 0);
    const configOf = (label: string) => jobs.find(({ row }) => row.label === label)!.job.config;
    assert.deepEqual(configOf(lstmVaeLabels.summedKl), { beta: 0.1 });
    assert.deepEqual(configOf(lstmVaeLabels.meanKl), { beta: 0.1 / 32 });
    assert.deepEqual(configOf(lstmVaeLabels.summedError), { beta: 0.1 / 250 }, '10 steps of 25 features');
    assert.equal(configOf(lstmVaeLabels.evidence), undefined);
  });

  it('leave no detector out', () => {
    const inSuites = suiteNames.flatMap((name) => tablesOf(name, 'full').flatMap(({ rows }) => rows));
    const used = new Set([...inSuites, ...leaderboardRows('full')].map(({ detector }) => detector));
    // The leaderboard runs both forecasters, over context.
    const covered = [...used, ...(used.has('forecast-errors') ? ['lstm-forecaster', 'convolutional-forecaster'] : [])];
    assert.deepEqual(
      seriesDetectorNames.filter((name) => !covered.includes(name)),
      [],
      'expected a row of a suite, or onLeaderboard in the catalogue',
    );
  });

  it('have names', () => {
    assert.throws(() => findSuite('report-4'), /unknown suite 'report-4', expected reports, report-1, .*chapter/);
  });
});
