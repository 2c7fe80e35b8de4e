import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type OrderedPoint, type OrderOptions, PointOrder } from '../../lib/monitor/point-order';

/** Pushes timestamps; each point's value is its place in the input. */
function ordered(timestamps: readonly number[], options: OrderOptions = {}, flush = true) {
  const released: OrderedPoint[] = [];
  const order = new PointOrder(options, (point) => released.push(point));
  const reasons = timestamps.map((timestamp, i) => order.push({ timestamp, values: [i], receivedAt: 0 }));
  if (flush) order.flush();
  return { order, reasons, released, times: released.map(({ timestamp }) => timestamp) };
}

describe('PointOrder', () => {
  it('lets points in order pass at once', () => {
    const { times, reasons } = ordered([1, 2, 5], {}, false);
    assert.deepEqual(times, [1, 2, 5]);
    assert.deepEqual(reasons, [undefined, undefined, undefined]);
  });

  it('drops a repeat and what is older than the last', () => {
    const { times, reasons, released } = ordered([1, 3, 3, 2, 4]);
    assert.deepEqual(reasons, [undefined, undefined, 'duplicate', 'late', undefined]);
    assert.deepEqual(times, [1, 3, 4]);
    assert.equal(released[1].values[0], 1, 'the first to come counts');
  });

  it('holds points back for late ones, and no longer than asked', () => {
    const { times, reasons, order } = ordered([10, 30, 20, 20, 40, 5], { lateness: 20 }, false);
    // 40 lets 10 and 20 pass; then 5 is older than what has passed.
    assert.deepEqual(reasons, [undefined, undefined, undefined, 'duplicate', undefined, 'late']);
    assert.deepEqual(times, [10, 20]);
    assert.equal(order.heldCount, 2);
    order.flush();
    assert.deepEqual(times.length + order.heldCount, 2);
  });

  it('holds no more than maxHeld', () => {
    const { times, order } = ordered([1, 2, 3, 4, 5], { lateness: 1000, maxHeld: 2 }, false);
    assert.deepEqual(times, [1, 2, 3]);
    assert.equal(order.heldCount, 2);
  });

  it('fills a short gap with the values before it', () => {
    const { released } = ordered([0, 10, 40], { interval: 10, maxFill: 2 });
    assert.deepEqual(
      released.map(({ timestamp, values, filled, afterBreak }) => [timestamp, values[0], filled, afterBreak]),
      [
        [0, 0, false, false],
        [10, 1, false, false],
        [20, 1, true, false],
        [30, 1, true, false],
        [40, 2, false, false],
      ],
    );
  });

  it('breaks at a longer gap, however long', () => {
    const { released } = ordered([0, 40, 1e15], { interval: 10, maxFill: 2 });
    assert.deepEqual(
      released.map(({ timestamp, afterBreak }) => [timestamp, afterBreak]),
      [
        [0, false],
        [40, true],
        [1e15, true],
      ],
    );
  });

  it('takes jitter for no gap', () => {
    assert.deepEqual(ordered([0, 14, 19, 31], { interval: 10 }).times, [0, 14, 19, 31]);
  });

  it('accepts a clock that was set back after three points of the new time', () => {
    const { reasons, released, order } = ordered([1000, 1010, 10, 20, 30, 40], { clockJump: 100 });
    assert.deepEqual(reasons, [undefined, undefined, 'clockJump', 'clockJump', undefined, undefined]);
    assert.deepEqual(
      released.map(({ timestamp, afterBreak }) => [timestamp, afterBreak]),
      [
        [1000, false],
        [1010, false],
        [30, true],
        [40, false],
      ],
    );
    assert.equal(order.clockResets, 1);
  });

  it('knows points that are sent again, however far behind, in any grouping', () => {
    const times = [0, 1000, 2000, 3000, 4000, 5000];
    const { reasons, released, order } = ordered(times, { clockJump: 100 });
    const push = (timestamp: number, value: number) => order.push({ timestamp, values: [value], receivedAt: 0 });
    assert.ok(reasons.every((reason) => reason === undefined));
    for (const part of [[0, 1, 2, 3, 4, 5], [2, 3, 4], [4]]) {
      assert.deepEqual(
        part.map((i) => push(times[i], i)),
        part.map(() => 'duplicate'),
      );
    }
    // Through a restart as well.
    const again = new PointOrder({ clockJump: 100 }, (point) => released.push(point));
    again.restore(JSON.parse(JSON.stringify(order)) as ReturnType<PointOrder['toJSON']>, 0);
    const repeat = times.map((timestamp, i) => again.push({ timestamp, values: [i], receivedAt: 0 }));
    assert.deepEqual(repeat, times.map(() => 'duplicate')); // prettier-ignore
    assert.equal(released.length, 6);
    // Other values at these times are news: the clock was set back.
    const news = times.slice(0, 4).map((timestamp, i) => again.push({ timestamp, values: [i + 0.5], receivedAt: 0 }));
    assert.deepEqual(news, ['clockJump', 'clockJump', undefined, undefined]);
  });

  it('counts the points behind the clock over a restart', () => {
    const { order } = ordered([1000, 1010, 10, 20], { clockJump: 100 });
    const again = new PointOrder({ clockJump: 100 }, () => undefined);
    again.restore(JSON.parse(JSON.stringify(order)) as ReturnType<PointOrder['toJSON']>, 0);
    assert.equal(again.push({ timestamp: 30, values: [4], receivedAt: 0 }), undefined);
    assert.equal(again.clockResets, 1);
  });

  it('remembers no more than its share of points that were taken', () => {
    const { order } = ordered(
      Array.from({ length: 5000 }, (_, i) => i),
      { clockJump: 100 },
    );
    const push = (timestamp: number) => order.push({ timestamp, values: [timestamp], receivedAt: 0 });
    assert.equal(Buffer.from(order.toJSON().taken!, 'base64').length, 2048 * 16);
    assert.deepEqual([push(5000 - 2048), push(5000 - 2049)], ['duplicate', 'clockJump']);
  });

  it('recovers from one point of a far future', () => {
    const { times } = ordered([10, 9e15, 20, 30, 40, 50], { clockJump: 100 });
    assert.deepEqual(times, [10, 9e15, 40, 50]);
  });

  it('is not led back by strays, alternating or still', () => {
    const { order, times } = ordered([1000, 10, 1010, 20, 1020, 30, 1030, 5, 5, 5, 5], { clockJump: 100 });
    assert.equal(order.clockResets, 0);
    assert.deepEqual(times, [1000, 1010, 1020, 1030]);
  });

  it('scores what was held before it accepts that the clock was set back', () => {
    const { times } = ordered([1000, 1010, 10, 20, 30], { lateness: 50, clockJump: 100 });
    assert.deepEqual(times, [1000, 1010, 30]);
  });

  it('continues from its state', () => {
    const options = { lateness: 20, interval: 10 };
    const input = [10, 30, 20, 60, 50, 90, 80, 70, 100, 60, 130];
    const whole = ordered(input, options);
    const first = ordered(input.slice(0, 5), options, false);
    const released = [...first.released];
    const second = new PointOrder(options, (point) => released.push(point));
    second.restore(JSON.parse(JSON.stringify(first.order)), 0);
    input.slice(5).forEach((timestamp, i) => second.push({ timestamp, values: [i + 5], receivedAt: 0 }));
    second.flush();
    assert.deepEqual(released, whole.released);
  });

  it('takes a missing value through its state as missing', () => {
    const order = new PointOrder({ lateness: 5, interval: 1 }, () => undefined);
    for (const timestamp of [0, 1, 7]) order.push({ timestamp, values: [NaN, timestamp], receivedAt: 0 });
    const released: number[][] = [];
    const second = new PointOrder({ lateness: 5, interval: 1 }, ({ values }) => released.push(Array.from(values)));
    second.restore(JSON.parse(JSON.stringify(order)), 0);
    second.push({ timestamp: 3, values: [NaN, 3], receivedAt: 0 });
    second.flush();
    // At 2 and from 4 to 6 what was last or held is filled in.
    assert.deepEqual(
      released,
      [1, 3, 3, 3, 3, 7].map((value) => [NaN, value]),
    );
  });

  it('never goes back between resets, loses nothing unsaid and stays bounded, whatever comes', () => {
    const anyTimes = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: -1e6, max: 1e6 })));
    const anyOptions = fc.record({
      lateness: fc.integer({ min: 0, max: 50 }),
      maxHeld: fc.integer({ min: 1, max: 8 }),
      clockJump: fc.integer({ min: 51, max: 500 }),
    });
    fc.assert(
      fc.property(anyTimes, anyOptions, (timestamps, options) => {
        const { released, reasons, order } = ordered(timestamps, options, false);
        assert.ok(order.heldCount <= options.maxHeld);
        order.flush();
        assert.equal(released.length, reasons.filter((reason) => reason === undefined).length);
        released.forEach((point, i) => {
          if (i > 0 && !point.afterBreak) assert.ok(point.timestamp > released[i - 1].timestamp);
        });
      }),
      { seed: 1 },
    );
  });

  for (const [options, message] of [
    [{ interval: 0 }, /interval must be above 0, found 0/],
    [{ lateness: -1 }, /lateness must be at least 0, found -1/],
    [{ lateness: NaN }, /lateness must be at least 0, found NaN/],
    [{ maxHeld: 0 }, /maxHeld must be a whole number of at least 1, found 0/],
    [{ maxFill: 1001 }, /maxFill must be at most 1000, found 1001/],
    [{ maxFill: 0.5 }, /maxFill must be a whole number of at least 0, found 0.5/],
    [{ lateness: 10, clockJump: 10 }, /clockJump must be above 10, found 10/],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => new PointOrder(options, () => undefined), { name: 'MonitorError', message });
    });
  }
});
