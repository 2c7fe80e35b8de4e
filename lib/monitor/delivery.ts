/** Delivers notifications from the outbox, with retries. */
import retry from 'async-retry';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/index';
import { appendDurably } from './append-file';
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
  /** Called for each failed attempt, each delivery, each dead letter and each repeat. */
  readonly onEvent?: (event: DeliveryEvent) => void;
}

export interface DeliveryEvent {
  /** `known`: a letter with this key waits or was sent already. `journal`: the outbox cannot be written. */
  readonly kind: 'delivered' | 'failed' | 'dead' | 'journal' | 'known';
  readonly key: string;
  readonly reason?: string;
  readonly attempt?: number;
}

/**
 * Sends notifications to a receiver, in order and one at a time. A notification is on disk before it is sent and stays
 * there until the receiver has accepted it. A failed attempt is repeated with growing waits until `giveUpAfter`; what
 * the receiver refuses permanently goes to the dead letters. If the receiver's answer is lost, the letter is sent again
 * with the same key, so that a receiver that checks keys sees it once.
 */
export class Delivery {
  private readonly settings: Required<DeliveryOptions>;
  private readonly stop = new AbortController();
  private working: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.settings = {
      minDelay: 1000,
      maxDelay: 60_000,
      giveUpAfter: 24 * 3600 * 1000,
      now: Date.now,
      onEvent: () => undefined,
      ...options,
    };
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
    if (added === 'full') this.bury(letter, 'the outbox is full');
    if (added === 'known') onEvent({ kind: 'known', key });
    this.wake();
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
  }

  private wake(): void {
    if (this.working || this.stop.signal.aborted || this.pending === 0) return;
    this.working = this.work().finally(() => {
      this.working = undefined;
      this.wake();
    });
  }

  private async work(): Promise<void> {
    for (let letter = this.next(); letter; letter = this.next()) {
      const fault = await this.deliver(letter);
      if (this.stop.signal.aborted && fault !== undefined) return;
      if (fault !== undefined) this.bury(letter, fault);
      else this.settings.onEvent({ kind: 'delivered', key: letter.key });
      this.settle(letter.key);
    }
  }

  private next(): Letter | undefined {
    return this.stop.signal.aborted ? undefined : this.settings.outbox.first;
  }

  /** Tries until the letter arrives. @returns  Why it was abandoned; undefined if it arrived. */
  private async deliver(letter: Letter): Promise<string | undefined> {
    const { minDelay, maxDelay } = this.settings;
    // Unreferenced, so that a waiting retry does not keep a stopped monitor alive.
    const delays = { factor: 2, minTimeout: minDelay, maxTimeout: maxDelay, randomize: true, unref: true };
    try {
      await retry((bail, attempt) => this.attempt(letter, attempt, bail), { ...delays, forever: true });
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  private async attempt(letter: Letter, attempt: number, bail: (error: Error) => void): Promise<void> {
    const { send, now, giveUpAfter, maxDelay, onEvent } = this.settings;
    const { signal } = this.stop;
    if (signal.aborted) return bail(new Error('stopped'));
    try {
      await send(letter, signal);
    } catch (error) {
      if (signal.aborted) return bail(new Error('stopped'));
      const reason = messageOf(error);
      onEvent({ kind: 'failed', key: letter.key, reason, attempt });
      const { permanent, retryAfter } = error instanceof DeliveryError ? error : { permanent: false, retryAfter: 0 };
      if (permanent) return bail(new Error(reason));
      if (now() - letter.createdAt >= giveUpAfter)
        return bail(new Error(`not delivered after ${attempt} attempts: ${reason}`));
      await sleep(Math.min(retryAfter, maxDelay), undefined, { signal, ref: false }).catch(() => undefined);
      throw error;
    }
  }

  private settle(key: string): void {
    this.guarded(key, () => this.settings.outbox.settle(key));
  }

  private bury(letter: Letter, reason: string): void {
    const { deadLetters, now, onEvent } = this.settings;
    this.guarded(letter.key, () => appendDurably(deadLetters, JSON.stringify({ at: now(), reason, ...letter })));
    onEvent({ kind: 'dead', key: letter.key, reason });
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
