/** Follows a file as it grows, over log rotation. */
import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FilePosition } from './batches';
import { fileAfter, inodeHolding, openIfThere, openPlace } from './file-place';
import { isUnchanged, ReadPlace } from './read-place';

/** Bytes of a file. */
export interface Piece {
  readonly bytes: Buffer;
  /**
   * `first`: a file begins here, and the one before is over. `next`: they continue the piece before. `added`: the writer of
   * the file before has added them although it was over.
   */
  readonly kind: 'first' | 'next' | 'added';
  /**
   * Returns the position so many bytes before the end of the piece, where an incomplete line starts. It must be called for
   * each piece that is not `added`, also where nobody wants the position.
   */
  placeBefore(bytes: number): FilePosition;
}

export interface FollowOptions {
  /** Whether to wait for more at the end of the file. Default false. */
  readonly follow?: boolean;
  /** Where an earlier run stopped. If its file is gone, the present one is read from its start, with a note. */
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
  private constructor(
    private readonly handle: fs.FileHandle,
    private place: ReadPlace,
  ) {}

  /** Opens a file to read it from its start. @returns  Undefined if it is not there or has another inode than asked for. */
  static async openIfSame({ file, inode }: { file: string; inode: bigint }): Promise<FileTail | undefined> {
    const handle = await openIfThere(file);
    if (handle === undefined) return undefined;
    if ((await handle.stat({ bigint: true })).ino === inode) return new FileTail(handle, new ReadPlace(handle.fd, 0));
    await handle.close();
    return undefined;
  }

  static async open(file: string): Promise<FileTail> {
    const handle = await fs.open(file);
    return new FileTail(handle, new ReadPlace(handle.fd, 0));
  }

  /** Opens the file in which a position lies. @returns  Undefined if it is gone. */
  static async openAt(file: string, from: FilePosition, lineStart?: FilePosition): Promise<FileTail | undefined> {
    const opened = await openPlace(file, from, ({ fd }) => new ReadPlace(fd, from.offset, lineStart));
    return opened && new FileTail(opened.handle, opened.value);
  }

  get descriptor(): number {
    return this.handle.fd;
  }

  get isAtStart(): boolean {
    return this.place.offset === 0;
  }

  /** Reads what comes next. @returns  Undefined at the end, or where the file was {@link cut}. */
  async read(kind: Piece['kind']): Promise<Piece | undefined> {
    const { place } = this;
    const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, place.offset);
    // Asked after the read: until then the file may have been truncated and have grown again.
    if (bytesRead === 0 || this.cut) return undefined;
    const bytes = buffer.subarray(0, bytesRead);
    place.add(bytes);
    return { bytes, kind, placeBefore: (incomplete) => place.findLineStart(incomplete) };
  }

  /** How far the file was read, if it was truncated since, however far it has grown again. */
  get cut(): FilePosition | undefined {
    const { end } = this.place;
    return isUnchanged(this.descriptor, end) ? undefined : end;
  }

  /** Whether another file is neither this one nor a copy of it, as far as it was read. */
  isMissing(other: { file: string; inode: bigint }): boolean {
    const { end } = this.place;
    const isCopy = end.offset > 0 && inodeHolding(other.file, end) !== undefined;
    return BigInt(end.inode) !== other.inode && !isCopy;
  }

  /** Opens a copy of a file that was cut, to read on in it. @returns  Undefined if there is none. */
  openCopy(file: string): Promise<FileTail | undefined> {
    return FileTail.openAt(file, this.place.end, this.place.lineStart);
  }

  startAgain(): void {
    this.place = new ReadPlace(this.descriptor, 0);
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
  const resumed = from && (await FileTail.openAt(file, from));
  if (from && !resumed) {
    onNote(
      `${file}: the file that was read before is gone; what was not read of it is lost, this one is read from its start`,
    );
  }
  let tail = resumed ?? (await FileTail.open(file));
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
      if (added) {
        yield added;
        continue;
      }
      if (tail.cut) {
        const copy = await tail.openCopy(file);
        if (copy) {
          await tail.close();
          tail = copy;
        } else {
          onNote(`${file}: the file was truncated; what was not read of it is lost`);
          tail.startAgain();
        }
        continue;
      }
      const later = follow && quiet < QUIET_LOOKS ? undefined : fileAfter(file, tail.descriptor, previous?.descriptor);
      const next = later && (await FileTail.openIfSame(later));
      const first = await next?.read('first');
      // Asked again after the read: until then the file may have been copied and truncated.
      const again = next && fileAfter(file, tail.descriptor, previous?.descriptor);
      const isOvertaken = again && again.file !== file && next.isMissing(again);
      // One that was rotated while it was empty is passed through; the named one is waited for.
      const isEmptyBetween = again && again.file !== file && !first && !isOvertaken;
      if (next && (first ? !isOvertaken : isEmptyBetween)) {
        await previous?.close();
        previous = tail;
        tail = next;
        quiet = 0;
        if (first) yield first;
        continue;
      }
      await next?.close();
      if (!follow && later === undefined) return;
      await sleep(pollInterval, undefined, { signal });
      quiet++;
    }
  } finally {
    await tail.close();
    await previous?.close();
  }
}
