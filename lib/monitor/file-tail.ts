/** Follows a file as it grows, over log rotation. */
import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FilePosition } from './batches';
import { fileAfter, findPlace, isUnchanged, placeAt } from './file-place';

/** Bytes of a file. */
export interface Piece {
  readonly bytes: Buffer;
  /**
   * `first`: a file begins here, and the one before is over. `next`: they continue the piece before. `added`: the writer of
   * the file before has added them although it was over.
   */
  readonly kind: 'first' | 'next' | 'added';
  /** Returns the position so many bytes before the end of the piece. */
  placeBefore(bytes: number): FilePosition;
}

export interface FollowOptions {
  /** Whether to wait for more at the end of the file. Default false. */
  readonly follow?: boolean;
  /** Where an earlier run stopped. If its file is gone, reading starts at the beginning of the present one. */
  readonly from?: FilePosition;
  /** Milliseconds between two looks at the end of a followed file. Default 250. */
  readonly pollInterval?: number;
  readonly signal?: AbortSignal;
  /** Hears what may have been lost, in a sentence. */
  readonly onNote?: (note: string) => void;
}

const PIECE_BYTES = 65_536;

/** Looks without growth after which the writer of a renamed file counts as gone to a later one. */
const QUIET_LOOKS = 4;

/** A file that is open, and how far it was read. */
class FileTail {
  private end: FilePosition;

  private constructor(
    private readonly handle: fs.FileHandle,
    private offset: number,
  ) {
    this.end = placeAt(handle.fd, offset);
  }

  static async open(file: string, offset: number): Promise<FileTail> {
    return new FileTail(await fs.open(file), offset);
  }

  get descriptor(): number {
    return this.handle.fd;
  }

  get isAtStart(): boolean {
    return this.offset === 0;
  }

  /** Reads what comes next. @returns  Undefined at the end, or where the file was {@link cut}. */
  async read(kind: Piece['kind']): Promise<Piece | undefined> {
    if (this.cut) return undefined;
    const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, this.offset);
    if (bytesRead === 0) return undefined;
    this.offset += bytesRead;
    const { descriptor, offset } = this;
    // Before the piece is handed on: while it is scored, the file may be truncated and grow again.
    this.end = placeAt(descriptor, offset);
    return {
      bytes: buffer.subarray(0, bytesRead),
      kind,
      placeBefore: (bytes) => (bytes === 0 ? this.end : placeAt(descriptor, offset - bytes)),
    };
  }

  /** How far the file was read, if it was truncated since, however far it has grown again. */
  get cut(): FilePosition | undefined {
    return isUnchanged(this.descriptor, this.end) ? undefined : this.end;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * Reads a file, and further as it grows. Rotation loses nothing that is still there:
 *
 * - A file that was renamed is read to its end. When its writer has been quiet for four looks and a later file holds
 *   something, that one is read: first the files rotated in between, then the one that has the name now. What the old writer
 *   still adds to the file before is read, too.
 * - A file that was truncated, even if it has grown beyond its old end since, is told by its first bytes and those before
 *   the end. If there is a copy beside it (copytruncate), the rest of the copy is read first.
 * - After a restart the file is looked for in the same way, by inode and bytes.
 */
export async function* followFile(file: string, options: FollowOptions): AsyncGenerator<Piece> {
  const { follow = false, from, pollInterval = 250, signal, onNote = () => undefined } = options;
  const start = from && findPlace(file, from);
  let tail = await FileTail.open(start ?? file, start === undefined ? 0 : from!.offset);
  let previous: FileTail | undefined;
  let quiet = 0;
  try {
    while (!signal?.aborted) {
      const piece = await tail.read(tail.isAtStart ? 'first' : 'next');
      if (piece) {
        quiet = 0;
        yield piece;
        continue;
      }
      const added = await previous?.read('added');
      if (added) yield added;
      const { cut } = tail;
      if (cut) {
        const copy = findPlace(file, cut);
        if (copy === undefined) onNote(`${file}: the file was truncated; what was not read of it is lost`);
        const next = await FileTail.open(copy ?? file, copy === undefined ? 0 : cut.offset);
        await tail.close();
        tail = next;
        continue;
      }
      const later = follow && quiet < QUIET_LOOKS ? undefined : fileAfter(file, tail.descriptor);
      if (later !== undefined) {
        await previous?.close();
        previous = tail;
        tail = await FileTail.open(later, 0);
        quiet = 0;
        continue;
      }
      if (!follow) return;
      await sleep(pollInterval, undefined, { signal });
      quiet++;
    }
  } finally {
    await tail.close();
    await previous?.close();
  }
}
