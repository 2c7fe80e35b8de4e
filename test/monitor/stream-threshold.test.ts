import assert from 'node:assert/strict';
import { Random } from '../../lib/base/index';
import { createThreshold, type SpotThresholdConfig } from '../../lib/monitor/stream-threshold';
import { Spot } from '../../lib/scoring/spot';

const random = new Random(3);
const scores = Array.from({ length: 2000 }, () => Math.abs(random.normal()));
const config: SpotThresholdConfig = { kind: 'spot', calibrationPoints: 500, q: 1e-3, driftWindow: 10 };

describe('createThreshold', () => {
  it('keeps a fixed threshold', () => {
    const threshold = createThreshold({ kind: 'fixed', value: 2 });
    assert.deepEqual(
      [1, 100].map((score) => threshold.judge(score)),
      [2, 2],
    );
    assert.throws(
      () => createThreshold({ kind: 'fixed', value: NaN }),
      /threshold: expected a finite number; found NaN/,
    );
  });

  it('calibrates SPOT on the first scores, then gives the threshold that a score meets, not the one after it', () => {
    const threshold = createThreshold(config);
    const given = scores.map((score) => threshold.judge(score));
    assert.ok(given.slice(0, 500).every((value) => value === undefined));
    const spot = new Spot({ q: 1e-3, driftWindow: 10, maxPeaks: 500, tailFit: 'maximumLikelihood' });
    spot.fit(scores.slice(0, 500));
    const expected = scores.slice(500).map((score) => {
      const before = spot.threshold;
      spot.step(score);
      return before;
    });
    assert.deepEqual(given.slice(500), expected);
  });

  it('judges at once with calibration scores', () => {
    const { calibrationPoints: _, ...rest } = config;
    const threshold = createThreshold({ ...rest, calibration: scores.slice(0, 500) });
    assert.ok(threshold.judge(0.5)! > 2);
  });

  it('continues calibrating where equal scores allow no fit, in bounded memory', () => {
    const threshold = createThreshold({ kind: 'spot', calibrationPoints: 100 });
    for (let i = 0; i < 1000; i++) assert.equal(threshold.judge(1), undefined);
    assert.ok((threshold.toJSON() as { calibration: number[] }).calibration.length < 100);
    scores.slice(0, 200).forEach((score) => threshold.judge(score));
    assert.equal(typeof threshold.judge(1), 'number');
  });

  for (const cut of [200, 900]) {
    it(`continues from its state after ${cut} scores`, () => {
      const whole = createThreshold(config);
      const first = createThreshold(config);
      scores.slice(0, cut).forEach((score) => [whole, first].forEach((threshold) => threshold.judge(score)));
      const second = createThreshold(config, JSON.parse(JSON.stringify(first)));
      for (const score of scores.slice(cut)) assert.equal(second.judge(score), whole.judge(score));
    });
  }

  it('refuses options and states that make no sense', () => {
    assert.throws(() => createThreshold({ kind: 'spot', calibrationPoints: 5, driftWindow: 10 }), /calibrationPoints/);
    assert.throws(() => createThreshold({ kind: 'spot', q: 2 }), { name: 'ScoringError', message: /q must/ });
    assert.throws(
      () => createThreshold(config, { calibration: ['x'] }),
      /expected a fitted SPOT or calibration scores; found neither/,
    );
    assert.throws(() => createThreshold(config, { spot: {} }), { name: 'ScoringError' });
  });
});
