import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLineParser } from '../../lib/monitor/line-parser';
import { Monitor, type MonitorOptions } from '../../lib/monitor/monitor';
import { dropReasons, type InputRecord } from '../../lib/monitor/point';
import { fixedAtTen, meanSource, Recorder } from '../support/monitor';

function monitorOf(options: Partial<MonitorOptions> = {}) {
  const recorder = new Recorder();
  const monitor = new Monitor({
    source: meanSource(),
    ...fixedAtTen,
    listener: recorder,
    ...options,
  });
  const push = (...values: number[]) => values.map((value) => monitor.push({ values: [value] }));
  return { monitor, recorder, push };
}

describe('Monitor', () => {
  it('states warm-up, then calibration, then judges', () => {
    const source = meanSource({ windowSize: 3 });
    const { push, recorder } = monitorOf({ source, threshold: { kind: 'spot', calibrationPoints: 50, level: 0.9 } });
    push(...Array.from({ length: 60 }, (_, i) => (i * 7919) % 1009));
    const phases = recorder.points.map(({ phase }) => phase);
    assert.deepEqual(phases, [
      ...Array<string>(2).fill('warmingUp'),
      ...Array<string>(50).fill('calibrating'),
      ...Array<string>(8).fill('scoring'),
    ]);
    assert.equal(recorder.points[1].score, undefined);
    assert.equal(recorder.points[2].score, (0 + 856 + 703) / 3);
    assert.equal(recorder.points[2].threshold, undefined);
  });

  it('tells of one alert an event, with channel, times and peak', () => {
    const { monitor, recorder } = monitorOf();
    [1, 11, 15, 1, 12, 1, 1, 1].forEach((value, i) =>
      monitor.push({ channel: 'D-1', timestamp: 1000 + i, values: [value] }),
    );
    assert.deepEqual(
      recorder.notifications.map(({ phase, alert }) => [phase, alert.channel, alert.start, alert.end, alert.peakScore]),
      [
        ['opened', 'D-1', 1001, undefined, 11],
        ['closed', 'D-1', 1001, 1005, 15],
      ],
    );
  });

  it('numbers points without timestamps, and sees the gap that a dropped one leaves', () => {
    const { push, recorder } = monitorOf({ order: { interval: 1, maxFill: 1 } });
    assert.deepEqual(push(1, NaN, 3), [undefined, 'notFinite', undefined]);
    assert.deepEqual(
      recorder.points.map(({ timestamp, score, filled }) => [timestamp, score, filled]),
      [
        [0, 1, false],
        [1, 1, true],
        [2, 3, false],
      ],
    );
  });

  it('gives each channel its own window and clock', () => {
    const { monitor, recorder } = monitorOf({ source: meanSource({ windowSize: 2 }) });
    for (const [channel, timestamp, value] of [
      ['a', 100, 1],
      ['b', 5, 50],
      ['a', 101, 3],
      ['b', 6, 70],
    ] as const) {
      assert.equal(monitor.push({ channel, timestamp, values: [value] }), undefined);
    }
    assert.deepEqual(
      recorder.points.map(({ channel, score }) => [channel, score]),
      [
        ['a', undefined],
        ['b', undefined],
        ['a', 2],
        ['b', 60],
      ],
    );
  });

  it('drops what it cannot use, each for its reason, and continues', () => {
    const { monitor, recorder } = monitorOf({ maxChannels: 2 });
    const at = (timestamp: number, values = [1]) => monitor.push({ timestamp, values });
    const reasons = [
      at(1),
      at(2, [1, 2]),
      at(2, []),
      at(2, [NaN]),
      at(2, [Infinity]),
      at(NaN),
      monitor.push({ values: [1] }),
      monitor.push({ channel: '', timestamp: 1, values: [1] }),
      monitor.push({ channel: 'x'.repeat(129), timestamp: 1, values: [1] }),
      monitor.push({ channel: 'second', timestamp: 1, values: [1] }),
      monitor.push({ channel: 'third', timestamp: 1, values: [1] }),
      monitor.push({ rejected: 'brokenLine' }),
      at(1),
      at(0),
      at(2, [13]),
      at(3),
    ];
    assert.deepEqual(reasons, [
      undefined,
      'wrongWidth',
      'wrongWidth',
      'notFinite',
      'notFinite',
      'badTimestamp',
      'badTimestamp',
      'badChannel',
      'badChannel',
      undefined,
      'tooManyChannels',
      'brokenLine',
      'duplicate',
      'late',
      undefined,
      undefined,
    ]);
    // Only the listener hears of a scorer that throws: the point itself was fine.
    assert.deepEqual(recorder.drops, [...reasons.filter((reason) => reason !== undefined), 'scorerFailed']);
    assert.equal(recorder.points.at(-1)!.timestamp, 3);
  });

  it('passes partly missing values on to a scorer that fills them, and wholly missing ones not', () => {
    const { monitor } = monitorOf({ source: meanSource({ features: 2, imputes: true }) });
    assert.equal(monitor.push({ values: [NaN, 1] }), undefined);
    assert.equal(monitor.push({ values: [NaN, NaN] }), 'notFinite');
  });

  it('says of a point which values were missing, of a filled one those of the point before', () => {
    const source = { ...meanSource({ features: 2, imputes: true }), names: ['flow', 'heat'] };
    const { monitor, recorder } = monitorOf({ source, order: { interval: 1 } });
    [1, 2].forEach((timestamp) => monitor.push({ timestamp, values: [1, timestamp === 2 ? NaN : 1] }));
    monitor.push({ timestamp: 4, values: [1, 1] });
    assert.deepEqual(
      recorder.points.map(({ filled, missing }) => [filled, missing]),
      [
        [false, undefined],
        [false, ['heat']],
        [true, ['heat']],
        [false, undefined],
      ],
    );
    assert.doesNotMatch(JSON.stringify(recorder.points[0]), /missing/);
  });

  it('tells each channel by itself of features that come no more, and again after a restart', () => {
    const source = { ...meanSource({ windowSize: 10, features: 2, imputes: true }), names: ['flow', 'heat'] };
    const run = (from?: ReturnType<Monitor['toJSON']>) => {
      const told: string[] = [];
      const listener = {
        featuresChanged: (change: string, channel: string, features: readonly string[]) =>
          void told.push([change, channel, ...features].join(' ')),
      };
      const { monitor } = monitorOf({ source, listener });
      if (from) monitor.restore(from);
      return { monitor, told };
    };
    const first = run();
    for (let i = 0; i < 30; i++) {
      first.monitor.push({ channel: 'a', values: [1, i === 0 ? 1 : NaN] });
      first.monitor.push({ channel: 'b', values: [i === 7 ? NaN : 1, 1] });
      first.monitor.push({ channel: 'c', values: [NaN, 1] });
    }
    assert.deepEqual(first.told, ['neverHeld c flow', 'lost a heat']);
    const second = run(JSON.parse(JSON.stringify(first.monitor)));
    for (const channel of ['a', 'b', 'c']) second.monitor.push({ channel, values: [1, NaN] });
    assert.deepEqual(second.told, ['lost a heat']);
  });

  it('empties the window after a break and closes the alert at the last point before it', () => {
    const source = meanSource({ windowSize: 2 });
    const { monitor, recorder } = monitorOf({ source, order: { interval: 10, maxFill: 0 } });
    [0, 10, 20, 100, 110].forEach((timestamp) => monitor.push({ timestamp, values: [50] }));
    assert.deepEqual(
      recorder.points.map(({ phase }) => phase),
      ['warmingUp', 'scoring', 'scoring', 'warmingUp', 'scoring'],
    );
    assert.deepEqual(
      recorder.notifications.map(({ phase, alert }) => [phase, alert.start, alert.end]),
      [
        ['opened', 10, undefined],
        ['closed', 10, 30],
        ['opened', 110, undefined],
      ],
    );
  });

  it('tells events at the same time apart when the clock was set back', () => {
    const { monitor, recorder } = monitorOf({ order: { clockJump: 50 }, alerts: { coolDown: 1 } });
    const times = [0, 10, 20, 100, 110, 0, 5, 10, 20];
    times.forEach((timestamp, i) => monitor.push({ timestamp, values: [timestamp === 10 ? 99 : i % 3] }));
    const opened = recorder.notifications.filter(({ phase }) => phase === 'opened');
    assert.deepEqual(
      opened.map(({ alert }) => alert.start),
      [10, 10],
    );
    assert.notEqual(opened[0].alert.id, opened[1].alert.id);
  });

  it('gives numbered and repeated times ids of their run, which its state keeps', () => {
    const idOf = (options: Partial<MonitorOptions>, timestamp?: number, from?: ReturnType<Monitor['toJSON']>) => {
      const { monitor, recorder } = monitorOf(options);
      if (from) monitor.restore(from);
      monitor.push({ timestamp, values: [99] });
      return recorder.notifications[0].alert.id;
    };
    assert.equal(idOf({}, 5), idOf({}, 5), 'the same time, the same event');
    assert.notEqual(idOf({}), idOf({}), 'the same number of another run');
    assert.notEqual(idOf({ timesRepeat: true }, 5), idOf({ timesRepeat: true }, 5));
    assert.equal(idOf({ run: 'a' }), idOf({ run: 'a' }));
    const { monitor } = monitorOf({ run: 'b' });
    assert.equal(idOf({ run: 'c' }, undefined, monitor.toJSON()), idOf({ run: 'b' }));
    const other = monitorOf({ run: 'c' });
    other.monitor.restore(monitor.toJSON(), { sameInput: false });
    assert.equal(other.monitor.toJSON().run, 'c');
  });

  it('says how wide a point was and should have been', () => {
    const details: (string | undefined)[] = [];
    const listener = { dropped: (_: string, __: string | undefined, detail?: string) => void details.push(detail) };
    const { monitor } = monitorOf({ listener });
    monitor.push({ values: [1, 2] });
    monitor.push({ rejected: 'wrongColumns', detail: 'both lists' });
    assert.deepEqual(details, ['expected 1 value; found 2', 'both lists']);
  });

  it('says which value is not a number, as the line had it, and which time is not a time', () => {
    const details: (string | undefined)[] = [];
    const listener = { dropped: (_: string, __: string | undefined, detail?: string) => void details.push(detail) };
    const source = { ...meanSource({ features: 2 }), names: ['flow', 'heat'] };
    const { monitor } = monitorOf({ listener, source });
    const imputing = monitorOf({ listener, source: { ...source, imputes: true } }).monitor;
    const csv = createLineParser('csv', source);
    const json = createLineParser('jsonl', source);
    csv('time,heat,flow');
    monitor.push({ values: [1, Infinity] });
    monitor.push(csv('1,ERR,5')!);
    monitor.push(json('{"heat": 1}')!);
    imputing.push(json('[null, 1e999]')!);
    imputing.push(csv('1,,')!);
    assert.deepEqual(details.splice(0), [
      'expected finite numbers; found Infinity for heat',
      'expected finite numbers; found "ERR" for heat',
      'expected finite numbers; found nothing for flow',
      'expected a finite number for at least one feature; found null for flow',
      'expected a finite number for at least one feature; found nothing for flow',
    ]);
    monitor.push(csv(`${'soon'.repeat(20)},1,2`)!);
    monitor.push(csv(',1,2')!);
    monitor.push(json('{"time": {}, "values": [1, 2], "timestamp": {"of": "day"}}')!);
    monitor.push({ timestamp: NaN, values: [1, 2] });
    assert.deepEqual(details, [
      `expected a number or an ISO 8601 date as time; found "${'soon'.repeat(14)}soo...`,
      'expected a number or an ISO 8601 date as time; found nothing',
      'expected a number or an ISO 8601 date as time; found {"of":"day"}',
      'expected a finite number as time; found NaN',
    ]);
  });

  it('says so where some points of a channel have times and others have none', () => {
    const details: (string | undefined)[] = [];
    const listener = { dropped: (_: string, __: string | undefined, detail?: string) => void details.push(detail) };
    const { monitor } = monitorOf({ listener });
    monitor.push({ channel: 'timed', timestamp: 5, values: [1] });
    monitor.push({ channel: 'timed', values: [1] });
    monitor.push({ channel: 'numbered', values: [1] });
    monitor.push({ channel: 'numbered', timestamp: 5, values: [1] });
    assert.deepEqual(details, [
      "expected a time, as the channel's earlier points have; found none",
      "expected no time, as the channel's earlier points have none; found 5",
    ]);
  });

  it('closes open alerts and scores held points when the input ends', () => {
    const { monitor, recorder } = monitorOf({ order: { lateness: 100 } });
    [1, 2, 3].forEach((timestamp) => monitor.push({ timestamp, values: [20] }));
    assert.equal(monitor.status().held, 3);
    monitor.finish();
    assert.deepEqual(
      recorder.notifications.map(({ phase }) => phase),
      ['opened', 'closed'],
    );
    assert.equal(recorder.points.length, 3);
  });

  it('continues from its state with the same scores, alerts and ids, wherever it was cut', () => {
    const options = {
      source: meanSource({ windowSize: 4 }),
      order: { lateness: 3, interval: 1 },
      alerts: { coolDown: 2 },
    };
    const inputs: InputRecord[] = Array.from({ length: 60 }, (_, i) => ({
      channel: i % 3 === 0 ? 'a' : 'b',
      timestamp: i + (i % 2),
      values: [i % 20 > 14 ? 30 : i % 5],
    }));
    const whole = monitorOf(options);
    inputs.forEach((input) => whole.monitor.push(input));
    assert.ok(whole.recorder.notifications.length >= 4);
    for (let cut = 0; cut < inputs.length; cut += 7) {
      const first = monitorOf(options);
      inputs.slice(0, cut).forEach((input) => first.monitor.push(input));
      const second = monitorOf(options);
      second.monitor.restore(JSON.parse(JSON.stringify(first.monitor)));
      inputs.slice(cut).forEach((input) => second.monitor.push(input));
      assert.deepEqual([...first.recorder.points, ...second.recorder.points], whole.recorder.points);
      assert.deepEqual(
        [...first.recorder.notifications, ...second.recorder.notifications],
        whole.recorder.notifications,
      );
    }
  });

  it('refuses the state of another pipeline or more channels than it may have', () => {
    const { monitor } = monitorOf();
    monitor.push({ channel: 'a', values: [1] });
    monitor.push({ channel: 'b', values: [1] });
    const state = monitor.toJSON();
    assert.throws(() => monitorOf({ source: meanSource({ windowSize: 2 }) }).monitor.restore(state), {
      name: 'MonitorError',
      message: /saved with windowSize '1'; this monitor has '2'/,
    });
    assert.throws(() => monitorOf({ source: { ...meanSource(), id: 'x' } }).monitor.restore(state), /pipeline ''/);
    assert.throws(() => monitorOf({ maxChannels: 1 }).monitor.restore(state), /holds 2 channels; maxChannels is 1/);
  });

  it('survives any record, and accounts for each', () => {
    const anyNumber = fc.oneof(fc.double(), fc.integer({ min: 0, max: 50 }));
    const anyRecord = fc.oneof(
      fc.record({
        channel: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
        timestamp: fc.option(anyNumber, { nil: undefined }),
        values: fc.array(anyNumber, { maxLength: 3 }),
      }),
      fc.record({ rejected: fc.constantFrom(...dropReasons) }),
    );
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        const { monitor, recorder } = monitorOf({ maxChannels: 3, order: { lateness: 5, interval: 1 } });
        const dropped = records.filter((record) => monitor.push(record) !== undefined).length;
        monitor.finish();
        // What was taken was scored, unless the scorer failed at it; filled points come on top.
        const failed = recorder.drops.length - dropped;
        const own = recorder.points.filter(({ filled }) => !filled).length;
        assert.ok(own <= records.length - dropped && own + failed >= records.length - dropped);
        assert.ok(monitor.status().channels <= 3);
        for (const { score, threshold, anomalous } of recorder.points) {
          assert.equal(anomalous, score !== undefined && threshold !== undefined && score > threshold);
        }
        JSON.stringify(monitor);
      }),
      { seed: 2 },
    );
  });

  it('keeps a state of the same size however many points come', () => {
    const { monitor } = monitorOf({
      source: meanSource({ windowSize: 8 }),
      threshold: { kind: 'spot', calibrationPoints: 100, maxPeaks: 20, driftWindow: 5 },
      order: { lateness: 10, maxHeld: 16 },
    });
    const sizes: number[] = [];
    for (let i = 0; i < 12_000; i++) {
      monitor.push({ timestamp: i, values: [((i * 7919) % 1000) / 1000] });
      if (i % 3_000 === 2_999) sizes.push(JSON.stringify(monitor).length);
    }
    assert.ok(sizes[3] < sizes[0] * 1.1, `state sizes ${sizes.join(', ')}`);
  });

  it('says at once what is wrong with an option', () => {
    assert.throws(() => monitorOf({ maxChannels: 0 }), /maxChannels must be a whole number/);
    assert.throws(() => monitorOf({ channel: '' }), /channel must be a name/);
    assert.throws(() => monitorOf({ order: { interval: -1 } }), /interval must be above 0/);
    assert.throws(() => monitorOf({ alerts: { coolDown: 0 } }), /coolDown/);
  });
});
