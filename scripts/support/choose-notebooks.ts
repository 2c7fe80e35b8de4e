/** Which notebooks `--only` means. */
import path from 'node:path';

/**
 * The notebooks that are asked for, by their names or by a part of one that no other has: `06`, `anogan`.
 *
 * @param all   Names without ending, in their order.
 * @param only  As given, with commas between them; undefined for all.
 * @throws      If one is not there, or several are meant.
 */
export function chooseNotebooks(all: readonly string[], only: string | undefined): string[] {
  if (only === undefined) return [...all];
  const chosen = only.split(',').map((given) => {
    const wanted = path.basename(given.trim(), '.ipynb');
    const found = all.includes(wanted) ? [wanted] : all.filter((name) => wanted !== '' && name.includes(wanted));
    if (found.length === 1) return found[0];
    const fault = found.length === 0 ? 'no such notebook' : `could be ${found.join(' or ')}`;
    throw new Error(`--only ${given}: ${fault}; there are ${all.join(', ')}.`);
  });
  return [...new Set(chosen)];
}
