import assert from 'node:assert/strict';
import { alea } from 'seedrandom';
import { accuracy, bootstrap, MetricError, rocAuc } from '../../lib/metrics';

const random = alea('bootstrap');
const labels = Array.from({ length: 400 }, (_, i) => (i % 10 === 0 ? 1 : 0));
const scores = labels.map((label) => random() + label * 0.3);

describe('bootstrap', () => {
  it('gives the metric itself and an interval around it', () => {
    const { estimate, low, high } = bootstrap(rocAuc, scores, labels, { resamples: 200 });
    assert.equal(estimate, rocAuc(scores, labels));
    assert.ok(low < estimate && estimate < high);
  });

  it('gives the same interval for the same seed, and another for another seed', () => {
    const interval = (seed: number | string) => bootstrap(rocAuc, scores, labels, { seed, resamples: 50 });
    assert.deepEqual(interval(1), interval(1));
    assert.notDeepEqual(interval(1), interval(2));
  });

  it('widens with the level', () => {
    const width = (level: number) => {
      const { low, high } = bootstrap(rocAuc, scores, labels, { resamples: 300, level });
      return high - low;
    };
    assert.ok(width(0.99) > width(0.5));
  });

  it('covers a known accuracy and is about as wide as the normal approximation', () => {
    const predictions = Array.from({ length: 1000 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const { low, high } = bootstrap(accuracy, predictions, new Uint8Array(1000), { resamples: 2000 });
    const halfWidth = 1.96 * Math.sqrt((0.8 * 0.2) / 1000);
    assert.ok(Math.abs(low - (0.8 - halfWidth)) < 0.005);
    assert.ok(Math.abs(high - (0.8 + halfWidth)) < 0.005);
  });

  it('is wider with blocks if neighbours are similar', () => {
    const halves = Uint8Array.from({ length: 400 }, (_, i) => (i % 200 < 100 ? 1 : 0));
    const width = (blockLength: number) => {
      const { low, high } = bootstrap(accuracy, halves, new Uint8Array(400), { resamples: 300, blockLength });
      return high - low;
    };
    assert.ok(width(50) > 2 * width(1));
  });

  it('keeps blocks whole, also around the end', () => {
    const ramp = [0, 1, 2, 3, 4];
    const steps = (drawn: Float64Array) => {
      for (let i = 1; i < drawn.length; i++) assert.equal(drawn[i], (drawn[i - 1] + 1) % 5);
      return drawn[0];
    };
    const { low, high } = bootstrap(steps, ramp, [0, 0, 0, 0, 1], { blockLength: 5, resamples: 100 });
    assert.deepEqual([low, high], [0, 4]);
  });

  it('replaces one-class resamples and counts them', () => {
    const { low, high, redrawn } = bootstrap(rocAuc, [1, 2, 3, 4], [0, 0, 0, 1], { resamples: 100 });
    assert.ok(redrawn > 20 && redrawn < 80, `redrawn ${redrawn}`);
    assert.deepEqual([low, high], [1, 1]);
  });

  it('is undefined if the metric is, or almost always is', () => {
    const undefinedMeasure = { name: 'MetricError', reason: 'undefined-measure' };
    assert.throws(() => bootstrap(rocAuc, [1, 2], [0, 0]), undefinedMeasure);
    let calls = 0;
    const once = () => {
      if (calls++ === 0) return 1;
      throw new MetricError('once', 'undefined-measure', 'only defined on the first call.');
    };
    assert.throws(() => bootstrap(once, [1, 2], [0, 1], { resamples: 10 }), /undefined on 101 of 101 resamples/);
  });

  it('passes on other errors of the metric, and refuses a result that is not finite', () => {
    const broken = () => {
      throw new RangeError('broken metric');
    };
    assert.throws(() => bootstrap(broken, [1, 2], [0, 1]), /^RangeError: broken metric$/);
    assert.throws(() => bootstrap(() => NaN, [1, 2], [0, 1]), /the metric must return a finite number, found NaN/);
  });

  it('refuses options out of range', () => {
    const refused = (options: object, message: RegExp) =>
      assert.throws(() => bootstrap(rocAuc, [1, 2], [0, 1], options), message);
    refused({ resamples: 0 }, /resamples must be a whole number from 1 to 1000000, found 0/);
    refused({ resamples: 1e12 }, /resamples must be .* found 1000000000000/);
    refused({ level: 1 }, /level must lie between 0 and 1, found 1/);
    refused({ level: 95 }, /level must lie between 0 and 1, found 95/);
    refused({ blockLength: 3 }, /blockLength must not exceed the 2 points, found 3/);
  });
});
