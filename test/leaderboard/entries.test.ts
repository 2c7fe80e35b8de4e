import assert from 'node:assert/strict';
import type { Series } from '../../lib/data';
import {
  baselineEntries,
  contextMembers,
  countEvents,
  entriesFor,
  forecastEntry,
  measureSteps,
  measureWindows,
  pooledContextEntry,
  predictedSequences,
  reconstructionEntry,
  type Entry,
} from '../../lib/leaderboard';
import { reportLabels, reportScores } from '../../lib/leaderboard/report-windows';
import { loadBackend } from '../../lib/runtime';
import { simulatedInput } from './simulated-input';

const input = simulatedInput();

async function measured(entry: Entry) {
  const scores = await entry.score(input);
  return {
    scores,
    windows: measureWindows(scores.windows ?? reportScores(scores), reportLabels(input.test)),
    steps: measureSteps(scores, input.test.labels!),
    events: countEvents(predictedSequences(scores), input.test.labels!),
  };
}

describe('leaderboard entries', () => {
  before(() => loadBackend());

  it('score every step of both series', async () => {
    for (const entry of [...baselineEntries, pooledContextEntry('ensemble')]) {
      const { train, test } = await entry.score(input);
      assert.deepEqual([train.length, test.length], [800, 2400], entry.label);
      assert.ok(train.every(Number.isFinite) && test.every(Number.isFinite), entry.label);
    }
  });

  it('have labels of their own', () => {
    for (const profile of ['smoke', 'quick', 'full'] as const) {
      const labels = entriesFor(profile).map(({ label }) => label);
      assert.equal(new Set(labels).size, labels.length, profile);
      for (const needed of ['random', 'all-anomalous', 'nearest-neighbour', 'lstm-vae', 'anomaly-transformer']) {
        assert.ok(labels.includes(needed), `${profile} lacks ${needed}`);
      }
    }
  });

  it('the ensemble finds both stretches, and no others', async () => {
    const { windows, steps, events } = await measured(
      pooledContextEntry('ensemble', {
        contexts: [50],
        sequences: { members: contextMembers, share: 0.3, context: 50 },
      }),
    );
    assert.ok(windows.rocAuc > 0.9 && steps.vusPr > 0.7, JSON.stringify({ windows, steps }));
    assert.deepEqual(events, { truePositives: 2, falsePositives: 0, falseNegatives: 0 });
  });

  it('calls everything anomalous in the row of that name, and chance is at a half', async () => {
    const byLabel = (label: string) => baselineEntries.find((entry) => entry.label === label)!;
    const all = await measured(byLabel('all-anomalous'));
    assert.deepEqual([all.windows.recall, all.windows.rocAuc], [1, 0.5]);
    const random = await measured(byLabel('random'));
    assert.ok(Math.abs(random.windows.rocAuc - 0.5) < 0.15);
    assert.ok(random.steps.pointAdjustedF1 > random.windows.f1 + 0.1);
  });

  it('causal rows do not look ahead', async () => {
    const causal = baselineEntries.find(({ label }) => label.endsWith('causal'))!;
    assert.equal(causal.use, 'streaming');
    const changed: Series = { ...input.test, values: input.test.values.slice() };
    changed.values.fill(3, 2 * 1000);
    const [before, after] = [await causal.score(input), await causal.score({ ...input, test: changed })];
    // A score is drawn on a line to the next one, ten steps on.
    assert.deepEqual(before.test.subarray(0, 990), after.test.subarray(0, 990));
    assert.notDeepEqual(before.test, after.test);
  });

  it('a reconstruction is judged by the telemetry alone where that is asked for', async () => {
    const config = { model: 'autoencoder', epochs: 3, batchSize: 64, learningRate: 3e-3 } as const;
    const sizes = { ...config, config: { hiddenUnits: [16], latentDim: 3 } };
    const all = await reconstructionEntry('all', sizes).score(input);
    assert.equal(all.windows!.test.length, 479);
    const telemetry = reconstructionEntry('telemetry', { ...sizes, errors: 'telemetry', context: 50 });
    const { windows, scores } = await measured(telemetry);
    assert.ok(windows.rocAuc > 0.7, `${windows.rocAuc}`);
    assert.notDeepEqual(scores.test, all.test);
    // A command that was never sent changes what all features add up to, and nothing of the telemetry's error.
    const alone = reconstructionEntry('alone', { ...sizes, inputs: 'scored', windowSize: 40 });
    const unlike: Series = { ...input.test, values: input.test.values.map((value, i) => (i % 2 === 1 ? 4 : value)) };
    assert.deepEqual((await alone.score({ ...input, test: unlike })).test, (await alone.score(input)).test);
  });

  it('short series are scored by shorter windows', async () => {
    const first = (series: Series, length: number): Series => ({
      ...{ ...series, length, values: series.values.slice(0, length * 2) },
      labels: series.labels!.slice(0, length),
    });
    const short = { ...input, train: first(input.train, 24), test: first(input.test, 60) };
    for (const entry of [...baselineEntries, pooledContextEntry('ensemble')]) {
      const { train, test } = await entry.score(short);
      assert.deepEqual([train.length, test.length], [24, 60], entry.label);
      assert.ok(train.every(Number.isFinite) && test.every(Number.isFinite), entry.label);
    }
  });

  for (const scores of ['errors', 'codes'] as const) {
    it(`a forecaster by its ${scores} gives the same for one seed and sees the stretches`, async () => {
      const entry = forecastEntry('deep', { network: 'convolutional', scores, context: 50, epochs: 6, share: 0.3 });
      const { scores: first, windows } = await measured(entry);
      assert.ok(windows.rocAuc > 0.75, `${windows.rocAuc}`);
      assert.deepEqual((await entry.score(input)).test, first.test);
    });
  }
});

describe('countEvents', () => {
  it('counts overlaps as telemanom does', () => {
    const labels = Uint8Array.from([0, 1, 1, 0, 0, 1, 0, 0, 1, 1]);
    const predicted = [{ start: 2, end: 6 }, { start: 6, end: 8 }]; // prettier-ignore
    assert.deepEqual(countEvents(predicted, labels), { truePositives: 2, falsePositives: 1, falseNegatives: 1 });
    assert.deepEqual(countEvents([], labels), { truePositives: 0, falsePositives: 0, falseNegatives: 3 });
  });
});

describe('measureWindows', () => {
  it('predicts above the 70th percentile of the training scores', () => {
    const train = Float64Array.from({ length: 101 }, (_, i) => i);
    const { precision, recall } = measureWindows(
      { train, test: Float64Array.of(70, 71, 90, 10) },
      Uint8Array.of(1, 1, 0, 0),
    );
    assert.deepEqual([precision, recall], [0.5, 0.5]);
  });
});
