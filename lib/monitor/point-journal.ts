/** The journal of points that were taken since the state was saved, for inputs that cannot be read again. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { flushFolder, messageOf } from '../base/index';
import { appendLines } from './append-file';
import type { Point } from './point';

/** Points that were taken together, such as those of one request. */
export interface JournaledBatch {
  /** Grows from batch to batch. */
  readonly number: number;
  readonly points: readonly Point[];
}

/** How far a state has come in the journal: it holds all batches before `number`, and of that one some points. */
export interface JournalPosition {
  readonly number: number;
  readonly points: number;
}

/** Points that are not on the disk. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  /** The status of an answer over HTTP. */
  readonly statusCode = 503;

  constructor(reason: string) {
    super(`the points cannot be written to the disk (${reason}); none was taken; send them again later`);
  }
}

interface Waiting {
  readonly number: number;
  readonly line: string;
  readonly done: (error?: Error) => void;
}

interface OpenFile {
  readonly file: string;
  readonly descriptor: number;
}

/** The name of a file holds the number of its first batch; a file that a killed run left may hold no batch. */
const NAME = /^points-(\d+)\.journal$/;
const CHECKSUM_LENGTH = 16;
/** Bytes beyond which a new file begins: as long as no state can be saved, none is removed. */
const LARGEST_FILE = 2 ** 26;

const flushToDisk = promisify((descriptor: number, done: (error: Error | null) => void) => fs.fsync(descriptor, done));

/**
 * Keeps one line for each batch, on disk before `append` resolves. Batches that wait at the same time are flushed to the
 * disk together. The journal is a series of files; a file is removed once a state that holds all its batches is saved.
 */
export class PointJournal {
  private readonly damaged: string[] = [];
  private waiting: Waiting[] = [];
  private isWorking = false;
  /** The file that is written to. */
  private current: OpenFile | undefined;
  private mustBegin = false;
  private lastNumber = 0;
  /** The number of the last batch in each file that was read or written here; 0 if it holds none. */
  private readonly lastIn = new Map<string, number>();

  /** @param folder  Must exist once a batch is written. */
  constructor(private readonly folder: string) {}

  /**
   * The files with lines that could not be read, other than a last line that a crash cut short. A copy of each is kept
   * as FILE.damaged.
   */
  get damagedFiles(): readonly string[] {
    return this.damaged;
  }

  /**
   * Reads the points that a saved state lacks, in order, and removes the files whose batches it holds: a kill may have come
   * between the state and that. Called once, before anything is appended.
   *
   * @param from  How far the state has come.
   * @throws The file system's own error, if a file cannot be read.
   */
  read(from: JournalPosition = { number: 0, points: 0 }): JournaledBatch[] {
    const files = this.files();
    const batches = files.flatMap(({ file }) => this.readFile(file));
    // Numbers go on beyond the names, too: a file that a killed run left may end in a part of a line.
    const numbers = [...files.map(({ first }) => first), ...batches.map(({ number }) => number)];
    this.lastNumber = numbers.reduce((most, number) => Math.max(most, number), from.number);
    attempt(() => this.forget(from));
    return batches
      .filter(({ number }) => number >= from.number)
      .map((batch) => (batch.number === from.number ? { ...batch, points: batch.points.slice(from.points) } : batch));
  }

  /**
   * Writes a batch.
   *
   * @returns  Its number, once it is on disk.
   * @throws {JournalError} If the disk refuses it. Then nothing of it is in the journal, unless the disk refuses to shorten
   *                        the file as well.
   */
  append(points: readonly Point[]): Promise<number> {
    const number = ++this.lastNumber;
    const content = JSON.stringify({ number, points: points.map(stored) });
    const written = new Promise<number>((resolve, reject) => {
      const done = (error?: Error) => (error ? reject(error) : resolve(number));
      this.waiting.push({ number, line: `${checksum(content)} ${content}`, done });
    });
    if (!this.isWorking) void this.work();
    return written;
  }

  /** Removes the files whose batches a saved state holds. @throws The file system's own error, once all were tried. */
  forget({ number }: JournalPosition): void {
    if (this.isWorking) this.mustBegin = true;
    else this.close();
    let fault: unknown;
    // Only what a file holds tells whether it may go: the name of the next one does not say where it ends.
    for (const [file, last] of this.lastIn) {
      if (last >= number || file === this.current?.file) continue;
      try {
        fs.rmSync(file, { force: true });
        this.lastIn.delete(file);
      } catch (error) {
        fault ??= error;
      }
    }
    if (fault !== undefined) throw fault;
  }

  close(): void {
    const { current } = this;
    // First: a descriptor that could not be closed is not to be used again either.
    this.current = undefined;
    if (current) fs.closeSync(current.descriptor);
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      const error = await this.write(group);
      group.forEach(({ done }) => done(error));
    }
    this.isWorking = false;
  }

  /** Writes batches and flushes them to the disk. @returns  Why that failed. */
  private async write(group: readonly Waiting[]): Promise<JournalError | undefined> {
    let before: (OpenFile & { readonly size: number }) | undefined;
    try {
      const opened = this.open(group[0].number);
      before = { ...opened, size: fs.fstatSync(opened.descriptor).size };
      const lines = group.map(({ line }) => line);
      appendLines(opened.descriptor, lines);
      await flushToDisk(opened.descriptor);
      this.lastIn.set(opened.file, group[group.length - 1].number);
      if (before.size > LARGEST_FILE) this.mustBegin = true;
      return undefined;
    } catch (error) {
      // What is not promised to be on the disk must not be there after a restart.
      if (before) restoreFile(before);
      this.mustBegin = true;
      return new JournalError(messageOf(error));
    }
  }

  /** Opens the file to write to: a new one, named after its first batch, after `forget`, an error or a large file. */
  private open(first: number): OpenFile {
    if (this.mustBegin) this.close();
    this.mustBegin = false;
    if (this.current) return this.current;
    const file = path.join(this.folder, `points-${String(first).padStart(12, '0')}.journal`);
    this.current = { file, descriptor: fs.openSync(file, 'a+', 0o600) };
    this.lastIn.set(file, 0);
    flushFolder(this.folder);
    return this.current;
  }

  /** Lists the journal's files in order. */
  private files(): { file: string; first: number }[] {
    const names = fs.existsSync(this.folder) ? fs.readdirSync(this.folder) : [];
    return names
      .flatMap((name) => {
        const [, first] = NAME.exec(name) ?? [];
        return first === undefined ? [] : [{ file: path.join(this.folder, name), first: Number(first) }];
      })
      .sort((a, b) => a.first - b.first);
  }

  private readFile(file: string): JournaledBatch[] {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    // Empty after a line break, so that only a line that was cut short is left out.
    lines.pop();
    const batches = lines.map(parseLine);
    const read = batches.flatMap((batch) => batch ?? []);
    const isDamaged = batches.includes(undefined);
    if (isDamaged) this.damaged.push(file);
    // Without a copy a damaged file stays.
    const isKept = isDamaged ? attempt(() => fs.copyFileSync(file, `${file}.damaged`)) : true;
    if (isKept) this.lastIn.set(file, read.at(-1)?.number ?? 0);
    return read;
  }
}

function parseLine(line: string): JournaledBatch | undefined {
  const content = line.slice(CHECKSUM_LENGTH + 1);
  if (line.slice(0, CHECKSUM_LENGTH) !== checksum(content)) return undefined;
  const { number, points } = JSON.parse(content) as { number: number; points: StoredPoint[] };
  return { number, points: points.map(restored) };
}

/** A point as JSON can hold it: null where a value is missing. */
interface StoredPoint extends Omit<Point, 'values'> {
  readonly values: (number | null)[];
}

/** Leaves out what is only for messages. */
function stored({ found: _, values, ...rest }: Point): StoredPoint {
  return { ...rest, values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)) };
}

function restored({ values, ...rest }: StoredPoint): Point {
  return { ...rest, values: Float64Array.from(values, (value) => value ?? NaN) };
}

function checksum(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, CHECKSUM_LENGTH);
}

/** Removes what was written to a file, and the file if nothing else is in it. */
function restoreFile({ file, descriptor, size }: OpenFile & { readonly size: number }): void {
  attempt(() => fs.ftruncateSync(descriptor, size));
  if (size === 0) attempt(() => fs.rmSync(file, { force: true }));
}

/** Does something that may fail. @returns  Whether it was done. */
function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
