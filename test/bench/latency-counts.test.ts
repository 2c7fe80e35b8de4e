import assert from 'node:assert/strict';
import { LatencyCounts } from '../../bench/latency-counts';
import { Random } from '../../lib/base';

/** The width of a bucket. */
const WIDTH = 2 ** (1 / 32);

function counted(latencies: Iterable<number>): LatencyCounts {
  const counts = new LatencyCounts();
  for (const latency of latencies) counts.add(latency);
  return counts;
}

describe('LatencyCounts', () => {
  it('gives quantiles that lie above those of the sorted values, by a bucket at most', () => {
    const random = new Random(6);
    // From some microseconds to some seconds.
    const latencies = Float64Array.from({ length: 10_000 }, () => 1e-3 * Math.exp(random.normal(0, 2)));
    const counts = counted(latencies);
    latencies.sort();
    for (const q of [0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1]) {
      // The smallest value that at least a share q of them does not exceed.
      const exact = latencies[Math.ceil(Math.round(q * 1e6) / 100) - 1];
      const ratio = counts.quantile(q) / exact;
      assert.ok(ratio >= 1 && ratio <= WIDTH * (1 + 1e-9), `quantile ${q}: ${ratio} times ${exact}`);
    }
  });

  it('puts each quantile in the bucket where the counts reach it', () => {
    const counts = counted([...new Array<number>(98).fill(1e-3), 1e-2, 1e-1]);
    const near = (q: number, value: number) => Math.abs(counts.quantile(q) / value - 1) < WIDTH - 1;
    assert.ok(near(0.5, 1e-3) && near(0.98, 1e-3) && near(0.985, 1e-2) && near(0.99, 1e-2) && near(0.995, 1e-1));
  });

  it('counts what no bucket is for in the first or the last one', () => {
    assert.equal(counted([0]).quantile(1), 1e-9 * WIDTH);
    assert.equal(counted([1e9]).quantile(1), 1e-9 * 2 ** 40);
  });
});
