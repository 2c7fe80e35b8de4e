import assert from 'node:assert/strict';
import { findSeriesDetector, type ScoreOptions } from '../../lib/detectors';
import { smapMslProtocol } from '../../lib/experiments';
import { wavePair } from '../support/wave-pair';

const pair = wavePair(); // 800 training steps, 2,400 test steps
const options: ScoreOptions = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true };
const score = (config?: object, more: Partial<ScoreOptions> = {}) =>
  findSeriesDetector('time-index').detector.score(pair, { ...options, ...more, config: { ...config } });

describe('the time index', () => {
  it('scores steps and windows by their place, from 0 to 1', async () => {
    const { steps, windows, sequencesAboveThreshold } = await score();
    assert.ok(sequencesAboveThreshold);
    assert.deepEqual([steps!.train.length, steps!.test.length], [800, 2400]);
    assert.deepEqual([steps!.test[0], steps!.test[2399], steps!.train[799]], [0, 1, 1]);
    assert.ok(Math.abs(steps!.test[600] - 600 / 2399) < 1e-12);
    // The middle of the third window of 10 with stride 5 is step 10 + 4.5.
    assert.ok(Math.abs(windows!.test[2] - 14.5 / 2399) < 1e-12);
    assert.equal(windows!.train.length, (800 - 10) / 5 + 1);
  });

  it('interpolates a prior between places that lie evenly', async () => {
    const { steps } = await score({ prior: [0, 4, 2] });
    const at = (share: number) => steps!.test[Math.round(share * 2399)];
    assert.equal(at(1), 2);
    assert.ok(Math.abs(at(0.25) - 2) < 0.01 && Math.abs(at(0.5) - 4) < 0.01 && Math.abs(at(0.75) - 3) < 0.01);
  });

  it('looks at no value, and gives the same for every seed', async () => {
    const values = pair.test.values.map((value) => value * 7 - 3);
    const other = { ...pair, test: { ...pair.test, values } };
    const { detector } = findSeriesDetector('time-index');
    assert.deepEqual(await detector.score(other, options), await score());
    assert.deepEqual(await score({}, { seed: 5 }), await score());
  });

  it('refuses a prior that is too short or not finite', () => {
    const check = (prior: unknown) =>
      findSeriesDetector('time-index').detector.check(pair, { ...options, config: { prior } });
    for (const prior of [[1], [], [0, NaN], 'late']) {
      assert.throws(() => check(prior), /time-index\.prior must be a list of at least two finite numbers/);
    }
    check([0, 0.5]);
  });
});
