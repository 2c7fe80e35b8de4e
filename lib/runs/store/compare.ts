/** Two result stores side by side. */
import { figuresOf, sameFigures, type JobRecord } from './job-record';

/** What two stores have in common. */
export interface StoreComparison {
  /** Jobs of which every figure is equal, to the last bit. */
  readonly identical: number;
  readonly different: readonly { readonly a: JobRecord; readonly b: JobRecord; readonly largest: string }[];
  readonly onlyA: readonly JobRecord[];
  readonly onlyB: readonly JobRecord[];
}

/** Compares the results of equal jobs. */
export function compareStores(a: readonly JobRecord[], b: readonly JobRecord[]): StoreComparison {
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

/** Names the figure that differs most, by its path in the result, e.g. `measures.rocAuc by 3.1e-7`. */
function largestDifference(a: JobRecord, b: JobRecord): string {
  const right = new Map(numbersOf(figuresOf(b)));
  const differences = numbersOf(figuresOf(a))
    .flatMap(([path, value]) => (right.has(path) ? [{ path, by: Math.abs(value - right.get(path)!) }] : []))
    .sort((first, second) => second.by - first.by);
  const [most] = differences;
  return most !== undefined && most.by > 0 ? `${most.path} by ${most.by.toExponential(1)}` : 'outside its numbers';
}

function numbersOf(value: unknown, path = ''): [path: string, value: number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => numbersOf(each, path ? `${path}.${key}` : key));
}
