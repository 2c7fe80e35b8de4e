/** Batches of input records, and how to stop waiting for the next one. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InputRecord } from './point';

export interface Batch {
  readonly records: readonly InputRecord[];
  /** Where to resume the input after this batch; undefined if it cannot be resumed. */
  readonly position?: FilePosition;
}

/** A position in a file that is being written to. */
export interface FilePosition {
  /** The file's inode number, which changes when a new file takes its name. */
  readonly inode: number;
  /** Bytes from its start. */
  readonly offset: number;
  /** A hash of its first bytes and of those before the offset, which tells it from a later file with the same inode. */
  readonly digest?: string;
}

const BATCH_SIZE = 256;

/** Groups points into batches: 256 each from a synchronous iterator, one each from an asynchronous one. */
export async function* batchesOf(points: AsyncIterable<InputRecord> | Iterable<InputRecord>): AsyncGenerator<Batch> {
  let records: InputRecord[] = [];
  if (Symbol.asyncIterator in points) {
    for await (const record of points) yield { records: [record] };
    return;
  }
  for (const record of points) {
    records.push(record);
    if (records.length < BATCH_SIZE) continue;
    yield { records };
    records = [];
    // Without this, deliveries, requests and signals would get no turn.
    await nextTurn();
  }
  if (records.length > 0) yield { records };
}

/** Yields batches until the signal aborts, without waiting for a batch that has not arrived. */
export async function* untilAborted<T>(batches: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = batches[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      const result = await settledOrAborted(iterator.next(), signal);
      if (result === undefined || result.done) return;
      yield result.value;
    }
  } finally {
    // Not awaited: a generator that waits for input ends only when input arrives.
    void iterator.return?.()?.catch(() => undefined);
  }
}

/**
 * Resolves with the promise's value, or with undefined if the signal aborts first. Promise.race would not do: a race
 * against one promise for the whole run keeps every batch that ever won.
 */
export function settledOrAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
