/** The sinks of a monitor: one that fails is logged, and ends neither the stream nor the others. */
import { messageOf } from '../base/index';
import type { LimitedLog } from './log';
import type { Notification, ScoredPoint } from './point';
import type { Sink } from './sinks';

/** Lines that a sink could not write yet, by the names of the sinks. */
type Unwritten = Readonly<Record<string, readonly string[]>>;

export class GuardedSinks {
  constructor(
    private readonly sinks: readonly Sink[],
    private readonly trouble: LimitedLog,
  ) {}

  scored(point: ScoredPoint): void {
    for (const sink of this.sinks) if (sink.scored) this.guarded(sink, () => sink.scored?.(point));
  }

  notified(notification: Notification): void {
    for (const sink of this.sinks) this.guarded(sink, () => sink.notified?.(notification));
  }

  /** Gives each sink back what an earlier run could not write. */
  resume(unwritten: Unwritten): void {
    for (const sink of this.sinks) this.guarded(sink, () => sink.resume?.(unwritten[sink.name] ?? []));
  }

  /**
   * Has the sinks keep what a save is to be sure of.
   *
   * @returns  What they cannot write, by their names; undefined if there is nothing.
   * @throws   If one of them cannot keep it: nothing may be saved then.
   */
  persist(): Unwritten | undefined {
    const left = this.sinks.flatMap((sink): [string, readonly string[]][] => {
      const lines = sink.persist?.() ?? [];
      return lines.length > 0 ? [[sink.name, lines]] : [];
    });
    return left.length > 0 ? Object.fromEntries(left) : undefined;
  }

  async flush(): Promise<void> {
    for (const sink of this.sinks) await this.guardedAsync(sink, () => sink.flush?.());
  }

  /** Closes all sinks, each within some milliseconds. */
  async close(within: number): Promise<void> {
    await Promise.all(this.sinks.map((sink) => this.guardedAsync(sink, () => sink.close?.(within))));
  }

  private guarded(sink: Sink, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.logFailure(sink, error);
    }
  }

  private async guardedAsync(sink: Sink, write: () => void | Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.logFailure(sink, error);
    }
  }

  private logFailure({ name }: Sink, error: unknown): void {
    this.trouble.warn(`sink ${name}`, 'A sink cannot be written to', { sink: name, reason: messageOf(error) });
  }
}
