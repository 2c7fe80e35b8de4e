/** Delivers notifications from the outbox, with retries. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/index';
import { appendDurably } from './append-file';
import { DeliverySchedule } from './delivery-schedule';
import type { Letter, Outbox } from './outbox';
import type { Notification } from './point';
import { DeliveryError, type Send } from './webhook';

export interface DeliveryOptions {
  readonly outbox: Outbox;
  readonly send: Send;
  /** The file for letters that cannot be delivered: one JSON line each, with the reason. */
  readonly deadLetters: string;
  /** Milliseconds before the first retry; each wait is doubled and drawn at random up to twice as long. Default 1,000. */
  readonly minDelay?: number;
  /** The longest wait, in milliseconds. Default 60,000. */
  readonly maxDelay?: number;
  /** The age in milliseconds after which a letter goes to the dead letters. Default: a day. */
  readonly giveUpAfter?: number;
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number;
  /** Called for each failed attempt, each delivery, each dead letter, each repeat and each damaged line. */
  readonly onEvent?: (event: DeliveryEvent) => void;
}

export interface DeliveryEvent {
  /**
   * `known`: a letter with this key waits or was sent already. `journal`: the outbox or the dead letters cannot be
   * written. `damaged`: a line of the outbox could not be read.
   */
  readonly kind: 'delivered' | 'failed' | 'dead' | 'journal' | 'known' | 'damaged';
  /** Empty if the line of a damaged letter does not tell it. */
  readonly key: string;
  readonly reason?: string;
  readonly attempt?: number;
}

/**
 * Sends notifications to a receiver, one at a time: an event's opening before its closing, otherwise the oldest first,
 * except that a letter that fails again and again lets the others pass. A notification is on disk before it is sent and
 * stays there until the receiver has accepted it. A failed attempt is repeated with growing waits until `giveUpAfter`;
 * what the receiver refuses permanently goes to the dead letters. If the receiver's answer is lost, the letter is sent
 * again with the same key, so that a receiver that checks keys sees it once.
 */
export class Delivery {
  private readonly settings: Required<DeliveryOptions>;
  private readonly schedule: DeliverySchedule;
  private readonly stop = new AbortController();
  private working: Promise<void> | undefined;
  /** Ends the wait for the next attempt. */
  private nap = new AbortController();
  /** Letters for which the outbox has no room and which are not among the dead letters yet. */
  private overflow: Letter[] = [];

  constructor(options: DeliveryOptions) {
    this.settings = {
      minDelay: 1000,
      maxDelay: 60_000,
      giveUpAfter: 24 * 3600 * 1000,
      now: Date.now,
      onEvent: () => undefined,
      ...options,
    };
    this.schedule = new DeliverySchedule(this.settings);
    this.tellDamage();
    // Sends what an earlier run left in the outbox.
    this.wake();
  }

  /** Puts a notification into the outbox, on disk unless the disk refuses, and starts sending. */
  notify(notification: Notification): void {
    const { outbox, now, onEvent } = this.settings;
    const { alert, phase } = notification;
    const key = phase === 'opened' ? alert.id : `${alert.id}-closed`;
    const letter = { key, createdAt: now(), notification };
    const added = this.guarded(key, () => outbox.add(letter));
    if (added === 'full' && !this.bury(letter, 'the outbox is full')) this.overflow.push(letter);
    if (added === 'known') onEvent({ kind: 'known', key });
    this.wake();
    this.nap.abort();
  }

  /** Writes what the disk refused earlier. @throws The file system's own error, as long as it still refuses. */
  persist(): void {
    this.settings.outbox.persist();
    while (this.overflow.length > 0) {
      this.writeDead(this.overflow[0], 'the outbox is full');
      this.overflow.shift();
    }
  }

  get pending(): number {
    return this.settings.outbox.pending;
  }

  /** Waits until nothing is pending, or for this many milliseconds. @returns  Whether nothing is pending. */
  async drain(milliseconds: number): Promise<boolean> {
    const waited = new AbortController();
    await Promise.race([
      this.working,
      sleep(milliseconds, undefined, { signal: waited.signal }).catch(() => undefined),
    ]);
    waited.abort();
    return this.pending === 0;
  }

  /** Stops at once; what is pending stays in the outbox for the next run. */
  close(): void {
    this.stop.abort();
    this.nap.abort();
  }

  private wake(): void {
    if (this.working || this.stop.signal.aborted || this.pending === 0) return;
    this.working = this.work().finally(() => {
      this.working = undefined;
      this.wake();
    });
  }

  private async work(): Promise<void> {
    while (this.pending > 0 && !this.stop.signal.aborted) {
      const { letter, wait } = this.schedule.next(this.settings.outbox.letters());
      if (letter) await this.attempt(letter);
      else await this.rest(wait);
    }
  }

  /** Waits; unreferenced, so that a waiting retry does not keep a stopped monitor alive. */
  private async rest(milliseconds: number): Promise<void> {
    this.nap = new AbortController();
    await sleep(milliseconds, undefined, { signal: this.nap.signal, ref: false }).catch(() => undefined);
  }

  private async attempt(letter: Letter): Promise<void> {
    const { send, onEvent } = this.settings;
    const { signal } = this.stop;
    try {
      await send(letter, signal);
    } catch (error) {
      if (!signal.aborted) this.failed(letter, error);
      return;
    }
    this.schedule.succeeded(letter);
    onEvent({ kind: 'delivered', key: letter.key });
    this.settle(letter.key);
  }

  private failed(letter: Letter, error: unknown): void {
    const { now, giveUpAfter, onEvent } = this.settings;
    const { key } = letter;
    const reason = messageOf(error);
    const { permanent, retryAfter, reached } =
      error instanceof DeliveryError ? error : { permanent: false, retryAfter: 0, reached: true };
    const attempt = this.schedule.failed(letter, { retryAfter, reached });
    onEvent({ kind: 'failed', key, reason, attempt });
    const isOld = now() - letter.createdAt >= giveUpAfter;
    if (!permanent && !isOld) return;
    // A letter that cannot be written there stays in the outbox and is tried again.
    if (!this.bury(letter, permanent ? reason : `not delivered after ${attempt} attempts: ${reason}`)) return;
    this.schedule.abandoned(letter);
    this.settle(key);
  }

  private settle(key: string): void {
    this.guarded(key, () => this.settings.outbox.settle(key));
  }

  /** Moves a letter to the dead letters. @returns  Whether it is on disk there. */
  private bury(letter: Letter, reason: string): boolean {
    const isWritten = this.guarded(letter.key, () => {
      this.writeDead(letter, reason);
      return true;
    });
    if (isWritten) this.settings.onEvent({ kind: 'dead', key: letter.key, reason });
    return isWritten ?? false;
  }

  private writeDead(letter: object, reason: string): void {
    const { deadLetters, now } = this.settings;
    appendDurably(deadLetters, [JSON.stringify({ at: now(), reason, ...letter })]);
  }

  /** Tells of the journal's lines that could not be read; those that were letters go to the dead letters. */
  private tellDamage(): void {
    const { damage, damagedFile } = this.settings.outbox;
    for (const { letter, reason } of damage) {
      const key = typeof letter?.key === 'string' ? letter.key : '';
      const told = `a line of the outbox is damaged (${reason}); it is kept in ${damagedFile}`;
      if (letter) this.guarded(key, () => this.writeDead(letter, told));
      this.settings.onEvent({ kind: 'damaged', key, reason: told });
    }
  }

  /** Turns a disk error into an event; delivery continues from memory. */
  private guarded<T>(key: string, write: () => T): T | undefined {
    try {
      return write();
    } catch (error) {
      this.settings.onEvent({ kind: 'journal', key, reason: messageOf(error) });
      return undefined;
    }
  }
}
