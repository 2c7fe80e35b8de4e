import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadChannel, simulateSmapMsl } from '../../lib/data';
import { LATE_CUT } from '../../lib/experiments';
import {
  comparisonFigures,
  ENSEMBLE,
  ensembleWins,
  leaderboardRowsOf,
  leaderboardTables,
  reportModelLabels,
  runLeaderboard,
  summaryTable,
} from '../../lib/leaderboard';
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
    simulateSmapMsl(root, { channels: [...channels, 'A-1'], length: 600 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('refuses channels that cannot be judged, before anything is run', async () => {
    await assert.rejects(run(['P-1', 'D-1', 'P-1']), /^Error: P-1: this channel is named twice/);
    await assert.rejects(run(['P-1', 'Q-1']), /unknown channel 'Q-1'/);
    await assert.rejects(run(['A-1']), /at least one of report 3's channels.*found A-1/);
    const file = path.join(root, 'labeled_anomalies.csv');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace(/^D-1,.*\n/m, ''));
    await assert.rejects(run(['P-1', 'D-1']), /D-1: its anomalies are not labelled/);
    fs.writeFileSync(file, text);
    assert.deepEqual(finished(), []);
  });

  it('judges all rows by three protocols, the ensemble first', async () => {
    const result = await run(channels);
    assert.deepEqual([result.failures, result.interrupted], [[], false]);
    assert.deepEqual(result.results.labels, result.rows.map(({ label }) => label)); // prettier-ignore
    assert.equal(result.results.labels[0], ENSEMBLE);
    assert.deepEqual(result.results.row(ENSEMBLE).channels, channels);
    const oracles = result.rows.flatMap(({ label, about }) => (about!.oracle ? [label] : []));
    assert.deepEqual(oracles, [LATE_CUT]);
    const tables = leaderboardTables(result).filter(({ caption }) => caption!.startsWith('Protocol'));
    assert.equal(new Set(tables.map(({ caption }) => caption!.slice(0, 12))).size, 3);
    for (const { rows, unranked } of tables) {
      const place = rows.findIndex(([label]) => label === `ORACLE: ${LATE_CUT}`);
      assert.ok(place > 0 && unranked!.includes(place));
    }
  });

  it('holds the ensemble against the best of report 3 and against rows that look at nothing, by channel', async () => {
    const result = await run(channels);
    const f1 = (label: string, channel: string) => result.results.row(label).channel(channel).mean('f1');
    const models = Object.values(reportModelLabels(result));
    assert.deepEqual(models.slice(0, 2), ['lstm-vae, clipped', 'lstm-attention, clipped']);
    const best = channels.map((channel) => Math.max(...models.map((label) => f1(label, channel))));
    const wins = ensembleWins(result);
    assert.deepEqual(wins.channels, channels);
    assert.deepEqual(wins.ensemble, channels.map((channel) => f1(ENSEMBLE, channel))); // prettier-ignore
    assert.deepEqual(wins.others[0].values, best);
    const ahead = channels.filter((channel, i) => f1(ENSEMBLE, channel) > best[i]).length;
    assert.match(wins.seen, new RegExp(`Of 2 channels the ensemble is ahead of best of report 3's three on ${ahead},`));
    const { columns, rows, caption } = summaryTable(leaderboardRowsOf(result), result.judged);
    assert.match(caption!, /windows on 2 of the report's channels, time steps and events on 2 channels/);
    assert.ok(rows.every((row) => row.length === columns.length));
    assert.deepEqual(rows[0].slice(0, 3), [ENSEMBLE, 'ensemble', result.results.row(ENSEMBLE).over('f1')]);
  });

  it('measures false positive rates from precision, recall and the share of anomalous windows', async () => {
    const result = await run(channels);
    const rates = comparisonFigures(result, root)['r3-best-false-positive-rate'];
    const label = reportModelLabels(result)['LSTM-VAE'];
    const found = result.results.row(label).rows.filter(({ measures }) => measures.precision! > 0);
    assert.ok(found.length > 0);
    const byHand = found.map(({ channel, measures: { precision, recall } }) => {
      const { test } = loadChannel(root, channel);
      const starts = Array.from({ length: Math.floor((600 - 10) / 5) + 1 }, (_, i) => 5 * i);
      const anomalous = starts.filter((start) => test.labels!.subarray(start, start + 10).includes(1)).length;
      const hits = recall! * anomalous;
      return (hits / precision! - hits) / (starts.length - anomalous);
    });
    const expected = byHand.reduce((sum, rate) => sum + rate, 0) / byHand.length;
    assert.ok(Math.abs(rates['LSTM-VAE'].seeds[0] - expected) < 1e-9, `${rates['LSTM-VAE'].seeds[0]}, ${expected}`);
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

  it('names the jobs that failed, and leaves out the rows that need them', async () => {
    const broken = path.join(folder, 'broken');
    simulateSmapMsl(broken, { channels, length: 600 });
    // The data is lost while the first job runs: later jobs of the channel cannot be run.
    const onProgress = () => fs.rmSync(path.join(broken, 'test', 'D-1.npy'), { force: true });
    const { failures, interrupted, results } = await run(channels, { root: broken, store: undefined, onProgress });
    assert.ok(failures.length > 0 && !interrupted);
    assert.ok(failures.every((failure) => /D-1/.test(failure)), failures[0]); // prettier-ignore
    assert.ok(results.labels.every((label) => results.row(label).channels.length === channels.length));
  });

  it('has no rows when it is stopped before the first job', async () => {
    const { interrupted, results } = await run(channels, { store: undefined, signal: AbortSignal.abort() });
    assert.deepEqual([interrupted, results.rows], [true, []]);
  });
});
