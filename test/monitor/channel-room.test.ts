import assert from 'node:assert/strict';
import { Monitor, type MonitorOptions, type MonitorState } from '../../lib/monitor/monitor';
import { meanSource, Recorder } from '../support/monitor';

function monitorOf(options: Partial<MonitorOptions> = {}) {
  const clock = { now: 0 };
  const recorder = new Recorder();
  const retired: string[] = [];
  const monitor = new Monitor({
    source: meanSource({ windowSize: 3 }),
    threshold: { kind: 'fixed', value: 10 },
    alerts: { coolDown: 1 },
    maxChannels: 3,
    channelIdle: 1000,
    run: 'test',
    stopwatch: () => clock.now,
    ...options,
    listener: {
      scored: recorder.scored,
      notified: recorder.notified,
      dropped: recorder.dropped,
      retired: (channel, newChannel) => void retired.push(`${channel}>${newChannel}`),
    },
  });
  const push = (channel: string, value = 1, timestamp?: number) =>
    monitor.push({ channel, values: [value], ...(timestamp !== undefined && { timestamp }) });
  return { monitor, recorder, retired, clock, push };
}

describe('a channel beyond the largest number', () => {
  it('takes the place of the one that has been silent longest, once it is idle', () => {
    const { monitor, retired, clock, push } = monitorOf();
    for (const channel of ['a', 'b', 'c']) for (let i = 0; i < 3; i++) push(channel);
    clock.now = 500;
    push('a');
    clock.now = 999;
    assert.equal(push('d'), 'tooManyChannels');
    clock.now = 1000;
    assert.equal(push('d'), undefined);
    assert.deepEqual(retired, ['b>d']);
    const { channels, maxChannels, channelsRetired, pointsOfRefusedChannels } = monitor.status();
    assert.deepEqual([channels, maxChannels, channelsRetired, pointsOfRefusedChannels], [3, 3, 1, 1]);
  });

  it('is not kept out by names that came once, also after a restart', () => {
    const junk = monitorOf();
    for (const channel of ['x', 'y', 'z']) junk.push(channel);
    const state = JSON.parse(JSON.stringify(junk.monitor)) as MonitorState;
    const restarted = monitorOf();
    restarted.monitor.restore(state);
    for (const { push, retired, recorder } of [junk, restarted]) {
      const reasons = Array.from({ length: 6 }, () => push('pump'));
      assert.deepEqual(reasons, ['tooManyChannels', 'tooManyChannels', undefined, undefined, undefined, undefined]);
      assert.deepEqual(retired, ['x>pump']);
      assert.equal(recorder.points.filter(({ channel, phase }) => channel === 'pump' && phase === 'scoring').length, 2);
    }
  });

  it('pushes no channel out that comes as often as itself', () => {
    const { retired, push } = monitorOf();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const refused = new Set<string>();
    for (let i = 0; i < 50; i++) for (const name of names) if (push(name) !== undefined) refused.add(name);
    assert.deepEqual([...refused], ['d', 'e']);
    assert.deepEqual(retired, []);
  });

  it('leaves scored channels alone during a flood of names, in bounded memory', () => {
    const { monitor, recorder, push, clock } = monitorOf();
    for (let i = 0; i < 3; i++) push('real');
    for (let i = 0; i < 100_000; i++) {
      clock.now += 1;
      push(`junk ${i}`);
      if (i % 100 === 0) push('real');
    }
    assert.equal(monitor.status().channels, 3);
    const scores = recorder.points.filter(({ channel }) => channel === 'real');
    assert.equal(scores.length, 1003);
    assert.ok(scores.slice(2).every(({ phase }) => phase === 'scoring'));
    monitor.dispose();
  });

  it('closes the alert of a channel that makes room, and gives a numbered one other ids when it returns', () => {
    const { recorder, clock, push, retired } = monitorOf({ maxChannels: 1 });
    const event = () => {
      for (let i = 0; i < 4; i++) push('a', 50);
    };
    event();
    clock.now = 1000;
    push('b');
    clock.now = 2000;
    event();
    assert.deepEqual(retired, ['a>b', 'b>a']);
    const phases = recorder.notifications.map(({ phase, alert }) => [phase, alert.channel, alert.start]);
    assert.deepEqual(phases, [
      ['opened', 'a', 2],
      ['closed', 'a', 2],
      ['opened', 'a', 2],
    ]);
    const [first, , second] = recorder.notifications.map(({ alert }) => alert.id);
    assert.notEqual(first, second);
  });

  it('takes the place of one without an open alert first', () => {
    const { retired, clock, push } = monitorOf({ maxChannels: 2 });
    for (let i = 0; i < 4; i++) push('a', 50);
    for (let i = 0; i < 4; i++) push('b');
    clock.now = 1000;
    push('c');
    assert.deepEqual(retired, ['b>c']);
  });

  it('is refused with the option that would let it in', () => {
    const details: (string | undefined)[] = [];
    const monitor = new Monitor({
      source: meanSource(),
      threshold: { kind: 'fixed', value: 1 },
      maxChannels: 1,
      listener: { dropped: (_reason, _channel, detail) => void details.push(detail) },
    });
    for (const channel of ['a', 'b']) monitor.push({ channel, values: [1] });
    assert.deepEqual(details, ['expected at most 1 channel (--max-channels); found another']);
    assert.throws(() => monitorOf({ channelIdle: 0 }), /channelIdle must be a whole number/);
  });
});
