/** The notebooks that `--only` names. */
import path from 'node:path';

/**
 * Finds notebooks by their names, or by a part of a name that no other notebook has: `06`, `anogan`.
 *
 * @param all   Names without ending, in their order.
 * @param only  As given, with commas between them; undefined for all.
 * @throws      If a name fits no notebook, or several.
 */
export function chooseNotebooks(all: readonly string[], only: string | undefined): string[] {
  if (only === undefined) return [...all];
  const chosen = only.split(',').map((given) => {
    const wanted = path.basename(given.trim(), '.ipynb');
    const found = all.includes(wanted) ? [wanted] : all.filter((name) => wanted !== '' && name.includes(wanted));
    if (found.length === 1) return found[0];
    const fault = found.length === 0 ? 'no such notebook' : `could be ${found.join(' or ')}`;
    throw new Error(`--only ${given}: ${fault}; expected some of ${all.join(', ')}.`);
  });
  return [...new Set(chosen)];
}
