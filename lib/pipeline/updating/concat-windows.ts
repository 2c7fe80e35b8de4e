/** Concatenates windows. */
import type { Windows } from '../../data/index';

/**
 * Concatenates windows of one size.
 *
 * @param parts  At least one. Stride and the meaning of the starts are taken from the first.
 */
export function concatWindows(parts: readonly Windows[]): Windows {
  const first = parts[0];
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const joined = {
    ...first,
    count,
    values: new Float32Array(count * first.windowSize * first.features),
    labels: new Uint8Array(count),
    starts: new Int32Array(count),
  };
  let done = 0;
  for (const { count: size, values, labels, starts } of parts) {
    joined.values.set(values, done * first.windowSize * first.features);
    joined.labels.set(labels, done);
    joined.starts.set(starts, done);
    done += size;
  }
  return joined;
}
