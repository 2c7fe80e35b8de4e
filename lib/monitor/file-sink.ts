import fs from 'node:fs';
import path from 'node:path';
import { requireInteger, makeFolder } from '../base/index';
import type { Notification, ScoredPoint } from './point';
import { outputLine, type Sink } from './sinks';

interface FileSinkOptions {
  /** Alerts alone, or scores too. */
  readonly content: 'alerts' | 'scores';
  /** Bytes after which a new file begins. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Full files kept, as FILE.1 (the latest), FILE.2 and so on. Default 4. */
  readonly keep?: number;
}

const BUFFERED_LINES = 1024;

/** JSON lines in a file that never grows past `maxBytes`, with up to `keep` full ones before it. */
export class FileSink implements Sink {
  readonly name = 'file';
  private readonly maxBytes: number;
  private readonly keep: number;
  private lines: string[] = [];
  private descriptor: number;
  private bytes: number;

  /** @throws {DataError} If an option is out of range or the folder cannot be made; else the file system's own error. */
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
    // Emptied before writing: where the disk is full they are lost and told of, and memory stays bounded.
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

  /** The old file stays open until the new one is: closed too early, its number might be that of another file by now. */
  private rotate(): void {
    const full = this.descriptor;
    // Where an earlier attempt came as far as the renames, there is no file to move.
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
