import assert from 'node:assert/strict';
import type { Series } from '../../lib/data';
import {
  countEvents,
  entries,
  forecastEntry,
  measureSteps,
  measureWindows,
  pooledContextEntry,
  predictedSequences,
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
    for (const entry of entries.filter(({ kind }) => kind !== 'deep')) {
      const { train, test } = await entry.score(input);
      assert.deepEqual([train.length, test.length], [800, 2400], entry.label);
      assert.ok(train.every(Number.isFinite) && test.every(Number.isFinite), entry.label);
    }
  });

  it('have labels of their own', () => {
    assert.equal(new Set(entries.map(({ label }) => label)).size, entries.length);
  });

  it('the ensemble finds both stretches, and no others', async () => {
    const { windows, steps, events } = await measured(
      pooledContextEntry('ensemble', { contexts: [50], sequences: { share: 0.3, context: 50 } }),
    );
    assert.ok(windows.rocAuc > 0.9 && steps.vusPr > 0.7, JSON.stringify({ windows, steps }));
    assert.deepEqual(events, { truePositives: 2, falsePositives: 0, falseNegatives: 0 });
  });

  it('calls everything anomalous in the row of that name, and chance is at a half', async () => {
    const byLabel = (label: string) => entries.find((entry) => entry.label === label)!;
    const all = await measured(byLabel('all-anomalous'));
    assert.deepEqual([all.windows.recall, all.windows.rocAuc], [1, 0.5]);
    const random = await measured(byLabel('random'));
    assert.ok(Math.abs(random.windows.rocAuc - 0.5) < 0.15);
    assert.ok(random.steps.pointAdjustedF1 > random.windows.f1 + 0.1);
  });

  it('causal rows do not look ahead', async () => {
    const causal = entries.find(({ label }) => label.endsWith('causal'))!;
    assert.equal(causal.use, 'streaming');
    const changed: Series = { ...input.test, values: input.test.values.slice() };
    changed.values.fill(3, 2 * 1000);
    const [before, after] = [await causal.score(input), await causal.score({ ...input, test: changed })];
    // A score is drawn on a line to the next one, ten steps on.
    assert.deepEqual(before.test.subarray(0, 990), after.test.subarray(0, 990));
    assert.notDeepEqual(before.test, after.test);
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
