import assert from 'node:assert/strict';
import { makeSeries } from '../../lib/data';
import { highestScore } from '../../lib/leaderboard';
import { nearestStretch } from '../../lib/leaderboard/highest-score';
import { wavePair } from '../support/wave-pair';

describe('nearestStretch', () => {
  const rows = (telemetry: readonly number[]) => Float64Array.from(telemetry.flatMap((value) => [value, 50]));
  const ramp = Array.from({ length: 400 }, (_, step) => step);
  const series = (name: string, telemetry: readonly number[]) =>
    makeSeries({ name, features: 2, values: rows(telemetry) });
  const train = series('train', ramp);

  it('finds the training stretch that is most like the one around a step', () => {
    // Steps 100 to 200 of the test series are those from 205 to 305 of training, half a unit off.
    const test = series('test', ramp.map((step) => step + 105.5)); // prettier-ignore
    const found = nearestStretch({ train, test, targets: 'first' }, 150);
    assert.deepEqual([found.start, found.nearestStart], [100, 205]);
    assert.deepEqual([found.values[0], found.nearest[0], found.values.length], [205.5, 205, 100]);
    assert.ok(Math.abs(found.distance - Math.sqrt(100 * 0.25)) < 1e-6);
  });

  it('stays inside the series', () => {
    const pair = { train, test: train, targets: 'first' } as const;
    assert.deepEqual([nearestStretch(pair, 3).start, nearestStretch(pair, 399).start], [0, 300]);
  });
});

describe('highestScore', () => {
  it('is explained by the stretch around its step', () => {
    const pair = wavePair();
    const { scores, peak, start, values, distance } = highestScore(pair);
    assert.deepEqual([scores.length, scores[peak]], [2400, Math.max(...scores)]);
    assert.equal(pair.test.labels![peak], 1);
    assert.ok(start <= peak && peak <= start + 100 && values.length === 100 && distance > 0);
  });
});
