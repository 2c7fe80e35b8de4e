import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { shippedEntry, leaderboardTables, runWholeLeaderboard } from '../../lib/leaderboard';
import { decodeKept } from '../../lib/leaderboard/kept-record';
import { loadBackend } from '../../lib/runtime';

describe('runWholeLeaderboard', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-whole-'));
  const [root, store] = ['data', 'store'].map((name) => path.join(folder, name)) as [string, string];
  const run = (channels: string[]) => runWholeLeaderboard({ root, store, profile: 'smoke', channels });
  before(async () => {
    await loadBackend();
    simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 600 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('refuses channels that cannot be judged, before anything is run', async () => {
    await assert.rejects(run(['P-1', 'D-1', 'P-1']), /^Error: P-1: this channel is named twice/);
    await assert.rejects(run(['P-1', 'Q-1']), /unknown channel 'Q-1'/);
    await assert.rejects(run(['P-1']), /at least two of the report's channels.*found P-1/);
    const file = path.join(root, 'labeled_anomalies.csv');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace(/^D-1,.*\n/m, ''));
    await assert.rejects(run(['P-1', 'D-1']), /D-1: its anomalies are not labelled/);
    fs.writeFileSync(file, text);
    assert.ok(!fs.existsSync(store));
  });

  it('shows the settings that ship as an oracle, in all protocols, and never in bold', async () => {
    const result = await run(['P-1', 'D-1']);
    assert.deepEqual(
      result.results.flatMap(({ label, oracle }) => (oracle ? [label] : [])),
      [shippedEntry.label],
    );
    const tables = leaderboardTables(result).filter(({ caption }) => caption!.startsWith('Protocol'));
    assert.equal(new Set(tables.map(({ caption }) => caption!.slice(0, 12))).size, 3);
    for (const { rows, unranked } of tables) {
      const place = rows.findIndex(([label]) => label === `ORACLE: ${shippedEntry.label}`);
      assert.ok(place > 0 && unranked!.includes(place));
    }
  });

  it('measures each anew where that is forced, and nothing otherwise', async () => {
    const runs = () =>
      fs
        .readdirSync(store)
        .map((name) => [name, decodeKept(fs.readFileSync(path.join(store, name), 'utf8')).run] as const);
    const [before, began] = [runs(), Date.now()];
    assert.ok(before.length > 0 && before.every(([, { finishedAt }]) => Date.parse(finishedAt) <= began));
    await run(['P-1', 'D-1']);
    assert.deepEqual(runs(), before);
    await runWholeLeaderboard({ root, store, profile: 'smoke', channels: ['P-1', 'D-1'], force: true });
    assert.deepEqual(runs().map(([name]) => name), before.map(([name]) => name)); // prettier-ignore
    assert.ok(runs().every(([, { finishedAt }]) => Date.parse(finishedAt) > began));
  });
});
