import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import {
  baselineEntries,
  chosenSettings,
  ENSEMBLE,
  labelledChannels,
  LeaderboardFailure,
  measureEntries,
  requireMeasurable,
  runChoices,
  runEnsemble,
  runLeaderboard,
  type Entry,
  type ScaledChannel,
} from '../../lib/leaderboard';
import { loadBackend } from '../../lib/runtime';
import { simulatedInput } from './simulated-input';

describe('the leaderboard', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-leaderboard-'));
  const [root, other, store] = ['data', 'other', 'store'].map((name) => path.join(folder, name)) as [string, string, string]; // prettier-ignore
  const channels = ['P-1', 'D-1'];
  let scored = 0;
  const random = baselineEntries.find(({ label }) => label === 'random')!;
  const counting: Entry = { ...random, score: (input) => (scored++, random.score(input)) };
  before(async () => {
    await loadBackend();
    simulateSmapMsl(root, { channels, length: 1200 });
    simulateSmapMsl(other, { channels, length: 1200, seed: 1 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('keeps what was measured, by entry, channel, seed and data', async () => {
    const run = { root, store, channels, seeds: [0, 1] };
    const [first] = await runLeaderboard([counting], run);
    assert.equal(scored, 4);
    assert.deepEqual(await runLeaderboard([counting], run), [first]);
    assert.equal(scored, 4);
    const [ofOther] = await runLeaderboard([counting], { ...run, root: other, seeds: [0] });
    assert.equal(scored, 6);
    assert.notDeepEqual(ofOther.seeds[0], first.seeds[0]);
  });

  it('finishes and keeps all others when an entry fails, and names what failed', async () => {
    const before = scored;
    const run = { root, store: path.join(folder, 'failing'), channels: [...channels, 'X-9'], seeds: [0] };
    const failing: Entry = { ...random, label: 'broken', score: () => Promise.reject(new Error('out of luck')) };
    const failed: (number | undefined)[] = [];
    const onProgress = ({ failed: count }: { failed?: number }) => void failed.push(count);
    await assert.rejects(runLeaderboard([failing, counting], { ...run, onProgress }), (error: LeaderboardFailure) => {
      assert.ok(error instanceof LeaderboardFailure);
      assert.deepEqual(error.failures.slice(0, 2), channels.map((name) => `broken on ${name}: out of luck`)); // prettier-ignore
      assert.match(error.failures[2], /X-9/);
      assert.match(
        error.message,
        /^leaderboard: 3 runs failed.*\nfailed: broken on P-1: out of luck\nfailed: broken on D-1/,
      );
      return true;
    });
    assert.deepEqual(failed, [1, 1, 2, 2]);
    assert.equal(scored, before + 2);
    await runLeaderboard([counting], { ...run, channels });
    assert.equal(scored, before + 2, 'what did not fail is kept');
  });

  it('ends at once where nothing can be kept', async () => {
    const before = scored;
    const store = path.join(root, 'labeled_anomalies.csv');
    const run = runLeaderboard([counting], { root, store, channels, seeds: [0] });
    await assert.rejects(run, /^StoreError: .*labeled_anomalies\.csv: a result of the leaderboard cannot be written/);
    assert.equal(scored, before + 1);
  });

  it('names the channel that choices cannot be measured on', async () => {
    const normal = path.join(folder, 'normal');
    simulateSmapMsl(normal, { channels: ['P-1'], length: 1200 });
    const file = path.join(normal, 'labeled_anomalies.csv');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^P-1,/m, 'D-1,'));
    await assert.rejects(runChoices({ root: normal, store, channels: ['P-1'] }), /failed: choices on P-1: /);
  });

  it('gives the sequences and scores of series at hand', async () => {
    const pair: ScaledChannel = { channel: 'mine', ...simulatedInput() };
    const [all, chance] = await measureEntries(
      baselineEntries.filter(({ kind }) => kind === 'trivial').sort((a) => (a.label === 'all-anomalous' ? -1 : 1)),
      [pair],
      0,
    );
    assert.deepEqual(all.seeds[0].channels[0].sequences, [{ start: 0, end: 2400 }]);
    assert.deepEqual([all.scores[0].length, chance.label], [2400, 'random']);
  });

  it('measures anew what a broken file held', async () => {
    const before = scored;
    for (const file of fs.readdirSync(store)) fs.writeFileSync(path.join(store, file), '{"key":');
    await runLeaderboard([counting], { root, store, channels, seeds: [0] });
    assert.equal(scored, before + 2);
  });

  it('runs the ensemble with the settings of each channel', async () => {
    const run = { root, store, channels: labelledChannels(root) };
    const settings = chosenSettings(await runChoices(run), () => true);
    const { label, seeds } = await runEnsemble(settings, run);
    assert.deepEqual([label, seeds[0].channels.map(({ channel }) => channel)], [ENSEMBLE, channels]);
    assert.ok(seeds[0].channels.every(({ windows }) => windows.rocAuc > 0.6));
    await assert.rejects(runEnsemble(new Map(), run), /no settings were chosen for channel P-1/);
  });

  it('stops between runs', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(
      runLeaderboard([counting], { root, store, channels, seeds: [7], signal }),
      /after 0 of 2 runs/,
    );
  });
});

describe('requireMeasurable', () => {
  const channel: ScaledChannel = { channel: 'mine', ...simulatedInput() };
  const labelled = (labels: Uint8Array): ScaledChannel => ({ ...channel, test: { ...channel.test, labels } });

  it('takes a pair that can be measured', () => {
    requireMeasurable(channel);
  });

  for (const [what, pair, message] of [
    ['a short series', { ...channel, train: { ...channel.train, length: 19 } }, /mine: the training series has 19 .* at least 20/], // prettier-ignore
    [
      'a series without an anomaly',
      labelled(new Uint8Array(2400)),
      /all 2400 time steps of the test series are normal/,
    ],
    ['nothing but anomalies', labelled(new Uint8Array(2400).fill(1)), /all 2400 time steps .* are anomalous/],
    ['an anomaly in each window', labelled(Uint8Array.from({ length: 2400 }, (_, i) => +(i % 10 === 0))), /all 479 windows of 10 .* are anomalous/], // prettier-ignore
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => requireMeasurable(pair), message);
    });
  }
});
