/** Decides which letter is tried next, and when. */
import type { Letter } from './outbox';

export interface ScheduleOptions {
  /** Milliseconds before the first retry; each wait is doubled and drawn at random up to twice as long. */
  readonly minDelay: number;
  /** The longest wait, in milliseconds. */
  readonly maxDelay: number;
}

/** How an attempt failed. */
interface Failure {
  /** Milliseconds that the receiver asked to wait. */
  readonly retryAfter: number;
  /** Whether there was a connection to the receiver; if not, the letter cannot be the cause. */
  readonly reached: boolean;
}

interface Tried {
  readonly attempts: number;
  /** Attempts that reached the receiver. */
  readonly strikes: number;
  /** When the next attempt is due, by the schedule's clock. */
  readonly retryAt: number;
}

/** Attempts that reach the receiver and fail before a letter lets the others pass. */
const STRIKES = 3;

/**
 * Chooses among the letters that wait. The rules:
 *
 * - The letters of one event are sent in order: what opened before what closed.
 * - The oldest comes first. A letter that failed three times at a receiver that was reached lets the others pass; among
 *   such letters the one that failed least often comes first.
 * - Each letter waits longer after each of its failures, and all wait longer after each failure in a row, so that a
 *   receiver that is down is asked rarely. A success ends the common wait.
 */
export class DeliverySchedule {
  private readonly tried = new Map<string, Tried>();
  private failuresInRow = 0;
  /** Nothing is sent before this time. */
  private openAt = 0;

  constructor(
    private readonly options: ScheduleOptions,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Returns the letter to try now; otherwise the milliseconds until one is due. */
  next(letters: Iterable<Letter>): { letter?: Letter; wait: number } {
    const time = this.clock();
    if (time < this.openAt) return { wait: this.openAt - time };
    const events = new Set<string>();
    let best: Letter | undefined;
    let fewest = Infinity;
    let dueAt = Infinity;
    for (const letter of letters) {
      const { id } = letter.notification.alert;
      if (events.has(id)) continue;
      events.add(id);
      const { strikes, retryAt } = this.tried.get(letter.key) ?? { strikes: 0, retryAt: 0 };
      if (retryAt > time) {
        dueAt = Math.min(dueAt, retryAt);
        // It keeps its place while it may succeed soon.
        if (strikes < STRIKES && best === undefined) return { wait: retryAt - time };
        continue;
      }
      if (strikes < STRIKES) return { letter, wait: 0 };
      if (strikes < fewest) [best, fewest] = [letter, strikes];
    }
    return { letter: best, wait: Math.min(dueAt - time, this.options.maxDelay) };
  }

  succeeded({ key }: Letter): void {
    this.tried.delete(key);
    this.failuresInRow = 0;
    this.openAt = 0;
  }

  /** Notes a failed attempt. @returns  How often the letter was tried. */
  failed({ key }: Letter, { retryAfter, reached }: Failure): number {
    const { maxDelay } = this.options;
    const asked = Math.min(retryAfter, maxDelay);
    const before = this.tried.get(key) ?? { attempts: 0, strikes: 0 };
    const [attempts, strikes] = [before.attempts + 1, before.strikes + (reached ? 1 : 0)];
    const time = this.clock();
    this.tried.set(key, { attempts, strikes, retryAt: time + Math.max(asked, this.delay(attempts)) });
    this.failuresInRow++;
    this.openAt = time + Math.max(asked, this.delay(this.failuresInRow));
    return attempts;
  }

  /** Forgets a letter that is not tried again. The next one need not wait for it. */
  abandoned({ key }: Letter): void {
    this.tried.delete(key);
    this.openAt = 0;
  }

  private delay(attempts: number): number {
    const { minDelay, maxDelay } = this.options;
    return Math.min(maxDelay, minDelay * 2 ** (attempts - 1) * (1 + Math.random()));
  }
}
