import assert from 'node:assert/strict';
import { findSeriesDetector, type SeriesPair } from '../../lib/detectors';
import { parseJob, smapMslProtocol, type SuiteRow } from '../../lib/experiments';
import { baselineRows, ENSEMBLE, leaderboardRows, shippedRow } from '../../lib/leaderboard';
import { profileNames } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { firstSteps, wavePair } from '../support/wave-pair';

const pair = wavePair();

async function scoresOf({ detector, config, view }: SuiteRow, series: SeriesPair = pair): Promise<Float64Array> {
  const options = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true } as const;
  const { steps } = await findSeriesDetector(detector).detector.score(series, { ...options, config, view });
  return steps!.test;
}

describe('leaderboard rows', () => {
  before(() => loadBackend());

  for (const profile of profileNames) {
    it(`${profile}: are jobs, with labels of their own, and say what they are`, () => {
      const rows = leaderboardRows(profile);
      const labels = rows.map(({ label }) => label);
      assert.equal(new Set(labels).size, labels.length);
      for (const needed of ['random', 'all-anomalous', 'nearest-neighbour', 'lstm-vae']) {
        assert.ok(labels.includes(needed), `lacks ${needed}`);
      }
      const source = { kind: 'periodic', channels: ['series'] } as const;
      for (const { label, detector, config, training, view, about } of rows) {
        const job = { detector, config, training, view, source, channel: 'series', protocol: smapMslProtocol };
        parseJob(JSON.parse(JSON.stringify({ ...job, profile, seed: 0 })));
        assert.ok(about, label);
      }
    });
  }

  it('hold the settings that ship as an oracle on the telemetry they were chosen on, and not elsewhere', () => {
    assert.deepEqual(leaderboardRows('full').filter(({ about }) => about!.oracle).map(({ label }) => label), [
      `${ENSEMBLE}, settings it ships with`,
    ]); // prettier-ignore
    assert.equal(shippedRow(false).about!.oracle, undefined);
  });

  for (const row of baselineRows) {
    const { kind, use } = row.about!;
    it(`${row.label}: ${use === 'streaming' ? 'no score depends on a later step' : 'looks ahead'}`, async () => {
      const before = await scoresOf(row);
      const scoresWith = (from: number, length = 2400) => {
        const test = firstSteps(pair.test, length);
        return scoresOf(row, {
          ...pair,
          test: { ...test, values: test.values.map((each, i) => (i < 2 * from ? each : 3)) },
        });
      };
      const changed = [await scoresWith(20), await scoresWith(1003)];
      // The series may also end there; where it does, chance draws fewer numbers.
      const cut = kind === 'trivial' ? [] : [await scoresWith(1003, 1003)];
      const differs = (after: Float64Array, from: number) =>
        before.subarray(0, from).some((score, i) => score !== after[i]);
      const looksAhead = [differs(changed[0], 20), ...[changed[1], ...cut].map((after) => differs(after, 1003))];
      assert.equal(looksAhead.includes(true), use === 'offline');
      assert.equal(kind === 'trivial', !differs(changed[1], 2400));
    });
  }
});
