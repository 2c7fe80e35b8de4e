import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { batchesOf, type Batch } from '../../lib/monitor/batches';
import { fileBatches } from '../../lib/monitor/file-input';
import { bodyRecords } from '../../lib/monitor/http-body';
import { createLog } from '../../lib/monitor/log';
import { MonitorMetrics } from '../../lib/monitor/metrics';
import type { Point } from '../../lib/monitor/point';
import { replay, SimulatedClock } from '../../lib/monitor/replay';
import { MonitorService, type ServiceOptions } from '../../lib/monitor/service';
import type { Sink } from '../../lib/monitor/sinks';
import { StateFolder } from '../../lib/monitor/state-folder';
import { makeSeries } from '../../lib/data/series';
import { fixedAtTen, eventually, meanSource, Recorder, temporaryFolder } from '../support/monitor';

const never = new AbortController().signal;

function serviceOf(options: Partial<ServiceOptions> & { sink?: Sink } = {}) {
  const { sink, ...rest } = options;
  const recorder = new Recorder();
  const lines: string[] = [];
  const service = new MonitorService({
    monitor: {
      source: meanSource({ windowSize: 3 }),
      ...fixedAtTen,
      run: 'test',
    },
    sinks: [{ name: 'recorder', scored: recorder.scored, notified: recorder.notified }, ...(sink ? [sink] : [])],
    log: createLog('debug', { write: (line: string) => void lines.push(line) }),
    ...rest,
  });
  return { service, recorder, log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('MonitorService', () => {
  const folder = temporaryFolder();
  let count = 0;
  const newFolder = () => path.join(folder, `state-${count++}`);

  it('takes an input to its end, with scores, alerts, counts and one log line a kind of trouble', async () => {
    const { service, recorder, log } = serviceOf();
    const values = [1, 1, 1, 40, 1, 1, 1, 1, NaN, NaN, NaN];
    await service.run(batchesOf(values.map((value): Point => ({ values: [value] }))), never);
    await service.stop({ ended: true });
    assert.equal(recorder.points.length, 8);
    assert.deepEqual(service.summary(), {
      accepted: 8,
      dropped: { notFinite: 3 },
      firstDropped: 'notFinite: expected finite numbers; found NaN for feature 0',
    });
    assert.deepEqual(
      log().map(({ msg }) => msg),
      ['Alert opened', 'Alert closed', 'Input was dropped'],
    );
  });

  it('logs once over all requests what was taken of the input', async () => {
    const { service, log } = serviceOf({
      monitor: { source: { ...meanSource({ windowSize: 3 }), names: ['temp'] }, ...fixedAtTen, run: 'test' },
    });
    for (let i = 0; i < 3; i++) {
      const records = bodyRecords(
        `{"ts": ${1714521600 + i}, "device": "D-${i}", "temp": 1}`,
        'application/json',
        service.columns,
      );
      await service.accept({ records: records! });
    }
    assert.equal(service.monitor.status().channels, 3);
    await service.stop({ ended: true });
    assert.deepEqual(
      log().map(({ msg }) => msg),
      ['Taken from the input: JSON; time: ts (Unix time in s); channel: device; features: temp'],
    );
  });

  it('logs a feature that never came and one that died once each, and counts their values', async () => {
    const source = {
      ...meanSource({ windowSize: 12, features: 3, imputes: true }),
      names: ['flow', 'heat', 'pressure'],
    };
    const metrics = new MonitorMetrics();
    const { service, log } = serviceOf({ monitor: { source, threshold: { kind: 'fixed', value: 10 } }, metrics });
    const records = Array.from({ length: 50 }, (_, i): Point => ({ values: [i === 3 || i > 40 ? 1 : NaN, 1, NaN] }));
    records[0] = { values: [1, 1, NaN] };
    await service.accept({ records });
    await service.stop({ ended: true });
    assert.deepEqual(
      log().map(({ level, kind, channel, features }) => [level, kind, channel, features]),
      [
        [40, 'neverHeld', 'default', ['pressure']],
        [40, 'lost', 'default', ['flow']],
        [30, 'back', 'default', ['flow']],
      ],
    );
    assert.deepEqual(service.summary(), { accepted: 50, dropped: {}, missing: { pressure: 50, flow: 39 } });
    const text = await metrics.registry.metrics();
    for (const [feature, count] of [
      ['flow', 39],
      ['heat', 0],
      ['pressure', 50],
    ] as const) {
      assert.ok(text.includes(`\ntelltale_values_missing_total{feature="${feature}"} ${count}\n`), feature);
    }
  });

  it('continues after a stop as if there had been none: open alert, window and place in the file', async () => {
    const file = path.join(folder, 'input.jsonl');
    const values = Array.from({ length: 400 }, (_, i) => (i % 40 > 30 ? 50 : i % 7));
    const text = values.map((value) => `[${value}]\n`);
    fs.writeFileSync(file, text.join(''));
    const input = { format: 'jsonl', features: 1 } as const;
    const whole = serviceOf();
    await whole.service.run(fileBatches(file, input), never);
    await whole.service.stop({ ended: true });

    // Stopped within an event, in the middle of a line.
    fs.writeFileSync(file, text.slice(0, 235).join('') + '[');
    const state = newFolder();
    const lock = new StateFolder(state);
    const first = serviceOf({ state: lock });
    const stop = new AbortController();
    const followed = fileBatches(file, { ...input, follow: true, signal: stop.signal, pollInterval: 5 });
    const running = first.service.run(followed, stop.signal);
    await eventually(() => first.recorder.points.length >= 235, 'the points');
    stop.abort();
    await running;
    await first.service.stop({ ended: false });
    lock.release();
    assert.equal(first.recorder.points.length, 235);
    assert.equal(first.recorder.notifications.at(-1)!.phase, 'opened');

    fs.appendFileSync(file, text.slice(235).join('').slice(1));
    const second = serviceOf({ state: new StateFolder(state) });
    assert.ok(second.service.resumed);
    await second.service.run(fileBatches(file, { ...input, from: second.service.readFrom }), never);
    await second.service.stop({ ended: true });
    assert.deepEqual([...first.recorder.points, ...second.recorder.points], whole.recorder.points);
    assert.deepEqual([...first.recorder.notifications, ...second.recorder.notifications], whole.recorder.notifications);
  });

  it('saves place and windows together, so that a crash repeats points but mixes none', async () => {
    const folderOfState = newFolder();
    const lock = new StateFolder(folderOfState);
    const first = serviceOf({ state: lock, saveEvery: 0 });
    const batch = (values: number[], offset: number): Batch => ({
      records: values.map((value) => ({ values: [value] })),
      position: { inode: 1, offset },
    });
    await first.service.accept(batch([1, 2, 3, 40], 10));
    // No stop: what was saved after the batch is all that is left.
    lock.release();
    const second = serviceOf({ state: new StateFolder(folderOfState) });
    assert.deepEqual(second.service.readFrom, { inode: 1, offset: 10 });
    await second.service.accept(batch([50], 20));
    const { timestamp, score } = second.recorder.points[0];
    assert.deepEqual([timestamp, score], [4, (3 + 40 + 50) / 3]);
    assert.equal(second.recorder.notifications.length, 0, 'the alert was open already');
  });

  it('names the folder of a state that another pipeline left, and what to do', () => {
    const state = new StateFolder(newFolder());
    state.save({ monitor: serviceOf().service.monitor.toJSON(), input: undefined });
    const monitor = {
      source: { ...meanSource({ windowSize: 3 }), id: 'other' },
      threshold: { kind: 'fixed', value: 1 },
    } as const;
    assert.throws(() => serviceOf({ monitor, state }), {
      name: 'MonitorError',
      message: /state-\d+.state\.json: the state was saved with pipeline ''.* To continue, remove this file/,
    });
  });

  it('survives a sink that fails, and says so once', async () => {
    const fail = () => {
      throw new Error('no space left');
    };
    const sink: Sink = { name: 'full', scored: fail, notified: fail, flush: fail, close: fail };
    const { service, recorder, log } = serviceOf({ sink });
    await service.accept({ records: Array.from({ length: 10 }, () => ({ values: [50] })) });
    await service.stop({ ended: true });
    assert.equal(recorder.points.length, 10);
    const failures = log().filter(({ msg }) => msg === 'A sink cannot be written to');
    assert.equal(failures.length, 1);
    assert.equal(failures[0].reason, 'no space left');
  });

  it('scores batches of several senders one after the other', async () => {
    const { service, recorder } = serviceOf();
    const batch = (start: number) => ({
      records: Array.from({ length: 600 }, (_, i) => ({ values: [0], timestamp: start + i })),
    });
    const both = [service.accept(batch(0)), service.accept(batch(600))];
    assert.equal(service.queueLength, 2);
    const taken = await Promise.all(both);
    assert.deepEqual(
      taken.map(({ accepted }) => accepted),
      [600, 600],
    );
    assert.ok(recorder.points.every(({ timestamp }, i) => timestamp === i));
    await service.stop({ ended: true });
    assert.equal(service.queueLength, 0);
  });
});

describe('the end of a MonitorService', () => {
  const folder = temporaryFolder();
  const records = (count: number) => Array.from({ length: count }, (_, i): Point => ({ timestamp: i, values: [0] }));

  it('finishes a batch of a file, and stops within one that its sender repeats', async () => {
    const { service, recorder } = serviceOf();
    const ofFile = service.accept({ records: records(1000), position: { inode: 1, offset: 9 } });
    const ofSender = service.accept({ records: records(2000) }, { isRepeated: true });
    const waiting = service.accept({ records: records(10) }, { isRepeated: true });
    const refused = [ofSender, waiting].map((taken) =>
      assert.rejects(taken, { name: 'StoppingError', statusCode: 503 }),
    );
    await service.stop({ ended: false });
    assert.equal((await ofFile).accepted, 1000);
    await Promise.all(refused);
    assert.equal(recorder.points.length, 1000);
    await assert.rejects(service.accept({ records: records(1) }), { name: 'StoppingError' });
  });

  it('saves the state although a sink takes nothing any more', async () => {
    const state = new StateFolder(path.join(folder, 'stuck'));
    const sink: Sink = { name: 'stuck', flush: () => new Promise(() => undefined) };
    const { service } = serviceOf({ state, sink, finishWithin: 20 });
    const stop = new AbortController();
    async function* input(): AsyncGenerator<Batch> {
      yield { records: records(5), position: { inode: 1, offset: 7 } };
      await new Promise(() => undefined);
    }
    const running = service.run(input(), stop.signal);
    await eventually(() => service.queueLength > 0, 'the batch');
    stop.abort();
    await running;
    await service.stop({ ended: false });
    assert.deepEqual(state.load()?.input, { inode: 1, offset: 7 });
    state.release();
  });
});

describe('StateFolder', () => {
  const folder = temporaryFolder();

  /** Leaves what a monitor with this process id leaves while it runs, or when it is killed. */
  const lockedBy = (id: number, host: string) => {
    fs.writeFileSync(path.join(folder, 'lock'), `${id} ${host}`);
    fs.mkdirSync(path.join(folder, 'lock.lock'), { recursive: true });
  };
  const refuses = (message: RegExp) => assert.throws(() => new StateFolder(folder), { name: 'MonitorError', message });
  const takes = () => {
    new StateFolder(folder).release();
    assert.deepEqual(fs.readdirSync(folder), []);
  };

  it('is used by one monitor at a time, and freed by a crash', () => {
    // The parent of this process runs; a process number beyond the system's largest does not.
    lockedBy(process.ppid, os.hostname());
    refuses(new RegExp(`: in use by process ${process.ppid} on .*; if that process is not a monitor, remove .*lock`));
    lockedBy(4_999_999, os.hostname());
    takes();
    // A container gives every run the same process id.
    lockedBy(process.pid, os.hostname());
    takes();
    // Earlier versions left this file alone, without a host.
    fs.writeFileSync(path.join(folder, 'lock'), '4999999');
    takes();
  });

  it('waits for a lock of another host to become stale', () => {
    lockedBy(4_999_999, 'elsewhere');
    refuses(/in use by process 4999999 on elsewhere;/);
    const then = Date.now() / 1000 - 60;
    fs.utimesSync(path.join(folder, 'lock.lock'), then, then);
    takes();
  });

  it('writes no state once its lock is lost', async () => {
    let lost = 0;
    const state = new StateFolder(folder, () => lost++);
    state.requireLock();
    fs.rmSync(path.join(folder, 'lock.lock'), { recursive: true });
    await eventually(() => lost > 0, 'the loss');
    const saved = { monitor: serviceOf().service.monitor.toJSON(), input: undefined };
    assert.throws(() => state.save(saved), { name: 'MonitorError', message: /has lost the lock of its state folder/ });
    state.release();
    fs.rmSync(path.join(folder, 'lock'));
  });

  it('refuses a state that is truncated, tampered with or of another version', () => {
    const state = new StateFolder(folder);
    assert.equal(state.load(), undefined);
    const { service } = serviceOf();
    service.monitor.push({ values: [1] });
    state.save({ monitor: service.monitor.toJSON(), input: undefined });
    assert.equal(state.load()!.monitor.channels.length, 1);
    const file = path.join(folder, 'state.json');
    const text = fs.readFileSync(file, 'utf8');
    for (const [damage, message] of [
      [text.slice(0, -5), /state\.json: damaged or of another version/],
      [text.replace('"version":1', '"version":2'), /another version \(version: /],
      [text.replace('"numbered":true', '"numbered":7'), /\(monitor\.channels\.0\.numbered: /],
      ['', /remove it to start without a state/],
    ] as const) {
      fs.writeFileSync(file, damage);
      assert.throws(() => state.load(), { name: 'MonitorError', message });
    }
  });
});

describe('replay', () => {
  const series = makeSeries({ name: 'D-1', values: Float64Array.from({ length: 1000 }, (_, i) => i), features: 2 });

  it('gives every point at once with the clock going along', async () => {
    const clock = new SimulatedClock(5000);
    const records: Point[] = [];
    for await (const batch of replay(series, { clock, interval: 10, speed: 'max' })) {
      records.push(...(batch.records as Point[]));
      assert.equal(clock.now(), records.at(-1)!.timestamp);
    }
    assert.equal(records.length, 500);
    assert.deepEqual(
      { ...records[1], values: Array.from(records[1].values) },
      {
        channel: 'D-1',
        timestamp: 5010,
        values: [2, 3],
      },
    );
    assert.equal(clock.now(), 5000 + 499 * 10);
  });

  it('keeps the pace it is asked for, and stops when told', async () => {
    const stop = new AbortController();
    const began = performance.now();
    let points = 0;
    const options = { clock: new SimulatedClock(0), interval: 1000, speed: 1000, signal: stop.signal };
    for await (const batch of replay(series, options)) {
      points += batch.records.length;
      if (points >= 100) stop.abort();
    }
    // A point a millisecond: not before its time, and no hurry afterwards.
    assert.ok(performance.now() - began >= 99, `${points} points in ${performance.now() - began} ms`);
    assert.ok(points < 500);
  });

  it('refuses a pace that makes no sense', async () => {
    const clock = new SimulatedClock(0);
    await assert.rejects(replay(series, { clock, interval: 1, speed: 0 }).next(), /speed must be above 0 or 'max'/);
    await assert.rejects(replay(series, { clock, interval: 0, speed: 1 }).next(), /interval must be above 0/);
  });
});

describe('MonitorMetrics', () => {
  it('counts what happened, under labels that no sender can add to', async () => {
    const metrics = new MonitorMetrics();
    const { service } = serviceOf({ metrics });
    metrics.watch({
      status: () => service.monitor.status(),
      queueLength: () => service.queueLength,
      pendingLetters: () => 7,
      now: () => 9000,
    });
    const value = async (name: string) => {
      const line = (await metrics.registry.metrics()).split('\n').find((text) => text.startsWith(`${name} `));
      return Number(line?.split(' ')[1]);
    };
    const records = [1, 1, 1, 40, 1, 1, 1, 1].map((v, i) => ({ timestamp: 1000 * i, values: [v], channel: 'evil{"' }));
    await service.accept({ records: [...records, records[0], { rejected: 'brokenLine' }] });
    for (const [name, expected] of [
      ['telltale_points_total', 8],
      ['telltale_points_dropped_total{reason="late"}', 1],
      ['telltale_points_dropped_total{reason="brokenLine"}', 1],
      ['telltale_points_dropped_total{reason="duplicate"}', 0],
      ['telltale_points_anomalous_total', 3],
      ['telltale_alerts_total{phase="opened"}', 1],
      ['telltale_alerts_total{phase="closed"}', 1],
      ['telltale_alerts_open', 0],
      ['telltale_score_threshold_ratio_count', 6],
      ['telltale_score_threshold_ratio_bucket{le="1"}', 3],
      ['telltale_score_latency_seconds_count', 8],
      ['telltale_channels', 1],
      ['telltale_channels_warming_up', 0],
      ['telltale_lag_seconds', 2],
      ['telltale_outbox_pending', 7],
      ['telltale_queue_length', 0],
    ] as const) {
      assert.equal(await value(name), expected, name);
    }
    assert.doesNotMatch(await metrics.registry.metrics(), /evil/);
  });

  it('has every metric that the dashboard asks for', async () => {
    const file = path.join(__dirname, '..', '..', 'monitoring', 'grafana-dashboard.json');
    const text = fs.readFileSync(file, 'utf8');
    const dashboard = JSON.parse(text) as { panels: { title: string; targets: { expr: string }[] }[] };
    const metrics = new MonitorMetrics();
    const { service } = serviceOf({ metrics });
    metrics.delivered({ kind: 'delivered', key: 'a' });
    metrics.watch({
      status: () => service.monitor.status(),
      queueLength: () => 0,
      pendingLetters: () => 0,
      now: Date.now,
    });
    const exposed = new Set((await metrics.registry.metrics()).match(/^[a-z_]+/gm));
    const asked = [...new Set(text.match(/\b(telltale|process|nodejs)_[a-z_]+/g))];
    assert.ok(asked.length >= 12);
    asked.forEach((name) => assert.ok(exposed.has(name), `${name} is not exposed`));
    dashboard.panels.forEach(({ title, targets }) => assert.ok(targets.length > 0, title));
  });
});
