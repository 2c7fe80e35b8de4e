/** Interrupting a cell: tslab gives the cell back at once, but leaves its code running. */
import { tslabKernel } from './tslab-kernel';

/** One turn of the event loop, in which signals and timers are heard. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs work that the interrupt of a notebook stops, and with it the rest of the cell. Outside a notebook, and where the caller
 * has a signal of its own, the work is run as it is.
 *
 * @param given  The caller's signal.
 * @param work   Looks at the signal it is given, and turns the event loop every second at least, or it would not be aborted.
 * @throws       If it was interrupted; what `work` throws.
 */
export async function interruptible<T>(
  given: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (given || !tslabKernel()) return work(given);
  // tslab watches for the signal itself while a cell's code runs up to its first wait; a listener added then would undo that.
  await turn();
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop);
  try {
    const result = await work(abort.signal);
    if (abort.signal.aborted) throw new Error('Interrupted.');
    return result;
  } finally {
    process.off('SIGINT', stop);
  }
}
