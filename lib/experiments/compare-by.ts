/** Results side by side, by the value of a field. */
import { mean } from '../base/index';
import { bootstrap } from '../metrics/index';
import type { JobRecord } from '../runs/index';
import { flattenRecord, requireField, type Scalar } from './flat-record';

export interface Group {
  /** The field's value. */
  readonly value: Scalar;
  /** The measure of each job in which it is defined. */
  readonly values: readonly number[];
  readonly mean: number;
  /** 95 percent percentile bootstrap interval of the mean over the jobs; equal to it where there is one job. */
  readonly low: number;
  readonly high: number;
}

/**
 * Groups records by a field, numbers in order, and averages a measure over each group's channels and seeds.
 *
 * @throws If no record has the field or the measure; the message lists those there are. If the measure is not a number.
 */
export function compareBy(records: readonly JobRecord[], field: string, measure: string): Group[] {
  const rows = records.map(flattenRecord);
  requireField(rows, field);
  requireField(rows, measure);
  const odd = rows.find((row) => typeof (row[measure] ?? 0) !== 'number');
  if (odd) throw new Error(`'${measure}' cannot be averaged: expected numbers, found '${odd[measure]}'.`);
  const groups = new Map<Scalar, number[]>();
  for (const row of rows) {
    const [key, value] = [row[field] ?? null, row[measure]];
    const values = groups.get(key) ?? [];
    groups.set(key, values);
    if (typeof value === 'number') values.push(value);
  }
  return [...groups]
    .filter(([, values]) => values.length > 0)
    .map(([value, values]) => ({ value, values, ...meanInterval(values) }))
    .sort((a, b) => inOrder(a.value, b.value));
}

function meanInterval(values: readonly number[]): Pick<Group, 'mean' | 'low' | 'high'> {
  const { estimate, low, high } = bootstrap(mean, values, new Uint8Array(values.length));
  return { mean: estimate, low, high };
}

function inOrder(a: Scalar, b: Scalar): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
