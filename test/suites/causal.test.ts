import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl, type Series } from '../../lib/data';
import { findSeriesDetector, type SeriesPair } from '../../lib/detectors';
import { runSuite, smapMslProtocol, type SuiteRow } from '../../lib/experiments';
import { loadBackend } from '../../lib/runtime';
import { findSuite } from '../../lib/suites';
import { causalRows } from '../../lib/suites/causal';
import { firstSteps, wavePair } from '../support/wave-pair';

const rows = causalRows('smoke');

async function testScores({ detector, config, training, view }: SuiteRow, pair: SeriesPair): Promise<Float64Array> {
  const options = { seed: 0, profile: 'smoke', config, training, view, windows: smapMslProtocol, steps: true } as const;
  return (await findSeriesDetector(detector).detector.score(pair, options)).steps!.test;
}

describe('the causal leaderboard', () => {
  const telemetry = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-causal-'));
  before(async () => {
    simulateSmapMsl(telemetry, { channels: ['P-1', 'D-1'], length: 3000 });
    await loadBackend();
  });
  after(() => fs.rmSync(telemetry, { recursive: true }));

  it('has the rows that know nothing, and says of the time index alone that it looks ahead', () => {
    const labels = rows.map(({ label }) => label);
    for (const known of ['random', 'all-anomalous', 'time-index']) assert.ok(labels.includes(known), known);
    const ahead = rows.filter(({ about }) => about!.use !== 'streaming').map(({ label }) => label);
    assert.deepEqual(ahead, ['time-index']);
    assert.ok(rows.length - 3 >= 3, 'rows that look at values');
  });

  it('sets every threshold from training scores', () => {
    for (const profile of ['quick', 'full'] as const) {
      for (const { protocol, rows: all } of findSuite('causal')({ profile, telemetry })) {
        for (const { label, protocol: own } of all) {
          const { threshold } = { ...protocol, ...own };
          assert.ok(threshold.kind !== 'percentile' || threshold.of === 'training', label);
        }
      }
    }
  });

  for (const row of rows.filter(({ about }) => about!.use === 'streaming' && about!.kind !== 'trivial')) {
    it(`${row.label}: the scores before a cut are the same to the last bit`, async () => {
      const pair = wavePair();
      const whole = await testScores(row, pair);
      assert.ok(new Set(whole).size > 1000, 'scores that vary');
      for (const cut of [133, 333, 1003, 2399]) {
        const before = await testScores(row, { ...pair, test: firstSteps(pair.test, cut) });
        assert.deepEqual(before, whole.slice(0, cut), `cut at ${cut}`);
      }
    }).timeout(60_000);
  }

  it('has an all-anomalous row whose threshold lies below its test scores, as not all of its training scores do', async () => {
    const { detector, config, view } = rows.find(({ label }) => label === 'all-anomalous')!;
    const options = { seed: 0, profile: 'smoke', config, view, windows: smapMslProtocol, steps: true } as const;
    const { train, test } = (await findSeriesDetector(detector).detector.score(wavePair(), options)).steps!;
    assert.ok(test.every((score) => score === 1));
    assert.ok(train.includes(0) && train.includes(1), 'steps of windows trained on, and of windows held back');
    const [{ rows: own }] = findSuite('causal')({ profile: 'quick', telemetry });
    const { threshold } = own.find(({ label }) => label === 'all-anomalous')!.protocol!;
    assert.deepEqual(threshold, { kind: 'percentile', percentile: 0, of: 'training' });
  });

  it('scores short series, and series that do not vary', async () => {
    const pair = wavePair();
    const short = { ...pair, train: firstSteps(pair.train, 24), test: firstSteps(pair.test, 60) };
    const constant = (series: Series) => ({ ...series, values: new Float64Array(series.values.length) });
    const still = { ...pair, train: constant(pair.train), test: constant(pair.test) };
    for (const row of rows.filter(({ about }) => about!.kind !== 'deep')) {
      for (const [series, length] of [
        [short, 60],
        [still, 2400],
      ] as const) {
        const scores = await testScores(row, series);
        assert.ok(scores.length === length && scores.every(Number.isFinite), row.label);
      }
    }
  }).timeout(60_000);

  it('shows each row with its delays, and one that always predicts as what it is', async () => {
    const [table] = findSuite('causal')({ profile: 'smoke', telemetry });
    const wanted = ['random', 'all-anomalous', 'statistics of 50 steps, training alone, causal'];
    const kept = { ...table, rows: table.rows.filter(({ label }) => wanted.includes(label)) };
    const { results, failures } = await runSuite([kept], { profile: 'smoke' });
    assert.deepEqual(failures, []);
    const always = results.row('all-anomalous');
    assert.ok(always.mean('alarmShare') > 0.99 && always.mean('foundEver') === 0);
    assert.ok(results.row('random').mean('alarmShare') < 0.05);
    assert.ok(results.rows.every(({ alarms }) => alarms!.delays.length > 0 && alarms!.stepSeconds === 60));
  });
});
