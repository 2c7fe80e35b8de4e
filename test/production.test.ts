import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { fillDisk } from './support/full-disk';
import { temporaryFolder } from './support/monitor';
import { pageTables } from './support/page-tables';
import { PowerCut } from './support/power-cut';
import { type Feed, type Outcome, points, PromisedMonitor } from './support/promised-monitor';

const DAY = 24 * 3600_000;
const END = points.length;
/** In the middle of an event. */
const MIDDLE = 142;

type Scenario = (folder: string) => Promise<Outcome>;

/** Feeds points up to the middle of an event, with one answer of the receiver lost just before. */
async function upToTheMiddle(monitor: PromisedMonitor): Promise<void> {
  await monitor.give(0, 130);
  let isLost = false;
  monitor.answer = () => {
    if (isLost) return 'down';
    isLost = true;
    return 'loses its answer';
  };
  await monitor.give(130, MIDDLE);
  await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Starts the monitor again after a kill and feeds the rest. */
async function goOn(monitor: PromisedMonitor, from = MIDDLE): Promise<Outcome> {
  monitor.answer = () => 'takes';
  monitor.start();
  await monitor.give(from, END);
  return monitor.finish();
}

const started = (folder: string, feed: Feed) => {
  const monitor = new PromisedMonitor(folder, feed);
  monitor.start();
  return monitor;
};

const killed =
  (feed: Feed): Scenario =>
  async (folder) => {
    const monitor = started(folder, feed);
    await upToTheMiddle(monitor);
    if (feed === 'pipe') monitor.leaveUnread(MIDDLE, MIDDLE + 3);
    monitor.kill();
    return goOn(monitor, feed === 'pipe' ? MIDDLE + 3 : MIDDLE);
  };

const full =
  (feed: 'file' | 'http'): Scenario =>
  async (folder) => {
    const monitor = started(folder, feed);
    await upToTheMiddle(monitor);
    const makeRoom = fillDisk(700);
    try {
      for (let from = MIDDLE; from < 262; from += 10) {
        const isTaken = await monitor.give(from, from + 10);
        assert.ok(isTaken || feed === 'http');
      }
    } finally {
      makeRoom();
    }
    // Over HTTP the points were refused, and the sender brings them again.
    if (feed === 'http') for (let from = MIDDLE; from < 262; from += 15) assert.ok(await monitor.give(from, from + 15));
    monitor.save();
    monitor.kill();
    return goOn(monitor, 262);
  };

const powerCut =
  (feed: 'file' | 'http', isSaved: boolean): Scenario =>
  async (folder) => {
    const power = new PowerCut();
    const monitor = started(folder, feed);
    await upToTheMiddle(monitor);
    if (isSaved) monitor.save();
    await monitor.give(MIDDLE, MIDDLE + 30);
    monitor.kill();
    // The input file is its writer's to flush.
    power.cut([monitor.state, path.dirname(monitor.state)]);
    return goOn(monitor, MIDDLE + 30);
  };

/** Feeds everything to a receiver that answers as told, and gives it time at the end. */
const answering =
  (answer: (monitor: PromisedMonitor, key: string, visit: number) => ReturnType<PromisedMonitor['answer']>): Scenario =>
  async (folder) => {
    const monitor = started(folder, 'file');
    const visits = new Map<string, number>();
    monitor.answer = (key) => {
      visits.set(key, (visits.get(key) ?? 0) + 1);
      return answer(monitor, key, visits.get(key)!);
    };
    await monitor.give(0, END);
    await new Promise((resolve) => setTimeout(resolve, 20));
    monitor.time = answer === failing ? DAY : DAY - 1;
    return monitor.finish();
  };

/** The key of the first letter that is sent is the one that makes trouble. */
const ofTheFirst = (trouble: 'refuses' | 'fails') => {
  let first: string | undefined;
  return (_: PromisedMonitor, key: string) => (key === (first ??= key) ? trouble : 'takes');
};
const failing = ofTheFirst('fails');

const scenarios: Readonly<Record<string, Scenario>> = {
  'SIGTERM or SIGINT': async (folder) => {
    const monitor = started(folder, 'file');
    await monitor.give(0, MIDDLE);
    await monitor.stop();
    return goOn(monitor);
  },
  'SIGKILL or a crash, `--input FILE`': killed('file'),
  'SIGKILL or a crash, `--input http`': killed('http'),
  'SIGKILL or a crash, `--input -`': killed('pipe'),
  'the disk of `--state` and `--alerts` is full, then a crash, `--input FILE`': full('file'),
  'the disk of `--state` and `--alerts` is full, then a crash, `--input http`': full('http'),
  'a power cut, `--input FILE`': powerCut('file', true),
  'a power cut, `--input http`': powerCut('http', true),
  'the receiver is down for less than a day': answering(({ time }) => (time === 0 ? 'down' : 'takes')),
  'the receiver takes a letter and its answer is lost': answering((_, __, visit) =>
    visit === 1 ? 'loses its answer' : 'takes',
  ),
  'the receiver refuses one letter for good': answering(ofTheFirst('refuses')),
  'one letter fails for a day': answering(failing),
  'a line of `outbox.jsonl` is damaged': async (folder) => {
    const monitor = started(folder, 'file');
    monitor.answer = () => 'down';
    await monitor.give(0, END - 1);
    monitor.save();
    monitor.kill();
    const outbox = path.join(monitor.state, 'outbox.jsonl');
    const lines = fs.readFileSync(outbox, 'utf8').split('\n');
    lines[1] = lines[1].slice(0, -20);
    fs.writeFileSync(outbox, lines.join('\n'));
    return goOn(monitor, END - 1);
  },
  'the input file is rotated while the monitor is down': async (folder) => {
    const monitor = started(folder, 'file');
    await monitor.give(0, MIDDLE);
    await monitor.stop();
    await monitor.write(MIDDLE, 170);
    fs.renameSync(monitor.input, `${monitor.input}.1`);
    await monitor.write(170, 200);
    monitor.start();
    await monitor.reach(199);
    await monitor.give(200, END);
    return monitor.finish();
  },
};

describe('docs/production.md', () => {
  const page = fs.readFileSync(path.join(REPOSITORY_ROOT, 'docs', 'production.md'), 'utf8');
  const [rows] = pageTables(page);
  const root = temporaryFolder();

  it('promises what is tried here, row by row', () => {
    assert.deepEqual(rows.map(({ label }) => label), Object.keys(scenarios)); // prettier-ignore
    assert.deepEqual(Object.keys(rows[0].cells), [
      'Alerts lost',
      'Webhook told again',
      'Lines told again in `--alerts`',
      'Points lost',
    ]);
  });

  rows.forEach(({ label, cells }, i) => {
    it(`keeps its word: ${label}`, async function () {
      if (label.startsWith('a power cut') && process.platform !== 'linux') this.skip();
      const { lost, told, lines, points: left } = await scenarios[label](path.join(root, String(i)));
      assert.deepEqual([lost, told, lines, left], Object.values(cells));
    });
  });

  it('keeps its word after a power cut also if nothing was saved before', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const feed of ['file', 'http'] as const) {
      const { lost, lines } = await powerCut(feed, false)(path.join(root, `unsaved ${feed}`));
      assert.deepEqual([lost, lines], ['none', 'never']);
    }
  });
});
