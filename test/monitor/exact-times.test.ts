import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLineParser, type LineFormat } from '../../lib/monitor/line-parser';
import { MonitorMetrics } from '../../lib/monitor/metrics';
import { Monitor, type MonitorOptions, type MonitorState } from '../../lib/monitor/monitor';
import { slackMessage } from '../../lib/monitor/slack-message';
import { apart, later, type Moment, parseTimestamp } from '../../lib/monitor/timestamp';
import { fixedAtTen, meanSource, Recorder } from '../support/monitor';

function monitorOf(options: Partial<MonitorOptions> = {}) {
  const recorder = new Recorder();
  const monitor = new Monitor({
    source: meanSource(),
    ...fixedAtTen,
    run: 'test',
    ...options,
    listener: recorder,
  });
  return { monitor, recorder };
}

/** Pushes lines through a parser and a monitor. */
function pushed(format: LineFormat, lines: readonly string[], options: Partial<MonitorOptions> = {}) {
  const parser = createLineParser(format, { features: 1, names: ['x'] });
  const { monitor, recorder } = monitorOf(options);
  for (const line of lines) {
    const record = parser(line);
    if (record) monitor.push(record);
  }
  return { monitor, recorder };
}

/** Whole nanoseconds of 2024 as text, `step` apart. */
const nanoseconds = (count: number, step: number) =>
  Array.from({ length: count }, (_, i) => `1714521600000${String(123_456 + i * step).padStart(6, '0')}`);
/** Times with microseconds, a tenth of a millisecond apart. */
const microseconds = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `2024-05-01T00:00:00.${String(999_000 - 1000 * count + i * 100).padStart(6, '0')}Z`,
  );

const jsonText = (times: readonly string[]) => times.map((time) => `{"timestamp": "${time}", "x": 1}`);
const jsonNumbers = (times: readonly string[]) => times.map((time) => `{"timestamp": ${time}, "x": 1}`);
const csv = (times: readonly string[]) => ['time,x', ...times.map((time) => `${time},1`)];

describe('times finer than a millisecond', () => {
  const times = microseconds(60);
  const close = nanoseconds(60, 100);
  const seconds = close.map((text) => `${text.slice(0, 10)}.${text.slice(10)}`);
  for (const [what, format, lines, written] of [
    ['microseconds as ISO 8601 in JSON', 'jsonl', jsonText(times), times],
    ['microseconds as ISO 8601 in CSV', 'csv', csv(times), times],
    ['whole nanoseconds as numbers in JSON', 'jsonl', jsonNumbers(close), close],
    ['whole nanoseconds as text in JSON', 'jsonl', jsonText(close), close],
    ['whole nanoseconds in CSV', 'csv', csv(close), close],
    ['seconds with nine decimals in JSON', 'jsonl', jsonNumbers(seconds), seconds],
    ['seconds with nine decimals in CSV', 'csv', csv(seconds), seconds],
  ] as const) {
    it(`are told apart and given back: ${what}`, () => {
      const { recorder } = pushed(format, lines);
      assert.deepEqual(recorder.drops, []);
      assert.deepEqual(
        recorder.points.map(({ time, timestamp }) => time ?? String(timestamp)),
        written,
      );
      // Backwards, all but the first are late, and one that comes twice is a duplicate.
      const header = format === 'csv' ? lines.slice(0, 1) : [];
      const rows = lines.slice(header.length);
      const back = pushed(format, [...header, ...[...rows].reverse(), rows[59]]);
      assert.deepEqual(back.recorder.drops, [...Array<string>(59).fill('late'), 'duplicate']);
      const held = pushed(format, [...header, ...[...rows].reverse()], { order: { lateness: 1e9, clockJump: 1e12 } });
      held.monitor.finish();
      assert.deepEqual(
        held.recorder.points.map(({ time, timestamp }) => time ?? String(timestamp)),
        written,
        'put in order',
      );
    });
  }

  it('have gaps of their own interval', () => {
    const at = [0, 1, 2, 5, 6];
    for (const [all, interval] of [
      [nanoseconds(7, 100), 100],
      [microseconds(7), 0.1],
    ] as const) {
      const { recorder } = pushed('csv', csv(at.map((i) => all[i])), { order: { interval } });
      assert.deepEqual(
        recorder.points.map(({ filled }) => filled),
        [false, false, false, true, true, false, false],
      );
    }
  });

  it('are given back by alerts digit for digit, and tell two events apart', () => {
    const values = [1, 20, 30, 1, 1, 1, 40, 1, 1];
    const all = nanoseconds(values.length, 10);
    const { recorder } = pushed(
      'jsonl',
      all.map((time, i) => `{"time": ${time}, "x": ${values[i]}}`),
    );
    const [opened, closed, second] = recorder.notifications.map(({ alert }) => alert);
    assert.equal(opened.startTime, all[1]);
    assert.deepEqual([closed.startTime, closed.peakTime, closed.endTime], [all[1], all[2], all[3]]);
    assert.equal(second.startTime, all[6]);
    assert.equal(opened.start, second.start, 'as float64 numbers they are the same');
    assert.notEqual(opened.id, second.id);
    assert.match(slackMessage(recorder.notifications[1]).text, new RegExp(`over`));
    assert.match(slackMessage(recorder.notifications[0]).text, new RegExp(`since ${all[1]}$`));
  });

  it('are continued with after a restart', () => {
    const all = nanoseconds(20, 100);
    const lines = jsonNumbers(all);
    const order = { interval: 100, lateness: 300 };
    const whole = pushed('jsonl', lines, { order });
    const first = pushed('jsonl', lines.slice(0, 10), { order });
    const second = monitorOf({ order });
    second.monitor.restore(JSON.parse(JSON.stringify(first.monitor)) as MonitorState);
    const parser = createLineParser('jsonl', { features: 1, names: ['x'] });
    for (const line of lines.slice(8)) second.monitor.push(parser(line)!);
    [whole, second].forEach(({ monitor }) => monitor.finish());
    assert.deepEqual([...first.recorder.points, ...second.recorder.points], whole.recorder.points);
    assert.deepEqual(second.recorder.drops, ['duplicate', 'duplicate']);
  });

  it('compare as whole numbers of nanoseconds do', () => {
    const nanos = fc.bigInt({ min: -(10n ** 18n), max: 2n * 10n ** 18n });
    const near = fc.tuple(nanos, fc.bigInt({ min: -1000n, max: 1000n }));
    const decimal = (n: bigint) => {
      const digits = String(n < 0n ? -n : n).padStart(10, '0');
      return `${n < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
    };
    fc.assert(
      fc.property(near, ([a, difference]) => {
        const b = a + difference;
        for (const text of [String, decimal]) {
          const [x, y] = [a, b].map((n) => parseTimestamp(text(n)) as Moment);
          assert.equal(Math.sign(apart(x, y)), Number(difference > 0n) - Number(difference < 0n));
        }
        assert.equal(apart(...([a, b].map((n) => parseTimestamp(String(n))) as [Moment, Moment])), Number(difference));
      }),
      { seed: 7, numRuns: 500 },
    );
    const start = parseTimestamp('1714521600000000123') as Moment;
    assert.equal(apart(start, later(start, 100)), 100);
  });
});

describe('times of a format', () => {
  it('are read as the format says, in JSON and CSV', () => {
    const columns = { features: 1, names: ['x'], timeFormat: '%d.%m.%Y %H:%M:%S.%f' };
    const csvParser = createLineParser('csv', columns);
    csvParser('time,x');
    const record = csvParser('01.05.2024 00:00:00.000001,1');
    const expected = { timestamp: Date.UTC(2024, 4, 1), fine: 0.001, time: '01.05.2024 00:00:00.000001' };
    const { values: _, found: __, channel: ___, ...moment } = record as unknown as Record<string, unknown>;
    assert.deepEqual(moment, expected);
    const json = createLineParser('jsonl', columns)('{"time": 1714521600000, "x": 1}');
    assert.deepEqual(json, {
      rejected: 'badTimestamp',
      detail: 'expected a date such as %d.%m.%Y %H:%M:%S.%f as time; found 1714521600000',
    });
  });
});

describe('telltale_lag_seconds', () => {
  const now = Date.UTC(2024, 4, 1, 0, 0, 5);
  async function lagOf(time: string, options: { timeUnit?: 's' | 'ms' | 'us' | 'ns' } = {}): Promise<number> {
    const { monitor } = pushed('csv', csv([time]));
    const metrics = new MonitorMetrics();
    metrics.watch({
      status: () => monitor.status(),
      queueLength: () => 0,
      pendingLetters: () => 0,
      now: () => now,
      ...options,
    });
    const text = await metrics.registry.metrics();
    return Number(/^telltale_lag_seconds (.*)$/m.exec(text)![1]);
  }
  for (const [what, time] of [
    ['ISO 8601', '2024-05-01T00:00:00Z'],
    ['seconds', '1714521600'],
    ['seconds with decimals', '1714521600.000000001'],
    ['milliseconds', '1714521600000'],
    ['microseconds', '1714521600000000'],
    ['nanoseconds', '1714521600000000000'],
  ] as const) {
    it(`is in seconds for ${what}`, async () => assert.ok(Math.abs((await lagOf(time)) - 5) < 1e-6));
  }

  it('is 0 for a counter, and takes the unit that it is told', async () => {
    assert.equal(await lagOf('1234'), 0);
    assert.equal(await lagOf('1714521600', { timeUnit: 's' }), 5);
    assert.equal(await lagOf('5000', { timeUnit: 's' }), now / 1000 - 5000);
  });
});
