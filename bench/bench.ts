/** What all measurements share: medians, and a result with a table for people and data for programs. */
import type { Table } from '../lib/tables';

export interface BenchResult {
  readonly title: string;
  readonly table: Table;
  /** The raw numbers behind the table. */
  readonly data: unknown;
}

export type Bench = () => BenchResult | Promise<BenchResult>;

/** Computes the median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Measures the median time of a call in milliseconds, after calls that warm the compiler up. */
export function medianTime(call: () => unknown, { repeats = 7, warmUps = 2 } = {}): number {
  for (let i = 0; i < warmUps; i++) call();
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return median(times);
}
