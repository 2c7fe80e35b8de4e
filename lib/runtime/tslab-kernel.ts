/** What the kernel of a notebook offers, if this process is one. */

/**
 * Returns the exports of the tslab module that talks to Jupyter. It is found among the modules already loaded: the running
 * kernel may be another copy than the one in node_modules, and loading tslab elsewhere takes a second.
 *
 * @returns Undefined outside a tslab notebook.
 */
export function tslabKernel(): Record<string, unknown> | undefined {
  const loaded = Object.keys(require.cache).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  return loaded === undefined ? undefined : (require.cache[loaded]?.exports as Record<string, unknown>);
}
