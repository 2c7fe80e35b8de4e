/** What the kernel of a notebook offers, if this process is one. */

/**
 * Returns the exports of the tslab module that talks to Jupyter. It is found among the modules already loaded: the running
 * kernel may be another copy than the one in node_modules, and loading tslab elsewhere takes a second. Where the kernel was
 * registered by another installation than the one that a notebook's folder has, both are loaded; the one that runs cells has
 * what it writes by.
 *
 * @returns Undefined outside a tslab notebook.
 */
export function tslabKernel(): Record<string, unknown> | undefined {
  const loaded = Object.keys(require.cache).filter((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  const copies = loaded.map((file) => require.cache[file]?.exports as Record<string, unknown> | undefined);
  return copies.find((copy) => copy?.['lastWriteDisplayData']) ?? copies[0];
}

/** What the cell that runs and the library tell each other; scripts/kernel makes it. */
export interface RunningCell {
  /** Whether the cell was interrupted. */
  readonly interrupted: boolean;
  /** Work that ends by itself at an interrupt, so that the kernel need not end the cell. */
  readonly hearing: Set<object>;
}

/** Returns the running cell of a notebook; undefined elsewhere, and where tslab was started without scripts/kernel. */
export function runningCell(): RunningCell | undefined {
  return (globalThis as { [key: symbol]: RunningCell | undefined })[Symbol.for('telltale.cell')];
}
