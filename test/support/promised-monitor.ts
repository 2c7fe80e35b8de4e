/** A monitor on a state folder with a webhook and a file of alerts, which a test can stop, kill and start again. */
import fs from 'node:fs';
import path from 'node:path';
import { Delivery } from '../../lib/monitor/delivery';
import { fileBatches, canResume, startOf } from '../../lib/monitor/file-input';
import { FileSink } from '../../lib/monitor/file-sink';
import { createLog } from '../../lib/monitor/log';
import { Outbox } from '../../lib/monitor/outbox';
import type { Point } from '../../lib/monitor/point';
import { recordMonitor } from '../../lib/monitor/recording';
import { MonitorService } from '../../lib/monitor/service';
import { WebhookSink } from '../../lib/monitor/sinks';
import { StateFolder } from '../../lib/monitor/state-folder';
import { DeliveryError } from '../../lib/monitor/webhook';
import { meanSource } from './monitor';

export type Feed = 'file' | 'http' | 'pipe';
/** What the receiver does with a letter. */
export type Answer = 'takes' | 'down' | 'loses its answer' | 'refuses' | 'fails';

const monitor = {
  source: meanSource({ windowSize: 3 }),
  threshold: { kind: 'fixed', value: 10 },
  alerts: { coolDown: 2 },
} as const;

/** Points a minute apart, with an event of three in each thirty. */
export const points: readonly Point[] = Array.from({ length: 300 }, (_, i) => ({
  timestamp: i * 60_000,
  values: [i % 30 >= 20 && i % 30 < 23 ? 60 : i % 7],
}));

const ids = recordMonitor(points, monitor).alerts.map(({ id }) => id);

/** What a scenario came to, in the words of docs/production.md. */
export interface Outcome {
  readonly lost: string;
  readonly told: string;
  readonly lines: string;
  readonly points: string;
}

export class PromisedMonitor {
  readonly state: string;
  readonly input: string;
  answer: (key: string) => Answer = () => 'takes';
  time = 0;
  private readonly alerts: string;
  private readonly taken: string[] = [];
  /** Points of which a sender was told, or which are in the file: they must be scored. */
  private readonly promised: number[] = [];
  private readonly scored = new Set<number>();
  private running:
    { kill: () => void; stop: () => Promise<void>; service: MonitorService; delivery: Delivery } | undefined;
  private unread: number[] = [];

  constructor(
    folder: string,
    private readonly feed: Feed,
  ) {
    fs.mkdirSync(folder);
    this.state = path.join(folder, 'state');
    this.alerts = path.join(folder, 'alerts.jsonl');
    this.input = path.join(folder, 'input', 'points.jsonl');
    fs.mkdirSync(path.dirname(this.input));
    fs.writeFileSync(this.input, '');
  }

  /** Starts the monitor; a file is followed from then on. */
  start(): void {
    const state = new StateFolder(this.state);
    const outbox = new Outbox(state.outboxFile);
    const delivery = new Delivery({
      outbox,
      send: ({ key }) => this.receive(key),
      deadLetters: state.deadLetters,
      minDelay: 1,
      maxDelay: 3,
      now: () => this.time,
    });
    const watch = { name: 'watch', scored: ({ timestamp }: { timestamp: number }) => void this.scored.add(timestamp) };
    const service = new MonitorService({
      monitor,
      sinks: [new WebhookSink(delivery, ['opened', 'closed']), new FileSink(this.alerts, { content: 'alerts' }), watch],
      log: createLog('silent'),
      state,
      journal: this.feed !== 'file',
      startAt: this.feed === 'file' ? startOf(this.input) : undefined,
      canResume: (position) => canResume(this.input, position),
    });
    const signal = new AbortController();
    const options = { format: 'jsonl', features: 1, follow: true, pollInterval: 2, from: service.readFrom } as const;
    const batches = fileBatches(this.input, { ...options, signal: signal.signal });
    const run = this.feed === 'file' ? service.run(batches, signal.signal) : Promise.resolve();
    this.running = {
      service,
      delivery,
      // Nothing is saved or written at a kill. What it still has in hand must not reach the disk.
      kill: () => {
        signal.abort();
        service.save = () => undefined;
        delivery.close();
        state.release();
      },
      stop: async () => {
        signal.abort();
        await run;
        await service.stop({ ended: false });
        state.release();
      },
    };
  }

  /** Feeds points and waits until they are scored, unless they are refused. @returns Whether they were taken. */
  async give(from: number, to: number): Promise<boolean> {
    const given = points.slice(from, to);
    const times = given.map(({ timestamp }) => timestamp!);
    const { service } = this.running!;
    if (this.feed === 'file') {
      await this.write(from, to);
      await until(() => times.every((time) => this.scored.has(time)));
      return true;
    }
    try {
      await service.accept({ records: given }, { isRepeated: this.feed === 'http' });
    } catch {
      return false;
    }
    this.promised.push(...times);
    return true;
  }

  /** Writes points to the input file, or to another. */
  async write(from: number, to: number, file = this.input): Promise<void> {
    const given = points.slice(from, to);
    const lines = given.map(({ timestamp, values }) => `${JSON.stringify({ timestamp, values: [...values] })}\n`);
    // Not by the calls that a test of a full disk replaces.
    await fs.promises.appendFile(file, lines.join(''));
    this.promised.push(...given.map(({ timestamp }) => timestamp!));
  }

  /** Waits until a point is scored. */
  async reach(index: number): Promise<void> {
    await until(() => this.scored.has(points[index].timestamp!));
  }

  /** Points that are in the pipe when the monitor is killed. */
  leaveUnread(from: number, to: number): void {
    this.unread = points.slice(from, to).map(({ timestamp }) => timestamp!);
  }

  save(): void {
    this.running!.service.save();
  }

  kill(): void {
    this.running!.kill();
    this.running = undefined;
  }

  async stop(): Promise<void> {
    await this.running!.stop();
    this.running = undefined;
  }

  /** Waits until the receiver was told of everything that can be delivered, stops, and counts. */
  async finish(): Promise<Outcome> {
    const { service, delivery } = this.running!;
    await service.accept({ records: [] });
    await delivery.drain(5000);
    await this.stop();
    return { lost: this.lost(), told: this.told(), lines: this.linesToldAgain(), points: this.pointsLost() };
  }

  private receive(key: string): Promise<void> {
    const answer = this.answer(key);
    if (answer === 'takes' || answer === 'loses its answer') this.taken.push(key);
    if (answer === 'takes') return Promise.resolve();
    const isDown = answer === 'down';
    return Promise.reject(new DeliveryError(isDown ? 'ECONNREFUSED' : answer, answer === 'refuses', 0, !isDown));
  }

  private lost(): string {
    const expected = ids.flatMap((id) => [id, `${id}-closed`]);
    const missing = expected.filter((key) => !this.taken.includes(key));
    if (missing.length === 0) return 'none';
    for (const file of ['dead-letters.jsonl', 'outbox.jsonl.damaged']) {
      const text = readIfThere(path.join(this.state, file));
      if (missing.every((key) => text.includes(`"key":"${key}"`))) return `none: kept in \`${file}\``;
    }
    return `${missing.length} of ${expected.length}`;
  }

  private told(): string {
    const foreign = this.taken.filter((key) => !ids.includes(key.replace('-closed', '')));
    if (foreign.length > 0) return `under ${foreign.length} other keys`;
    return new Set(this.taken).size === this.taken.length ? 'never' : 'with the same key';
  }

  private linesToldAgain(): string {
    const lines = fs.readFileSync(this.alerts, 'utf8').trimEnd().split('\n');
    const keys = lines.map((line) => {
      const { phase, alert } = JSON.parse(line) as { phase: string; alert: { id: string } };
      return `${phase} ${alert.id}`;
    });
    const missing = ids.flatMap((id) => [`opened ${id}`, `closed ${id}`]).filter((key) => !keys.includes(key));
    if (missing.length > 0) return `${missing.length} are missing`;
    return new Set(keys).size === keys.length ? 'never' : `${keys.length - new Set(keys).size} times`;
  }

  private pointsLost(): string {
    const lost = this.promised.filter((time) => !this.scored.has(time));
    if (lost.length > 0) return `${lost.length}`;
    if (this.feed === 'http') return 'none that was answered with 200';
    return this.unread.length > 0 && this.unread.every((time) => !this.scored.has(time))
      ? 'those not read yet from the pipe'
      : 'none';
  }
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('waited a minute for points to be scored');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function readIfThere(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}
