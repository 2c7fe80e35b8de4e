/** Counts latencies in buckets, so that a quantile over millions of them takes little memory. */

const SMALLEST = 1e-9;
const PER_DOUBLING = 32;
const DOUBLINGS = 40;

/** A bucket is a 32nd of a doubling wide. */
export class LatencyCounts {
  private readonly counts = new Float64Array(DOUBLINGS * PER_DOUBLING);
  private total = 0;

  add(seconds: number): void {
    const bucket = Math.floor(Math.log2(Math.max(seconds, SMALLEST) / SMALLEST) * PER_DOUBLING);
    this.counts[Math.min(bucket, this.counts.length - 1)]++;
    this.total++;
  }

  /** Returns the upper end, in seconds, of the bucket that holds the quantile. */
  quantile(q: number): number {
    let below = 0;
    let bucket = 0;
    while (bucket < this.counts.length - 1 && (below += this.counts[bucket]) < q * this.total) bucket++;
    return SMALLEST * 2 ** ((bucket + 1) / PER_DOUBLING);
  }
}
