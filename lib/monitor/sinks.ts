/** Where scores and alerts go: the interface, standard output and a webhook. */
import type { Delivery } from './delivery';
import type { Notification, ScoredPoint } from './point';

/** A destination of scores and alerts. `scored` and `notified` are synchronous, so that a saved state misses nothing. */
export interface Sink {
  /** Different for each sink. */
  readonly name: string;
  scored?(point: ScoredPoint): void;
  notified?(notification: Notification): void;
  /** Writes what is buffered; called after each batch. */
  flush?(): void | Promise<void>;
  /**
   * Puts on the disk what it has taken; called before a state is saved, after which it does not come again.
   *
   * @returns  What the disk refuses, to be kept with the state for `resume`.
   * @throws If the state must not be saved.
   */
  persist?(): readonly string[];
  /** Continues after an earlier run, with what `persist` returned last. Some notifications of that run come again. */
  resume?(unwritten: readonly string[]): void;
  /** Closes the sink within this many milliseconds. */
  close?(milliseconds: number): void | Promise<void>;
}

/** Returns the JSON line of a score or an alert; its first key says which. */
export function outputLine(kind: 'score' | 'alert', content: ScoredPoint | Notification): string {
  return JSON.stringify({ kind, ...content });
}

/** Writes lines to a stream such as standard output, and waits if it is slow. */
export class StreamSink implements Sink {
  readonly name = 'console';
  private lines: string[] = [];

  /** @param content  What is written: alerts only, or scores and alerts. */
  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly content: 'alerts' | 'scores',
  ) {}

  scored(point: ScoredPoint): void {
    if (this.content === 'scores') this.lines.push(outputLine('score', point));
  }

  notified(notification: Notification): void {
    this.lines.push(outputLine('alert', notification));
  }

  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const text = `${this.lines.join('\n')}\n`;
    this.lines = [];
    if (this.stream.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        ['drain', 'close', 'error'].forEach((event) => this.stream.removeListener(event, done));
        resolve();
      };
      ['drain', 'close', 'error'].forEach((event) => this.stream.once(event, done));
    });
  }
}

/** Sends notifications to a webhook through the outbox. */
export class WebhookSink implements Sink {
  readonly name = 'webhook';

  /** @param phases  Which notifications to send. Default: opened alerts only, one message per event. */
  constructor(
    private readonly delivery: Delivery,
    private readonly phases: readonly Notification['phase'][] = ['opened'],
  ) {}

  notified(notification: Notification): void {
    if (this.phases.includes(notification.phase)) this.delivery.notify(notification);
  }

  persist(): readonly string[] {
    this.delivery.persist();
    return [];
  }

  async close(milliseconds: number): Promise<void> {
    await this.delivery.drain(milliseconds);
    this.delivery.close();
  }
}
