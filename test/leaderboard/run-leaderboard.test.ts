import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { ENSEMBLE, leaderboardTables, runLeaderboard, shippedRow } from '../../lib/leaderboard';
import { ResultStore } from '../../lib/runs';
import { loadBackend } from '../../lib/runtime';

describe('runLeaderboard', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-leaderboard-'));
  const [root, storeFolder] = ['data', 'store'].map((name) => path.join(folder, name)) as [string, string];
  const channels = ['P-1', 'D-1'];
  const run = (wanted: readonly string[], more: object = {}) =>
    runLeaderboard({ root, store: ResultStore.open(storeFolder), profile: 'smoke', channels: wanted, ...more });
  const finished = () =>
    ResultStore.open(storeFolder)
      .list()
      .map(({ hash, run: { finishedAt } }) => [hash, finishedAt]);
  before(async () => {
    await loadBackend();
    simulateSmapMsl(root, { channels, length: 600 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('refuses channels that cannot be judged, before anything is run', async () => {
    await assert.rejects(run(['P-1', 'D-1', 'P-1']), /^Error: P-1: this channel is named twice/);
    await assert.rejects(run(['P-1', 'Q-1']), /unknown channel 'Q-1'/);
    await assert.rejects(run(['P-1']), /at least two of report 3's channels.*found P-1/);
    const file = path.join(root, 'labeled_anomalies.csv');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace(/^D-1,.*\n/m, ''));
    await assert.rejects(run(['P-1', 'D-1']), /D-1: its anomalies are not labelled/);
    fs.writeFileSync(file, text);
    assert.deepEqual(finished(), []);
  });

  it('judges all rows by three protocols, the ensemble first and the shipped settings as an oracle', async () => {
    const result = await run(channels);
    assert.deepEqual([result.failures, result.interrupted], [[], false]);
    assert.deepEqual(result.results.labels, result.rows.map(({ label }) => label)); // prettier-ignore
    assert.equal(result.results.labels[0], ENSEMBLE);
    assert.deepEqual(result.results.row(ENSEMBLE).channels, channels);
    const oracles = result.rows.flatMap(({ label, about }) => (about!.oracle ? [label] : []));
    assert.deepEqual(oracles, [shippedRow(true).label]);
    const tables = leaderboardTables(result).filter(({ caption }) => caption!.startsWith('Protocol'));
    assert.equal(new Set(tables.map(({ caption }) => caption!.slice(0, 12))).size, 3);
    for (const { rows, unranked } of tables) {
      const place = rows.findIndex(([label]) => label === `ORACLE: ${shippedRow(true).label}`);
      assert.ok(place > 0 && unranked!.includes(place));
    }
  });

  it('gives each channel of the ensemble settings for windows that may differ from those for steps', async () => {
    const { results } = await run(channels);
    const [first] = results.row(ENSEMBLE).rows;
    for (const name of ['f1', 'rocAuc', 'vusPr', 'eventF1', 'predictedShare'] as const) {
      assert.ok(Number.isFinite(first.measures[name]), name);
    }
  });

  it('keeps every result in the one store, and runs nothing twice unless that is forced', async () => {
    const before = finished();
    assert.ok(before.length > 0);
    const again = await run(channels);
    assert.deepEqual(finished(), before);
    const began = Date.now();
    const forced = await run(channels, { force: true });
    assert.deepEqual(finished().map(([hash]) => hash), before.map(([hash]) => hash)); // prettier-ignore
    assert.ok(finished().every(([, finishedAt]) => Date.parse(finishedAt) >= began));
    const figures = ({ results }: typeof again) =>
      results.rows.map(({ row, channel, measures }) => ({ row, channel, measures }));
    assert.deepEqual(figures(forced), figures(again));
  });

  it('has no row of the ensemble while one of its two parts is unfinished', async () => {
    const whole = await run(channels);
    for (const part of ['steps:', 'windows:']) {
      const stop = new AbortController();
      const onProgress = ({ label }: { readonly label: string }) => {
        if (label.startsWith(part)) stop.abort();
      };
      const { interrupted, results } = await run(channels, { store: undefined, signal: stop.signal, onProgress });
      assert.ok(interrupted, part);
      const expected = whole.results.labels.filter((label) => label !== ENSEMBLE);
      assert.deepEqual(results.labels, expected, part);
    }
  });

  it('names the jobs that failed, and leaves out the rows that need them, the ensemble among them', async () => {
    const broken = path.join(folder, 'broken');
    simulateSmapMsl(broken, { channels, length: 600 });
    // The data is lost while the first job runs: later jobs of the channel cannot be run.
    const onProgress = () => fs.rmSync(path.join(broken, 'test', 'D-1.npy'), { force: true });
    const { failures, interrupted, results } = await run(channels, { root: broken, store: undefined, onProgress });
    assert.ok(failures.length > 0 && !interrupted);
    assert.ok(failures.every((failure) => /D-1/.test(failure)), failures[0]); // prettier-ignore
    assert.ok(!results.labels.includes(ENSEMBLE));
    assert.ok(results.labels.every((label) => results.row(label).channels.length === channels.length));
  });

  it('has no rows when it is stopped before the first job', async () => {
    const { interrupted, results } = await run(channels, { store: undefined, signal: AbortSignal.abort() });
    assert.deepEqual([interrupted, results.rows], [true, []]);
  });
});
