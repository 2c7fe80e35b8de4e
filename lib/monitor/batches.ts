/** What the sources of points have in common: records in batches, and how to stop waiting for the next one. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InputRecord } from './point';

export interface Batch {
  readonly records: readonly InputRecord[];
  /** Where the input stands after this batch, for a restart; undefined where it cannot be resumed. */
  readonly position?: FilePosition;
}

/** A place in a file that is being written to. */
export interface FilePosition {
  /** The file's number on its disk, which changes when a new file takes its name. */
  readonly inode: number;
  /** Bytes from its start. */
  readonly offset: number;
}

const BATCH_SIZE = 256;

/** Points from an iterator as batches: of 256 from one that never waits, each by itself from one that may. */
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
    // An iterator that never waits would keep deliveries, requests and signals from their turn.
    await nextTurn();
  }
  if (records.length > 0) yield { records };
}

/** Hands batches on until the signal comes, without waiting for one that is still to come. */
export async function* untilAborted<T>(batches: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = batches[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      const result = await settledOrAborted(iterator.next(), signal);
      if (result === undefined || result.done) return;
      yield result.value;
    }
  } finally {
    // Not awaited: a generator that waits for input ends only when input comes.
    void iterator.return?.()?.catch(() => undefined);
  }
}

/**
 * What a promise gives, or undefined if the signal comes first. Not by Promise.race: a race against one promise for the
 * whole run keeps every batch that ever won.
 */
function settledOrAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
