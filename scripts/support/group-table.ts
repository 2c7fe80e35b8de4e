/** Groups of results, as a sweep and `results compare` print them. */
import type { Group } from '../../lib/experiments/store/compare';
import { toMarkdown } from '../../lib/report';

/**
 * @param field    What the groups agree in.
 * @param measure  What is averaged, as its column is headed.
 */
export function groupTable(groups: readonly Group[], field: string, measure: string): string {
  return toMarkdown({
    columns: [field, 'Units', measure, '95 % from', 'to'],
    rows: groups.map(({ value, values, mean, low, high }) => [String(value), String(values.length), mean, low, high]),
  });
}
