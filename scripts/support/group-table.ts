/** Prints groups of results, as a sweep and `results compare` print them. */
import type { Group } from '../../lib/experiments';
import type { Table } from '../../lib/tables';

export interface GroupedMeasure {
  /** As its columns are headed. */
  readonly heading: string;
  readonly groups: readonly Group[];
}

/**
 * Lays measures side by side, each with its mean and its interval; a group in which one is undefined has none of it.
 *
 * @param field  What the groups agree in.
 */
export function groupTable(field: string, measures: readonly GroupedMeasure[]): Table {
  const all = measures.flatMap(({ groups }) => groups);
  const values = [...new Set(all.map(({ value }) => value))];
  return {
    columns: [field, 'Jobs', ...measures.flatMap(({ heading }) => [heading, '95 % from', 'to'])],
    rows: values.map((value) => {
      const own = measures.map(({ groups }) => groups.find((group) => group.value === value));
      const jobs = Math.max(...own.map((group) => group?.values.length ?? 0));
      const figures = own.flatMap((group) => (group ? [group.mean, group.low, group.high] : [null, null, null]));
      return [shortened(value), String(jobs), ...figures];
    }),
  };
}

/** Shortens what was drawn at random to four digits; whole numbers, such as seeds, stay as they are. */
export function shortened(value: Group['value']): string {
  return String(typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value);
}
