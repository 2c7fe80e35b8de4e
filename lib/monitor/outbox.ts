/** The journal of notifications to be delivered. */
import fs from 'node:fs';
import { writeFileAtomic, DataError, messageOf } from '../base/index';
import { appendDurably } from './append-file';
import type { Notification } from './point';

/** A notification to be delivered. */
export interface Letter {
  /** Identifies repeats to the receiver. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly notification: Notification;
}

export interface OutboxLimits {
  /** Largest number of letters that wait. Default 10,000. */
  readonly maxPending?: number;
  /** Number of settled keys that are remembered, to prevent repeats after a restart. Default 10,000. */
  readonly maxSettled?: number;
}

/**
 * Keeps a journal with one JSON line for each added letter, `{"add": letter}`, and each settled one, `{"settled": key}`.
 * A letter is on disk before `add` returns. A key that waits or is settled is not accepted again, so that a monitor that
 * restarts and sees an event again sends it once. A line that a crash cut short is skipped and counted. The journal is
 * rewritten when it is more than twice as long as needed.
 */
export class Outbox {
  private readonly waiting = new Map<string, Letter>();
  private readonly settled = new Set<string>();
  private readonly limits: Required<OutboxLimits>;
  private lines = 0;
  /** Number of journal lines that could not be read. */
  readonly damagedLines: number;

  /** @throws {DataError} If the journal exists and cannot be read. */
  constructor(
    private readonly file: string,
    { maxPending = 10_000, maxSettled = 10_000 }: OutboxLimits = {},
  ) {
    this.limits = { maxPending, maxSettled };
    this.damagedLines = this.read();
    this.compact();
  }

  /** Adds a letter. @returns  `known` if its key waits or is settled, `full` if no more letters can wait. */
  add(letter: Letter): 'added' | 'known' | 'full' {
    if (this.waiting.has(letter.key) || this.settled.has(letter.key)) return 'known';
    if (this.waiting.size >= this.limits.maxPending) return 'full';
    // In memory first: if the disk is full, the letter is still sent.
    this.waiting.set(letter.key, letter);
    this.append({ add: letter });
    return 'added';
  }

  /** Marks a letter as delivered or moved to the dead letters. */
  settle(key: string): void {
    if (!this.waiting.delete(key)) return;
    this.remember(key);
    this.append({ settled: key });
    if (this.lines > 100 + 2 * (this.waiting.size + this.settled.size)) this.compact();
  }

  /** The letter that has waited longest. */
  get first(): Letter | undefined {
    return this.waiting.values().next().value;
  }

  get pending(): number {
    return this.waiting.size;
  }

  private append(entry: { add: Letter } | { settled: string }): void {
    this.lines++;
    appendDurably(this.file, JSON.stringify(entry));
  }

  private remember(key: string): void {
    this.settled.add(key);
    const oldest = this.settled.values().next().value;
    if (this.settled.size > this.limits.maxSettled && oldest !== undefined) this.settled.delete(oldest);
  }

  private read(): number {
    let damaged = 0;
    for (const line of readIfThere(this.file).split('\n')) {
      if (line === '') continue;
      const entry = parseEntry(line);
      if (entry === undefined) damaged++;
      else if ('add' in entry) this.waiting.set(entry.add.key, entry.add);
      else {
        this.waiting.delete(entry.settled);
        this.remember(entry.settled);
      }
    }
    return damaged;
  }

  private compact(): void {
    const entries = [
      ...[...this.settled].map((settled) => ({ settled })),
      ...[...this.waiting.values()].map((add) => ({ add })),
    ];
    this.lines = entries.length;
    writeFileAtomic(this.file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }
}

function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new DataError(`${file}: the outbox cannot be read (${messageOf(error)})`);
  }
}

function parseEntry(line: string): { add: Letter } | { settled: string } | undefined {
  try {
    const entry = JSON.parse(line) as { add?: Partial<Letter>; settled?: unknown };
    if (typeof entry.settled === 'string') return { settled: entry.settled };
    const { key, createdAt, notification } = entry.add ?? {};
    if (typeof key !== 'string' || typeof createdAt !== 'number' || !notification?.alert) return undefined;
    return { add: { key, createdAt, notification } };
  } catch {
    return undefined;
  }
}
