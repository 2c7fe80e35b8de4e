/** Results side by side: by the value of a field, or two stores with each other. */
import { bootstrap } from '../../metrics/index';
import { flattenRecord, requireField, type Scalar } from './flat-record';
import { sameFigures, type UnitRecord } from './job-record';

export interface Group {
  /** The field's value. */
  readonly value: Scalar;
  /** The measure of each unit in which it is defined. */
  readonly values: readonly number[];
  readonly mean: number;
  /** 95 percent percentile bootstrap interval of the mean over the units; equal to it where there is one unit. */
  readonly low: number;
  readonly high: number;
}

/**
 * Groups records by a field, numbers in order, and averages a measure over each group's channels and seeds.
 *
 * @throws If no record has the field or the measure; the message lists those there are. If the measure is no number.
 */
export function compareBy(records: readonly UnitRecord[], field: string, measure: string): Group[] {
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

/** What two stores have in common. */
export interface StoreComparison {
  /** Units of which every figure is equal, to the last bit. */
  readonly identical: number;
  readonly different: readonly { readonly a: UnitRecord; readonly b: UnitRecord; readonly largest: string }[];
  readonly onlyA: readonly UnitRecord[];
  readonly onlyB: readonly UnitRecord[];
}

/** Compares the results of equal units. */
export function compareStores(a: readonly UnitRecord[], b: readonly UnitRecord[]): StoreComparison {
  const [inA, inB] = [a, b].map((records) => new Map(records.map((record) => [record.hash, record])));
  const pairs = a.filter(({ hash }) => inB.has(hash)).map((record) => ({ a: record, b: inB.get(record.hash)! }));
  const different = pairs.filter((pair) => !sameFigures(pair.a, pair.b));
  return {
    identical: pairs.length - different.length,
    different: different.map((pair) => ({ ...pair, largest: largestDifference(pair.a, pair.b) })),
    onlyA: a.filter(({ hash }) => !inB.has(hash)),
    onlyB: b.filter(({ hash }) => !inA.has(hash)),
  };
}

/** Which measure of the detector differs most, e.g. `rocAuc by 3.1e-7`. */
function largestDifference(a: UnitRecord, b: UnitRecord): string {
  const [left, right] = [a, b].map(({ result, unit }) => result.rows[unit.model] as unknown as Record<string, Scalar>);
  const differences = Object.keys(left ?? {})
    .filter((key) => key !== 'seconds' && typeof left[key] === 'number' && typeof right?.[key] === 'number')
    .map((key) => ({ key, by: Math.abs((left[key] as number) - (right[key] as number)) }))
    .sort((first, second) => second.by - first.by);
  const most = differences[0];
  return most && most.by > 0 ? `${most.key} by ${most.by.toExponential(1)}` : 'outside its measures';
}

function meanInterval(values: readonly number[]): Pick<Group, 'mean' | 'low' | 'high'> {
  const mean = (sample: ArrayLike<number>) => Array.from(sample).reduce((sum, each) => sum + each, 0) / sample.length;
  const { estimate, low, high } = bootstrap(mean, values, new Uint8Array(values.length));
  return { mean: estimate, low, high };
}

function inOrder(a: Scalar, b: Scalar): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
