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
    const { predictedShare, ...counts } = events;
    assert.deepEqual(counts, { truePositives: 2, falsePositives: 0, falseNegatives: 0 });
    assert.ok(predictedShare > 180 / 2400 && predictedShare < 0.4, `${predictedShare}`);
  });

  it('calls everything anomalous in the row of that name, and chance is at a half', async () => {
    const byLabel = (label: string) => baselineEntries.find((entry) => entry.label === label)!;
    const all = await measured(byLabel('all-anomalous'));
    assert.deepEqual([all.windows.recall, all.windows.rocAuc], [1, 0.5]);
    assert.deepEqual(all.events, { truePositives: 2, falsePositives: 0, falseNegatives: 0, predictedShare: 1 });
    // All of both segments by one range that covers 180 of 2,400 steps and two segments.
    const precision = 180 / 2400 / 2;
    assert.ok(Math.abs(all.steps.rangeF1 - (2 * precision) / (1 + precision)) < 1e-12, `${all.steps.rangeF1}`);
    const random = await measured(byLabel('random'));
    assert.ok(Math.abs(random.windows.rocAuc - 0.5) < 0.15);
    assert.ok(random.steps.pointAdjustedF1 > random.windows.f1 + 0.1);
    const { truePositives, falsePositives, predictedShare } = random.events;
    assert.ok(truePositives + falsePositives > 0 && predictedShare > 0 && predictedShare < 0.5, JSON.stringify(random));
  });

  for (const entry of baselineEntries) {
    it(`${entry.label}: ${entry.use === 'streaming' ? 'no score depends on a later step' : 'looks ahead'}`, async () => {
      const before = (await entry.score(input)).test;
      const scoresWith = async (from: number, length = 2400) => {
        const [values, labels] = [input.test.values.slice(0, 2 * length), input.test.labels!.slice(0, length)];
        values.fill(3, 2 * from);
        return (await entry.score({ ...input, test: { ...input.test, values, labels, length } })).test;
      };
      const changed = [await scoresWith(20), await scoresWith(1003)];
      // The series may also end there; where it does, chance draws fewer numbers.
      const cut = entry.kind === 'trivial' ? [] : [await scoresWith(1003, 1003)];
      const differs = (after: Float64Array, from: number) => before.subarray(0, from).some((score, i) => score !== after[i]); // prettier-ignore
      const looksAhead = [differs(changed[0], 20), ...[changed[1], ...cut].map((after) => differs(after, 1003))];
      assert.equal(looksAhead.includes(true), entry.use === 'offline');
      assert.equal(entry.kind === 'trivial', !differs(changed[1], 2400));
    });
  }

  it('window detectors leave labelled training windows out, and score all steps', async () => {
    const labels = new Uint8Array(800).fill(1, 300, 360);
    const values = input.train.values.map((value, i) => (labels[i >> 1] ? 4 : value));
    const train: Series = { ...input.train, labels, values };
    for (const entry of baselineEntries.filter(({ label }) => label !== 'random')) {
      const { train: scores, test } = await entry.score({ ...input, train });
      assert.deepEqual([scores.length, test.length], [800, 2400], entry.label);
    }
    const nearest = baselineEntries.find(({ label }) => label === 'nearest-neighbour')!;
    const { test } = await nearest.score({ ...input, train });
    // Windows of nothing but 4 would be near to the labelled ones, had these been kept.
    const four: Series = { ...input.test, values: input.test.values.slice().fill(4) };
    const { test: far } = await nearest.score({ ...input, train, test: four });
    assert.ok(Math.min(...far) > Math.max(...test));
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
      ...series,
      length,
      values: series.values.slice(0, length * 2),
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
    assert.deepEqual(countEvents(predicted, labels), {
      truePositives: 2,
      falsePositives: 1,
      falseNegatives: 1,
      predictedShare: 0.6,
    });
    assert.deepEqual(countEvents([], labels), {
      truePositives: 0,
      falsePositives: 0,
      falseNegatives: 3,
      predictedShare: 0,
    });
  });

  it('counts steps of sequences that overlap each other once', () => {
    const predicted = [{ start: 0, end: 4 }, { start: 2, end: 5 }]; // prettier-ignore
    assert.equal(countEvents(predicted, new Uint8Array(10)).predictedShare, 0.5);
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
