/** A trial of kills: feeds points to the monitor, kills it at random moments, and counts what its receiver was told. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random, REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';
import { freePort } from './free-port';
import { fillAndEmpty, mountSmallDisk } from './small-disk';
import { type TrialData, trialData, trialPipeline, type TrialPlan } from './trial-data';
import { FileFeed, HttpFeed, type TrialFeed } from './trial-feed';
import { TrialReceiver } from './trial-receiver';

export interface TrialOptions extends TrialPlan {
  readonly kills: number;
  readonly feed: 'file' | 'http';
  /** Whether the receiver is there during the kills; if not, it comes after the last one. */
  readonly receiver: 'up' | 'down';
  readonly fullDisk: boolean;
  /** Hears of each kill. */
  readonly onKill?: (done: number, fed: number) => void;
}

export interface TrialResult {
  readonly generated: number;
  /** Events of which the receiver was told. */
  readonly delivered: number;
  readonly lost: number;
  /** Keys beyond one for each event: an event told under two keys, or one that there was not. */
  readonly doubled: number;
  /** Letters that came again with the same key, by which the receiver knows them. */
  readonly repeated: number;
  /** Of the file of alerts. */
  readonly file: { readonly lines: number; readonly lost: number; readonly doubled: number };
  readonly killed: { readonly starting: number; readonly running: number };
  /** How often the disk was full. */
  readonly full: number;
  readonly seconds: number;
}

/** The share of kills that come before the monitor is ready. */
const EARLY = 0.15;
/** The longest time in milliseconds that a monitor that was ready waits for its points. */
const LONGEST_LIFE = 15_000;
/** Points that are fed while the kill comes, at most. */
const AHEAD = 1000;
/** Milliseconds in which the kill comes after the points at which it is due. */
const MOMENT = 500;
/** The longest time in milliseconds without progress until everything is delivered after the last kill. */
const PATIENCE = 180_000;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

interface Place {
  readonly pipeline: string;
  readonly state: string;
  readonly alerts: string;
  readonly input: string;
  readonly port: number;
  readonly receiver: number;
}

/** Runs a trial. @throws If the disk cannot be mounted, or the monitor does not start. */
export async function runKillTrial(options: TrialOptions): Promise<TrialResult> {
  const began = performance.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-kill-trial-'));
  const disk = path.join(folder, 'disk');
  fs.mkdirSync(disk);
  let unmount: () => void = () => undefined;
  let trial: KillTrial | undefined;
  const cleanUp = () => {
    trial?.abandon();
    unmount();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const onSignal = () => {
    cleanUp();
    process.exit(130);
  };
  for (const name of SIGNALS) process.once(name, onSignal);
  try {
    if (options.fullDisk) unmount = mountSmallDisk(disk);
    const pipeline = await trialPipeline(options.seed);
    const data = trialData(options, pipeline);
    await pipeline.save(path.join(folder, 'pipeline'));
    pipeline.dispose();
    const place = {
      pipeline: path.join(folder, 'pipeline'),
      state: path.join(disk, 'state'),
      alerts: path.join(disk, 'alerts.jsonl'),
      input: path.join(folder, 'points.jsonl'),
      port: await freePort(),
      receiver: await freePort(),
    };
    const seconds = () => (performance.now() - began) / 1000;
    trial = new KillTrial(options, place, data);
    return { ...(await trial.run(disk)), seconds: seconds() };
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
    cleanUp();
  }
}

class KillTrial {
  private readonly random: Random;
  private readonly receiver: TrialReceiver;
  private readonly feed: TrialFeed;
  private feeding = new AbortController();
  private fed: Promise<void> = Promise.resolve();
  private monitor: MonitorProcess | undefined;
  private readonly killed = { starting: 0, running: 0 };

  constructor(
    private readonly options: TrialOptions,
    private readonly place: Place,
    private readonly data: TrialData,
  ) {
    this.random = new Random(`${options.seed} kills`);
    this.receiver = new TrialReceiver(place.receiver, this.random.fork('receiver'));
    const { points } = data;
    const random = this.random.fork('feed');
    this.feed =
      options.feed === 'file'
        ? new FileFeed(place.input, points, random)
        : new HttpFeed(`http://127.0.0.1:${place.port}`, points, random);
  }

  async run(disk: string): Promise<Omit<TrialResult, 'seconds'>> {
    const { receiver, options } = this;
    if (options.receiver === 'up') await receiver.open();
    const stop = new AbortController();
    const filling = options.fullDisk ? fillAndEmpty(disk, this.random.fork('disk'), stop.signal) : Promise.resolve(0);
    await this.killAll();
    stop.abort();
    const full = await filling;
    await receiver.open();
    await this.finish();
    await receiver.shut();
    return { ...this.count(), full };
  }

  /** Ends the monitor that runs, if the trial itself is ended. */
  abandon(): void {
    void this.monitor?.kill();
  }

  private startMonitor(): MonitorProcess {
    this.monitor = new MonitorProcess(this.place, this.options.feed, this.receiver.address);
    return this.monitor;
  }

  /** Starts the monitor and kills it, again and again, so that the kills are spread over the points. */
  private async killAll(): Promise<void> {
    const { kills, points, fullDisk, onKill } = this.options;
    let startUp = 2000;
    for (let done = 0; done < kills;) {
      const began = performance.now();
      const monitor = this.startMonitor();
      if (this.random.uniform() < EARLY) await sleep(this.random.uniform(0, startUp));
      else if (await monitor.ready) {
        startUp = performance.now() - began;
        await this.live((points * (done + this.random.uniform())) / (kills + 1));
      }
      // On a full disk it may have refused to start; a supervisor would start it again.
      if (await monitor.kill()) {
        this.killed[monitor.wasReady ? 'running' : 'starting']++;
        done++;
        onKill?.(done, this.feed.fed);
      } else if (!fullDisk) throw new Error(`the monitor ended by itself: ${monitor.lastWords()}`);
      this.feeding.abort();
      await this.fed;
    }
  }

  /** Feeds points until a moment soon after so many of them, and goes on feeding. */
  private async live(count: number): Promise<void> {
    this.feeding = new AbortController();
    const { signal } = this.feeding;
    this.fed = this.feed.feedTo(Math.min(this.options.points, Math.ceil(count) + AHEAD), signal);
    const longest = performance.now() + LONGEST_LIFE;
    while (this.feed.fed < count && performance.now() < longest) await sleep(10);
    await sleep(this.random.uniform(0, MOMENT));
  }

  /** Feeds the rest and runs the monitor until it has nothing left to deliver. */
  private async finish(): Promise<void> {
    const monitor = this.startMonitor();
    if (!(await monitor.ready)) throw new Error(`the monitor did not start: ${monitor.lastWords()}`);
    await this.feed.feedTo(this.options.points, new AbortController().signal);
    // A busy machine may take its time, so what counts is that something moves.
    let before = '';
    let deadline = performance.now() + PATIENCE;
    while (performance.now() < deadline) {
      const progress = await this.progress();
      if (progress === undefined) break;
      if (progress !== before) deadline = performance.now() + PATIENCE;
      before = progress;
      await sleep(100);
    }
    await monitor.stop();
  }

  /** Says how far the monitor is; undefined once all points are scored and nothing waits to be delivered. */
  private async progress(): Promise<string | undefined> {
    const address = `http://127.0.0.1:${this.place.port}/health`;
    const { newest, outboxPending, openAlerts } = (await (await fetch(address)).json()) as {
      outboxPending: number;
      newest: number;
      openAlerts: number;
    };
    const { timestamp } = this.data.points[this.data.points.length - 1];
    if (newest === timestamp && outboxPending === 0 && openAlerts === 0) return undefined;
    return `${newest} ${outboxPending} ${openAlerts}`;
  }

  private count(): Omit<TrialResult, 'seconds' | 'full'> {
    const { events } = this.data;
    const { taken } = this.receiver;
    const opened = new Set([...taken.keys()].filter((key) => !key.endsWith('-closed')));
    const isLost = (id: string) => !taken.has(id) || !taken.has(`${id}-closed`);
    const known = new Set(events);
    const lines = readAlerts(this.place.alerts);
    const inFile = new Set(lines);
    const expected = events.flatMap((id) => [`opened ${id}`, `closed ${id}`]);
    return {
      generated: events.length,
      delivered: events.filter((id) => opened.has(id)).length,
      lost: events.filter(isLost).length,
      doubled: [...opened].filter((key) => !known.has(key)).length,
      repeated: [...taken.values()].reduce((sum, times) => sum + times - 1, 0),
      file: {
        lines: lines.length,
        lost: expected.filter((line) => !inFile.has(line)).length,
        doubled: lines.length - expected.filter((line) => inFile.has(line)).length,
      },
      killed: this.killed,
    };
  }
}

/** A monitor in a process of its own. */
class MonitorProcess {
  /** Whether it became ready; false if it ended before. */
  readonly ready: Promise<boolean>;
  wasReady = false;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private words = '';

  constructor({ pipeline, state, alerts, input, port }: Place, feed: 'file' | 'http', receiver: string) {
    const from =
      feed === 'http' ? ['--input', 'http', '--port', String(port)] : ['--input', input, '--follow', '--metrics-port', String(port)]; // prettier-ignore
    const to = ['--state', state, '--alerts', alerts, '--webhook-env', 'TRIAL_RECEIVER', '--notify', 'both'];
    const args = [...RUN_TYPESCRIPT, 'scripts/monitor.ts', '--pipeline', pipeline, ...from, ...to];
    this.child = spawn(process.execPath, args, {
      cwd: REPOSITORY_ROOT,
      env: { ...process.env, TRIAL_RECEIVER: receiver },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.ended = once(this.child, 'close');
    this.ready = new Promise((resolve) => {
      this.child.stderr!.on('data', (text: Buffer) => {
        this.words = (this.words + text.toString()).slice(-4000);
        if (!this.words.includes('"msg":"Ready')) return;
        this.wasReady = true;
        resolve(true);
      });
      void this.ended.then(() => resolve(false));
    });
  }

  /** Kills it. @returns  False if it had ended by itself. */
  async kill(): Promise<boolean> {
    const isKilled = this.child.exitCode === null && this.child.kill('SIGKILL');
    await this.ended;
    return isKilled && this.child.signalCode === 'SIGKILL';
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  lastWords(): string {
    return this.words.trim().split('\n').at(-1) ?? '';
  }
}

/** Reads what the file of alerts and the full ones before it tell, in order. */
function readAlerts(file: string): string[] {
  const files = [4, 3, 2, 1].map((i) => `${file}.${i}`).concat(file);
  return files
    .filter((each) => fs.existsSync(each))
    .flatMap((each) => fs.readFileSync(each, 'utf8').split('\n').filter(Boolean))
    .map((line) => {
      const { phase, alert } = JSON.parse(line) as { phase: string; alert: { id: string } };
      return `${phase} ${alert.id}`;
    });
}
