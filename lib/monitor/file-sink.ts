/** Writes alerts and scores to files of bounded size. */
import fs from 'node:fs';
import path from 'node:path';
import { flushFolder, makeFolder, requireInteger } from '../base/index';
import { appendLines } from './append-file';
import type { Notification, ScoredPoint } from './point';
import { outputLine, type Sink } from './sinks';

export interface FileSinkOptions {
  /** What is written: alerts only, or scores and alerts. */
  readonly content: 'alerts' | 'scores';
  /** Bytes after which a new file begins. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Full files kept, as FILE.1 (the latest), FILE.2 and so on. Default 4. */
  readonly keep?: number;
}

const BUFFERED_LINES = 1024;
/** Alerts that wait for room on the disk, and keys of alerts that are remembered. */
const MOST_ALERTS = 10_000;
const ALERT_LINE = '{"kind":"alert"';

/**
 * Writes JSON lines to a file that never grows beyond `maxBytes`, and keeps up to `keep` full ones. Alerts that the disk
 * refuses wait in memory and are written once there is room; scores are not kept. After `resume` an alert that the files
 * hold is not written again.
 */
export class FileSink implements Sink {
  readonly name: string;
  private readonly maxBytes: number;
  private readonly keep: number;
  private lines: string[] = [];
  private descriptor: number;
  private bytes = 0;
  /** The alerts in the files, once `resume` has read them. */
  private written = new Set<string>();

  /**
   * @throws {DataError} If an option is out of range or the folder cannot be made.
   * @throws If the file system refuses; the error is its own.
   */
  constructor(
    private readonly file: string,
    private readonly options: FileSinkOptions,
  ) {
    const { maxBytes = 64 * 2 ** 20, keep = 4 } = options;
    requireInteger('maxBytes', maxBytes, 1);
    requireInteger('keep', keep, 0);
    this.maxBytes = maxBytes;
    this.keep = keep;
    this.name = `file ${file}`;
    makeFolder(path.dirname(file));
    this.descriptor = this.open();
  }

  scored(point: ScoredPoint): void {
    if (this.options.content === 'scores') this.add(outputLine('score', point));
  }

  notified(notification: Notification): void {
    const key = keyOf(notification);
    if (this.written.delete(key)) return;
    this.add(outputLine('alert', notification));
    this.flush();
  }

  flush(): void {
    if (this.lines.length === 0) return;
    const { lines } = this;
    // Memory stays bounded while the disk is full: scores are lost, and of the alerts the oldest.
    this.lines = lines.filter((line) => line.startsWith(ALERT_LINE)).slice(-MOST_ALERTS);
    this.followName();
    const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (this.bytes > 0 && this.bytes + size > this.maxBytes) this.rotate();
    this.bytes += appendLines(this.descriptor, lines);
    this.lines = [];
  }

  /** Puts on the disk what was taken. @returns  The alerts that the disk refuses, for `resume`. */
  persist(): readonly string[] {
    try {
      this.flush();
    } catch {
      // `flush` is also called after each batch and tells of it then.
    }
    flushFile(this.descriptor);
    return this.lines;
  }

  /**
   * Continues after an earlier run, which may have been killed after it wrote alerts that come again now.
   *
   * @param unwritten  What `persist` returned last.
   */
  resume(unwritten: readonly string[]): void {
    const alerts = [`${this.file}.1`, this.file].flatMap(alertsIn).slice(-MOST_ALERTS);
    this.written = new Set(alerts.map(keyOf));
    for (const line of unwritten) {
      const alert = parseAlert(line);
      if (alert && !this.written.has(keyOf(alert))) this.lines.push(line);
    }
    this.flush();
  }

  close(): void {
    try {
      this.flush();
    } finally {
      fs.closeSync(this.descriptor);
    }
  }

  private add(line: string): void {
    this.lines.push(line);
    if (this.lines.length >= BUFFERED_LINES) this.flush();
  }

  private open(): number {
    const descriptor = fs.openSync(this.file, 'a+');
    flushFolder(path.dirname(this.file));
    this.bytes = fs.fstatSync(descriptor).size;
    return descriptor;
  }

  /** Opens the file again if a log rotation or a person has moved or removed it. */
  private followName(): void {
    const { ino, size } = fs.fstatSync(this.descriptor);
    this.bytes = size;
    if (fs.statSync(this.file, { throwIfNoEntry: false })?.ino === ino) return;
    const moved = this.descriptor;
    this.descriptor = this.open();
    fs.closeSync(moved);
  }

  /** Begins a new file. The old one stays open until then: once closed, its descriptor may belong to another file. */
  private rotate(): void {
    const full = this.descriptor;
    if (this.keep > 0) this.shift();
    else fs.rmSync(this.file);
    this.descriptor = this.open();
    fs.closeSync(full);
  }

  private shift(): void {
    for (let i = this.keep - 1; i >= 1; i--) {
      if (fs.existsSync(`${this.file}.${i}`)) fs.renameSync(`${this.file}.${i}`, `${this.file}.${i + 1}`);
    }
    fs.renameSync(this.file, `${this.file}.1`);
  }
}

/** Puts a file's content on the disk. Pipes and devices have nothing to put there. */
function flushFile(descriptor: number): void {
  if (fs.fstatSync(descriptor).isFile()) fs.fsyncSync(descriptor);
}

/** Identifies a notification: an event opens once and closes once. */
function keyOf({ phase, alert }: Notification): string {
  return `${phase} ${alert.id}`;
}

/** Reads the alerts of a file that may not be there, or may end in a line that was cut short. */
function alertsIn(file: string): Notification[] {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => parseAlert(line) ?? []);
}

function parseAlert(line: string): Notification | undefined {
  if (!line.startsWith(ALERT_LINE)) return undefined;
  try {
    const { phase, alert } = JSON.parse(line) as Partial<Notification>;
    return phase !== undefined && typeof alert?.id === 'string' ? { phase, alert } : undefined;
  } catch {
    return undefined;
  }
}
