/** Interrupts work in a notebook's cell: tslab ends the cell at once, but leaves its code running. */
import { tslabKernel } from './tslab-kernel';

/** Waits for one turn of the event loop, so that signals and timers are handled. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs work that an interrupt of the notebook stops, together with the rest of the cell. Outside a notebook, and where the
 * caller has its own signal, the work simply runs.
 *
 * @param given  The caller's signal.
 * @param work   Checks the signal it is given, and turns the event loop at least every second, so that it can be aborted.
 * @throws If it was interrupted, or `work` throws.
 */
export async function interruptible<T>(
  given: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (given || !tslabKernel()) return work(given);
  // tslab itself listens for the signal until a cell's code first waits; a listener added earlier would end that.
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
