import assert from 'node:assert/strict';
import { findSeriesDetector, type SeriesPair } from '../../lib/detectors';
import { parseJob, smapMslProtocol, type SuiteRow } from '../../lib/experiments';
import { measure } from '../../lib/experiments/measures';
import { baselineRows, leaderboardRows, multiScaleRows } from '../../lib/leaderboard';
import {
  detectorNames,
  findDetector,
  namedConfigs,
  profileNames,
  reportLstmVaeConfig,
  windowsFor,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { firstSteps, wavePair } from '../support/wave-pair';

const input = wavePair();

function scoresOf({ detector, config, training, view }: SuiteRow, pair: SeriesPair = input) {
  const options = { seed: 0, profile: 'smoke', config, training, view, windows: smapMslProtocol, steps: true } as const;
  return findSeriesDetector(detector).detector.score(pair, options);
}

async function testScores(row: SuiteRow, pair?: SeriesPair): Promise<Float64Array> {
  return (await scoresOf(row, pair)).steps!.test;
}

async function measured(row: SuiteRow) {
  const scores = await scoresOf(row);
  const { measures } = measure({ scores, test: input.test, protocol: smapMslProtocol }, ['windows', 'steps', 'events']);
  return measures;
}

const rowOf = (label: string) => baselineRows.find((row) => row.label === label)!;

describe('leaderboard rows', () => {
  before(() => loadBackend());

  it('score every step of both series', async () => {
    for (const row of [...baselineRows, ...multiScaleRows]) {
      const { train, test } = (await scoresOf(row)).steps!;
      assert.deepEqual([train.length, test.length], [800, 2400], row.label);
      assert.ok(train.every(Number.isFinite) && test.every(Number.isFinite), row.label);
    }
  });

  it('are jobs, and say what they are', () => {
    const source = { kind: 'periodic', channels: ['series'] };
    for (const profile of profileNames) {
      for (const { label, detector, config, training, view, about } of leaderboardRows(profile)) {
        const job = { detector, config, training, view, source, channel: 'series', protocol: smapMslProtocol };
        parseJob(JSON.parse(JSON.stringify({ ...job, profile, seed: 0 })));
        assert.ok(about, label);
      }
    }
  });

  it('have labels of their own, and the report 3 models at the sizes of its suite', () => {
    for (const profile of profileNames) {
      const rows = leaderboardRows(profile);
      assert.equal(new Set(rows.map(({ label }) => label)).size, rows.length, profile);
      for (const needed of [
        'random',
        'all-anomalous',
        'nearest-neighbour',
        'lstm-vae, clipped',
        'lstm-attention, clipped',
      ]) {
        const { config, training, view } = rows.find(({ label }) => label === needed)!;
        const expected = needed === 'lstm-vae, clipped' ? reportLstmVaeConfig : undefined;
        assert.deepEqual([config, training, view?.windowSize], [expected, undefined, undefined], needed);
      }
    }
  });

  it('are one of each detector that the catalogue puts there, as it or report 3 has it, in windows that are long enough', () => {
    const viewOf = (name: string) => (Object.keys(windowsFor(name)).length > 0 ? { view: windowsFor(name) } : {});
    const configOf = (name: string) => (name === 'lstm-vae' ? { config: namedConfigs(name)['report-3'] } : {});
    const wanted: readonly string[] = detectorNames.filter((name) => findDetector(name).onLeaderboard);
    assert.deepEqual(wanted.slice(0, 2), ['lstm-vae', 'lstm-attention']);
    for (const profile of profileNames) {
      const isAsItStands = ({ detector, label }: SuiteRow) => [detector, `${detector}, clipped`].includes(label);
      const found = leaderboardRows(profile).filter((row) => wanted.includes(row.detector) && isAsItStands(row));
      // Report 3's models have the clip of its protocol.
      const clipped = { protocol: { scaling: 'telemetry' } };
      const ofReport3 = (name: string) => name.startsWith('lstm-');
      assert.deepEqual(
        found.map(({ about: _, ...row }) => row),
        wanted.map((name) => ({
          label: ofReport3(name) ? `${name}, clipped` : name,
          detector: name,
          ...configOf(name),
          ...viewOf(name),
          ...(ofReport3(name) && clipped),
        })),
      );
    }
  });

  it('are clipped where their names say so, as report 3 clips, and nowhere else', () => {
    for (const profile of profileNames) {
      for (const { label, protocol } of leaderboardRows(profile)) {
        assert.equal(protocol?.scaling, label.includes('clipped') ? 'telemetry' : undefined, label);
      }
      const clipped = leaderboardRows(profile).filter(({ protocol }) => protocol?.scaling);
      assert.deepEqual([...new Set(clipped.map(({ detector }) => detector))].sort(), [
        'anomaly-transformer',
        'constant',
        'lstm-attention',
        'lstm-vae',
      ]);
    }
  });

  it('set only sizes that differ from those of the detector at the profile, or that stand in the label', () => {
    for (const profile of profileNames) {
      for (const { label, detector, config = {} } of leaderboardRows(profile)) {
        if (/\d layers of \d/.test(label)) continue;
        const { defaults, ofWindows } = findSeriesDetector(detector);
        const usual = { ...defaults, ...(ofWindows && findDetector(detector).sizes?.[profile]) } as typeof config;
        const sizes = Object.entries(config).filter(([, value]) => [value].flat().every(Number.isFinite));
        for (const [name, value] of sizes) assert.notDeepEqual(value, usual[name], `${profile}, ${label}: ${name}`);
      }
    }
  });

  it('calls everything anomalous in the row of that name, and chance is at a half', async () => {
    const all = await measured(rowOf('all-anomalous'));
    assert.deepEqual([all.recall, all.rocAuc], [1, 0.5]);
    const { truePositives, falsePositives, falseNegatives, predictedShare } = all;
    assert.deepEqual([truePositives, falsePositives, falseNegatives, predictedShare], [2, 0, 0, 1]);
    // All of both segments by one range that covers 180 of 2,400 steps and two segments.
    const precision = 180 / 2400 / 2;
    assert.ok(Math.abs(all.rangeF1! - (2 * precision) / (1 + precision)) < 1e-12, `${all.rangeF1}`);
    const random = await measured(rowOf('random'));
    assert.ok(Math.abs(random.rocAuc! - 0.5) < 0.15);
    assert.ok(random.pointAdjustedF1! > random.f1! + 0.1);
    const found = random.truePositives! + random.falsePositives!;
    assert.ok(found > 0 && random.predictedShare! > 0 && random.predictedShare! < 0.5, JSON.stringify(random));
  });

  for (const row of [...baselineRows, ...multiScaleRows]) {
    const { kind, use } = row.about!;
    it(`${row.label}: ${use === 'streaming' ? 'no score depends on a later step' : 'looks ahead'}`, async () => {
      const before = await testScores(row);
      const scoresWith = async (from: number, length = 2400) => {
        const [values, labels] = [input.test.values.slice(0, 2 * length), input.test.labels!.slice(0, length)];
        values.fill(3, 2 * from);
        return testScores(row, { ...input, test: { ...input.test, values, labels, length } });
      };
      const changed = [await scoresWith(20), await scoresWith(1003)];
      // The series may also end there; where it does, chance draws other numbers, and a place is another share of it.
      const cut = kind === 'trivial' && use === 'streaming' ? [] : [await scoresWith(1003, 1003)];
      const differs = (after: Float64Array, from: number) =>
        before.subarray(0, from).some((score, i) => score !== after[i]);
      const looksAhead = [differs(changed[0], 20), ...[changed[1], ...cut].map((after) => differs(after, 1003))];
      assert.equal(looksAhead.includes(true), use === 'offline');
      assert.equal(kind === 'trivial', !differs(changed[1], 2400));
    });
  }

  it('score short series by shorter windows', async () => {
    const short = { ...input, train: firstSteps(input.train, 24), test: firstSteps(input.test, 60) };
    for (const row of [...baselineRows, ...multiScaleRows]) {
      const { train, test } = (await scoresOf(row, short)).steps!;
      assert.ok(train.every(Number.isFinite) && test.every(Number.isFinite), row.label);
      assert.equal(test.length, 60, row.label);
    }
  });
});
