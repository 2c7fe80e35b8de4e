import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { FileSink } from '../../lib/monitor/file-sink';
import { createLog } from '../../lib/monitor/log';
import type { Point } from '../../lib/monitor/point';
import { MonitorService, type ServiceOptions } from '../../lib/monitor/service';
import { StateFolder } from '../../lib/monitor/state-folder';
import { fillDisk } from '../support/full-disk';
import { fixedAtTen, meanSource, Recorder, temporaryFolder } from '../support/monitor';

const VALUES = Array.from({ length: 400 }, (_, i) => (i % 40 > 36 ? 50 : i % 7));

/** Refuses to save states, as a full disk does that has room for an alert. @returns Makes room again. */
function refuseStates(): () => void {
  const { save } = StateFolder.prototype;
  StateFolder.prototype.save = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  return () => void (StateFolder.prototype.save = save);
}

describe('points that a sender was promised', () => {
  const root = temporaryFolder();
  let count = 0;
  const newFolder = () => path.join(root, `state-${count++}`);

  /** Starts a monitor, without the end of the one before, as after a kill. */
  function startIn(folder: string, options: Partial<ServiceOptions> = {}) {
    const state = new StateFolder(folder);
    const recorder = new Recorder();
    const lines: string[] = [];
    const service = new MonitorService({
      monitor: {
        source: meanSource({ windowSize: 3 }),
        ...fixedAtTen,
      },
      sinks: [{ name: 'recorder', scored: recorder.scored, notified: recorder.notified }],
      log: createLog('info', { write: (line: string) => void lines.push(line) }),
      state,
      journal: true,
      saveEvery: 1e9,
      ...options,
    });
    const kill = () => state.release();
    return { service, recorder, kill, log: () => lines.join('') };
  }
  const post = (service: MonitorService, records: readonly Point[]) =>
    service.accept({ records }, { isRepeated: true });
  const numbered: Point[] = VALUES.map((value) => ({ values: [value] }));
  const timed: Point[] = VALUES.map((value, i) => ({ values: [value], timestamp: i * 60_000, channel: `c${i % 2}` }));
  const openedIn = ({ notifications }: Recorder) =>
    notifications.filter(({ phase }) => phase === 'opened').map(({ alert }) => alert.id);

  for (const [kind, points] of [
    ['without times', numbered],
    ['with times', timed],
  ] as const) {
    it(`are scored after a kill at any moment, with the same scores and keys: ${kind}`, async () => {
      const undisturbed = startIn(newFolder());
      await post(undisturbed.service, points);
      // The run's name is part of the keys of numbered points.
      const { run } = undisturbed.service.monitor.toJSON();
      const expected = openedIn(undisturbed.recorder);
      assert.equal(new Set(expected).size, 10 * (kind === 'with times' ? 2 : 1));
      const folder = newFolder();
      const heard = new Set<string>();
      let scores: unknown[] = [];
      for (let begin = 0; begin < 400; begin += 50) {
        // Later runs find the name in the state.
        const monitor = begin === 0 ? { ...startOptions, run } : startOptions;
        const { service, recorder, kill } = startIn(folder, { monitor, saveEvery: begin % 100 === 0 ? 1e9 : 0 });
        await service.accept({ records: [] });
        const again = recorder.points.length;
        scores = scores.slice(0, scores.length - again).concat(recorder.points);
        for (let i = begin; i < begin + 50; i += 10) await post(service, points.slice(i, i + 10));
        scores.push(...recorder.points.slice(again));
        openedIn(recorder).forEach((id) => heard.add(id));
        kill();
      }
      assert.deepEqual(scores, undisturbed.recorder.points);
      assert.deepEqual([...heard], expected);
    });
  }
  const startOptions = {
    source: meanSource({ windowSize: 3 }),
    ...fixedAtTen,
  } as const;

  it('may be sent again after a kill, in other groups, without a second event', async () => {
    const folder = newFolder();
    const first = startIn(folder);
    for (let i = 0; i < 200; i += 50) await post(first.service, timed.slice(i, i + 50));
    const opened = openedIn(first.recorder);
    first.kill();
    const second = startIn(folder);
    const { dropped, accepted } = await post(second.service, timed.slice(120, 220));
    assert.equal(accepted, 20);
    assert.equal((dropped.duplicate ?? 0) + (dropped.late ?? 0), 80);
    await post(second.service, timed.slice(220));
    second.kill();
    const whole = startIn(newFolder());
    await post(whole.service, timed);
    assert.deepEqual([...new Set([...opened, ...openedIn(second.recorder)])], openedIn(whole.recorder));
  });

  it('are refused with 503 while the disk is full, and none of them is scored', async () => {
    const { service, recorder, log } = startIn(newFolder());
    await post(service, numbered.slice(0, 10));
    const makeRoom = fillDisk(20);
    try {
      const refused = [10, 20].map((i) => post(service, numbered.slice(i, i + 10)));
      for (const each of refused) await assert.rejects(each, { name: 'JournalError', statusCode: 503 });
    } finally {
      makeRoom();
    }
    assert.equal(recorder.points.length, 10);
    assert.match(log(), /"kind":"journal".*Points cannot be written to the journal/);
    assert.equal((await post(service, numbered.slice(10, 20))).accepted, 10);
  });

  it('are refused by a full disk while others are being scored, which does not end the monitor', async () => {
    let flush = (): Promise<void> => Promise.resolve();
    const flushing = new Promise<() => void>((resolve) => (flush = () => new Promise((done) => resolve(done))));
    const { service } = startIn(newFolder(), { sinks: [{ name: 'slow', flush: () => flush() }] });
    const unhandled: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => void unhandled.push(reason));
    const first = post(service, numbered.slice(0, 10));
    const finishFirst = await flushing;
    const makeRoom = fillDisk(0);
    try {
      const second = assert.rejects(post(service, numbered.slice(10, 20)), { statusCode: 503 });
      // An unhandled rejection is told after a turn of the event loop.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      finishFirst();
      assert.equal((await first).accepted, 10);
      await second;
    } finally {
      makeRoom();
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
    assert.deepEqual(unhandled, []);
  });

  it('are scored after two kills, the first on a full disk that refused points', async () => {
    const folder = newFolder();
    const first = startIn(folder);
    const makeRoom = fillDisk(0);
    for (let i = 0; i < 3; i++) await assert.rejects(post(first.service, numbered.slice(0, 10)), { statusCode: 503 });
    first.kill();
    makeRoom();
    const second = startIn(folder);
    for (let i = 0; i < 40; i += 10) await post(second.service, numbered.slice(i, i + 10));
    second.kill();
    // The third one saves a state after each batch, and is killed in the second of the four.
    let scored = 0;
    let undo = (): void => undefined;
    const killed = { name: 'killed', scored: () => void (++scored === 15 && (undo = refuseStates())) };
    const third = startIn(folder, { saveEvery: 0, sinks: [killed] });
    await third.service.accept({ records: [] }).finally(() => undo());
    third.kill();
    const { service, recorder } = startIn(folder);
    await service.accept({ records: [] });
    assert.equal(recorder.points.length, 30);
    assert.equal((await post(service, numbered.slice(40, 50))).accepted, 10);
  });

  it('are scored although the disk is full if nobody would send them again', async () => {
    const { service, recorder } = startIn(newFolder());
    const makeRoom = fillDisk(20);
    try {
      await service.accept({ records: numbered.slice(0, 10) });
    } finally {
      makeRoom();
    }
    assert.equal(recorder.points.length, 10);
  });

  it('wait in the journal if the monitor stops, and are counted in the answer', async () => {
    const folder = newFolder();
    const first = startIn(folder);
    const many = Array.from({ length: 40 }, () => numbered).flat();
    const answers = [many, many.slice(0, 500)].map((records) => post(first.service, records));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await first.service.stop({ ended: false });
    first.kill();
    const [one, other] = await Promise.all(answers);
    assert.equal(one.accepted + (one.waiting ?? 0), 16_000);
    assert.ok(one.accepted < 16_000, `${one.accepted}`);
    assert.deepEqual(other, { accepted: 0, dropped: {}, waiting: 500 });
    const second = startIn(folder);
    await second.service.accept({ records: [] });
    assert.equal(first.recorder.points.length + second.recorder.points.length, 16_500);
    const { timestamp } = second.recorder.points.at(-1)!;
    assert.equal(timestamp, 16_499, 'numbered on');
  });

  it('are scored if the monitor has another input now', async () => {
    const folder = newFolder();
    const first = startIn(folder);
    await post(first.service, numbered);
    first.kill();
    const second = startIn(folder, { journal: false });
    await second.service.accept({ records: [] });
    assert.deepEqual(second.recorder.points, first.recorder.points);
    await second.service.stop({ ended: false });
    second.kill();
    assert.deepEqual(fs.readdirSync(folder), ['state.json']);
  });

  it('leave each alert in a file once, whatever was killed between', async () => {
    const folder = newFolder();
    const file = path.join(root, `alerts-${count++}.jsonl`);
    const whole = startIn(newFolder(), { sinks: [new FileSink(`${file}.whole`, { content: 'alerts' })] });
    await post(whole.service, timed);
    for (let begin = 0; begin < 400; begin += 25) {
      const { service, kill } = startIn(folder, { sinks: [new FileSink(file, { content: 'alerts' })] });
      await post(service, timed.slice(begin, begin + 25));
      kill();
    }
    assert.equal(fs.readFileSync(file, 'utf8'), fs.readFileSync(`${file}.whole`, 'utf8'));
  });

  it('leave each alert in a file although its disk was full when the state was saved', async () => {
    const folder = newFolder();
    const file = path.join(root, `alerts-${count++}.jsonl`);
    const sink = new FileSink(file, { content: 'alerts' });
    const { service, kill } = startIn(folder, { sinks: [sink] });
    const { writeSync } = fs;
    // The alerts' disk is full, the state's is not.
    const isAlert = (content: unknown) => String(content).includes('"kind":"alert"');
    fs.writeSync = ((descriptor: number, content: Uint8Array, at: number) => {
      if (isAlert(content)) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      return writeSync(descriptor, content, at);
    }) as typeof fs.writeSync;
    try {
      await post(service, timed);
      service.save();
    } finally {
      fs.writeSync = writeSync;
    }
    kill();
    assert.equal(fs.readFileSync(file, 'utf8'), '');
    const second = startIn(folder, { sinks: [new FileSink(file, { content: 'alerts' })] });
    await second.service.stop({ ended: true });
    const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.equal(lines.filter((line) => line.includes('"phase":"opened"')).length, 20);
    assert.equal(new Set(lines).size, lines.length);
    assert.equal((JSON.parse(fs.readFileSync(path.join(folder, 'state.json'), 'utf8')) as object & { unwritten?: object }).unwritten, undefined); // prettier-ignore
  });

  for (const journal of [true, false]) {
    const comeBack = journal ? 'from the journal' : 'from the input';
    it(`leave each alert in a file once although no state could be saved, and they come again ${comeBack}`, async () => {
      const folder = newFolder();
      const file = path.join(root, `alerts-${count++}.jsonl`);
      const start = () => startIn(folder, { sinks: [new FileSink(file, { content: 'alerts' })], journal });
      const makeRoom = refuseStates();
      try {
        const { service, kill, log } = start();
        await post(service, timed.slice(0, 200));
        kill();
        assert.match(log(), /ENOSPC.*The state cannot be saved/);
      } finally {
        makeRoom();
      }
      assert.ok(!fs.existsSync(path.join(folder, 'state.json')));
      const { service } = start();
      if (!journal) await post(service, timed.slice(0, 200));
      await post(service, timed.slice(200));
      await service.stop({ ended: true });
      const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
      assert.equal(lines.filter((line) => line.includes('"phase":"opened"')).length, 20);
      assert.equal(new Set(lines).size, lines.length);
    });
  }

  it('are in a state that is saved before the next batch where the disk was full at the start', async () => {
    const folder = newFolder();
    const stateFile = path.join(folder, 'state.json');
    const makeRoom = refuseStates();
    let first: ReturnType<typeof startIn>;
    try {
      first = startIn(folder);
    } finally {
      makeRoom();
    }
    assert.ok(!fs.existsSync(stateFile));
    await post(first.service, numbered.slice(0, 100));
    first.kill();
    assert.ok(fs.existsSync(stateFile));
    // The run keeps its name, by which the events of numbered points are known.
    const second = startIn(folder);
    await second.service.stop({ ended: false });
    assert.deepEqual(openedIn(second.recorder), openedIn(first.recorder));
    assert.equal(openedIn(first.recorder).length, 2);
  });

  it('are in a state that is saved at the start, then soon, then ever more rarely', async () => {
    const folder = newFolder();
    const { service } = startIn(folder, { saveEvery: undefined });
    assert.ok(fs.existsSync(path.join(folder, 'state.json')));
    assert.equal(fs.statSync(path.join(folder, 'state.json')).mode & 0o777, 0o600);
    const { now } = performance;
    let time = now.call(performance);
    performance.now = () => time;
    let saves = 0;
    service.save = () => {
      saves++;
      MonitorService.prototype.save.call(service);
    };
    try {
      const counts: number[] = [];
      for (let second = 0; second < 60; second++) {
        for (let i = 0; i < 4; i++) {
          time += 250;
          await service.accept({ records: [{ values: [1] }] });
        }
        counts.push(saves);
      }
      assert.deepEqual([counts[0], counts[3], counts[7]], [2, 4, 5]);
      assert.ok(counts[59] >= 9 && counts[59] <= 11, `${counts[59]} saves in a minute`);
    } finally {
      performance.now = now;
    }
  });
});
