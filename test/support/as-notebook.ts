/** Runs something as if it were in a cell of a notebook. */
import type { RunningCell } from '../../lib/runtime';

const CELL = Symbol.for('telltale.cell');

/**
 * Runs `work` as if tslab were loaded, without the other listeners of the interrupt's signal.
 *
 * @param cell  What scripts/kernel shares; undefined as in plain tslab.
 */
export async function asNotebook(work: () => Promise<unknown>, cell?: RunningCell): Promise<void> {
  const file = '/node_modules/tslab/dist/jupyter.js';
  const others = process.listeners('SIGINT');
  others.forEach((each) => process.off('SIGINT', each));
  require.cache[file] = { exports: {} } as NodeJS.Module;
  Object.assign(globalThis, { [CELL]: cell });
  try {
    await work();
  } finally {
    Reflect.deleteProperty(require.cache, file);
    Reflect.deleteProperty(globalThis, CELL);
    others.forEach((each) => process.on('SIGINT', each));
  }
}

/** Runs `work` and returns what it wrote to standard error. */
export async function standardErrorOf(work: () => Promise<unknown>): Promise<string> {
  let written = '';
  const { stderr } = process;
  const write = stderr.write;
  stderr.write = (text: string | Uint8Array) => ((written += String(text)), true);
  try {
    await work();
  } finally {
    stderr.write = write;
  }
  return written;
}
