/** The journal of notifications to be delivered. */
import fs from 'node:fs';
import { DataError, messageOf, plainMessages, writeFileDurably, zodFault } from '../base/index';
import { z } from 'zod';
import { AlertSchema } from './alert-schema';
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

/** A line of the journal that could not be read. */
export interface Damage {
  readonly line: string;
  /** What was expected and what was found. */
  readonly reason: string;
  /** The letter as far as it could be read; undefined if the line does not add one. */
  readonly letter?: Readonly<Record<string, unknown>>;
}

export interface OutboxLimits {
  /** Largest number of letters that wait. Default 10,000. */
  readonly maxPending?: number;
  /** Number of settled keys that are remembered, to prevent repeats after a restart. Default 10,000. */
  readonly maxSettled?: number;
}

const LetterSchema = z.object({
  key: z.string().regex(/^[\x21-\x7e]+$/),
  createdAt: z.number(),
  notification: z.object({ phase: z.enum(['opened', 'closed']), alert: AlertSchema }),
});

type Entry = { add: Letter } | { settled: string };

/**
 * Keeps a journal with one JSON line for each added letter, `{"add": letter}`, and each settled one, `{"settled": key}`.
 * A letter is on disk before `add` returns; where the disk refuses it, `persist` writes it later. A key that waits or is
 * settled is not accepted again, so that a monitor that restarts and sees an event again sends it once. A line that
 * cannot be read is copied to FILE.damaged and listed in `damage`. The journal is rewritten when it is more than twice as
 * long as needed.
 */
export class Outbox {
  private readonly waiting = new Map<string, Letter>();
  private readonly settled = new Set<string>();
  private readonly limits: Required<OutboxLimits>;
  private lines = 0;
  /** Whether the journal lacks an entry that the disk refused. */
  private isBehind = false;
  private uncopied: readonly Damage[];
  /** The journal's lines that could not be read. */
  readonly damage: readonly Damage[];

  /** @throws {DataError} If the journal exists and cannot be read. */
  constructor(
    private readonly file: string,
    { maxPending = 10_000, maxSettled = 10_000 }: OutboxLimits = {},
  ) {
    this.limits = { maxPending, maxSettled };
    this.damage = this.read();
    this.uncopied = this.damage;
    try {
      this.compact();
    } catch {
      // The disk is full, for example. The journal is still whole: it is only longer than needed.
    }
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

  /** Writes what the disk refused earlier. @throws The file system's own error, as long as it still refuses. */
  persist(): void {
    if (this.isBehind) this.compact();
  }

  /** Gives the letters that wait, the oldest first. */
  letters(): Iterable<Letter> {
    return this.waiting.values();
  }

  get pending(): number {
    return this.waiting.size;
  }

  /** Where the journal's lines that could not be read are kept. */
  get damagedFile(): string {
    return `${this.file}.damaged`;
  }

  private append(entry: Entry): void {
    this.lines++;
    try {
      appendDurably(this.file, [JSON.stringify(entry)]);
    } catch (error) {
      this.isBehind = true;
      throw error;
    }
  }

  private remember(key: string): void {
    this.settled.add(key);
    const oldest = this.settled.values().next().value;
    if (this.settled.size > this.limits.maxSettled && oldest !== undefined) this.settled.delete(oldest);
  }

  private read(): Damage[] {
    const damage: Damage[] = [];
    for (const line of readIfThere(this.file).split('\n')) {
      if (line === '') continue;
      this.lines++;
      const entry = parseEntry(line);
      if ('reason' in entry) damage.push(entry);
      else if ('add' in entry) this.waiting.set(entry.add.key, entry.add);
      else {
        this.waiting.delete(entry.settled);
        this.remember(entry.settled);
      }
    }
    return damage;
  }

  /** Rewrites the journal. A line that could not be read leaves it only once its copy is on the disk. */
  private compact(): void {
    const damaged = this.uncopied.map(({ line }) => line);
    if (damaged.length > 0) appendDurably(this.damagedFile, damaged);
    this.uncopied = [];
    const entries: Entry[] = [
      ...[...this.settled].map((settled) => ({ settled })),
      ...[...this.waiting.values()].map((add) => ({ add })),
    ];
    writeFileDurably(this.file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
    this.lines = entries.length;
    this.isBehind = false;
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

function parseEntry(line: string): Entry | Damage {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return { line, reason: 'expected a line of JSON' };
  }
  const { settled, add } = (entry ?? {}) as { add?: unknown; settled?: unknown };
  if (typeof settled === 'string') return { settled };
  if (typeof add !== 'object' || add === null) return { line, reason: 'expected a letter or the key of a settled one' };
  const letter = LetterSchema.safeParse(add, plainMessages);
  if (letter.success) return { add: letter.data as Letter };
  return { line, letter: add as Record<string, unknown>, reason: zodFault(letter.error, 'letter') };
}
