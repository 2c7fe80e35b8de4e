/** Words for what stands out in a figure: its alternative text is for people who do not see it. */
import type { NumberArray } from '../base/index';
import type { Segment } from '../data/segments';
import { formatShort } from '../tables/number-format';

/** Says where values are smallest and largest: `from .02 (M-1) to .9 (P-1)`; of a single value, just that. */
export function lowToHigh(values: NumberArray, names: readonly string[]): string {
  const places = Array.from(values, (_, place) => place);
  const low = places.reduce((a, b) => (values[b] < values[a] ? b : a), 0);
  const high = places.reduce((a, b) => (values[b] > values[a] ? b : a), 0);
  if (values[low] === values[high])
    return places.length === 1 ? formatShort(values[0]) : `${formatShort(values[0])} throughout`;
  return `from ${formatShort(values[low])} (${names[low]}) to ${formatShort(values[high])} (${names[high]})`;
}

/** Says how a line runs: `.773 to .89, highest .9 at 8`; a level line is said to be one. */
export function courseOf(values: NumberArray, places: NumberArray, extreme: 'lowest' | 'highest'): string {
  const last = values.length - 1;
  const at = Array.from(values).reduce((best, value, i) => {
    return (extreme === 'lowest' ? value < values[best] : value > values[best]) ? i : best;
  }, 0);
  if (Array.from(values).every((value) => value === values[0])) {
    return `${formatShort(values[0])}${last > 0 ? ' throughout' : ''}`;
  }
  const ends = `${formatShort(values[0])} to ${formatShort(values[last])}`;
  return at === 0 || at === last ? ends : `${ends}, ${extreme} ${formatShort(values[at])} at ${places[at]}`;
}

/** Says how many labelled anomalies are shaded, and how long they are; nothing if there are none. */
export function shadedPhrase(segments: readonly Segment[] = []): string {
  if (segments.length === 0) return '';
  const steps = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  const one = segments.length === 1;
  return `; ${segments.length} labelled anomal${one ? 'y' : 'ies'}${one ? '' : ','} of ${formatShort(steps)} steps${one ? '' : ' in all'} shaded`;
}
