/** Interrupts work in a notebook's cell: tslab would end the cell at once, but leave its code running. */
import { runningCell, tslabKernel } from './tslab-kernel';

/** Waits for one turn of the event loop, so that signals and timers are handled. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs work that an interrupt of the notebook stops. Outside a notebook, and where the caller has its own signal, the work
 * simply runs.
 *
 * @param given  The caller's signal.
 * @param work   Checks the signal it is given, and turns the event loop at least every second, so that it can be aborted.
 * @param keep   Makes a result of the interrupted work's, so that the cell continues with it; undefined if there is nothing to
 *               keep. No further work begins in that cell.
 * @throws If it was interrupted and nothing is kept, or the cell was before, or `work` throws.
 */
export async function interruptible<T>(
  given: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
  keep: (result: T) => T | undefined = () => undefined,
): Promise<T> {
  if (given || !tslabKernel()) return work(given);
  const cell = runningCell();
  if (cell?.interrupted) throw new Error('Interrupted.');
  // tslab itself listens for the signal until a cell's code first waits; a listener added earlier would end that.
  await turn();
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop);
  cell?.hearing.add(abort);
  try {
    const result = await work(abort.signal);
    if (!abort.signal.aborted) return result;
    // Without `cell` tslab has given the cell up, and nobody would hear what is kept.
    const kept = cell && keep(result);
    if (kept === undefined) throw new Error('Interrupted.');
    return kept;
  } finally {
    process.off('SIGINT', stop);
    cell?.hearing.delete(abort);
  }
}
