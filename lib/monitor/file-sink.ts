/** Writes alerts and scores to files of bounded size. */
import fs from 'node:fs';
import path from 'node:path';
import { requireInteger, makeFolder } from '../base/index';
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

/** Writes JSON lines to a file that never grows beyond `maxBytes`, and keeps up to `keep` full ones. */
export class FileSink implements Sink {
  readonly name = 'file';
  private readonly maxBytes: number;
  private readonly keep: number;
  private lines: string[] = [];
  private descriptor: number;
  private bytes: number;

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
    makeFolder(path.dirname(file));
    this.descriptor = fs.openSync(file, 'a');
    this.bytes = fs.fstatSync(this.descriptor).size;
  }

  scored(point: ScoredPoint): void {
    if (this.options.content === 'scores') this.add(outputLine('score', point));
  }

  notified(notification: Notification): void {
    this.add(outputLine('alert', notification));
    this.flush();
  }

  flush(): void {
    if (this.lines.length === 0) return;
    const text = `${this.lines.join('\n')}\n`;
    // Emptied before writing: if the disk is full these lines are lost, but memory stays bounded.
    this.lines = [];
    const size = Buffer.byteLength(text);
    if (this.bytes > 0 && this.bytes + size > this.maxBytes) this.rotate();
    fs.writeSync(this.descriptor, text);
    this.bytes += size;
  }

  close(): void {
    this.flush();
    fs.closeSync(this.descriptor);
  }

  private add(line: string): void {
    this.lines.push(line);
    if (this.lines.length >= BUFFERED_LINES) this.flush();
  }

  /** Begins a new file. The old one stays open until then: once closed, its descriptor may belong to another file. */
  private rotate(): void {
    const full = this.descriptor;
    // There is no file to move if an earlier attempt failed after the renames.
    if (this.keep > 0 && fs.existsSync(this.file)) this.shift();
    this.descriptor = fs.openSync(this.file, 'w');
    this.bytes = 0;
    fs.closeSync(full);
  }

  private shift(): void {
    for (let i = this.keep - 1; i >= 1; i--) {
      if (fs.existsSync(`${this.file}.${i}`)) fs.renameSync(`${this.file}.${i}`, `${this.file}.${i + 1}`);
    }
    fs.renameSync(this.file, `${this.file}.1`);
  }
}
