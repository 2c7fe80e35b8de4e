/**
 * A uniform sample of bounded size of all peaks seen so far: each is in it with the same probability. Until the bound is
 * reached it holds all of them, in order.
 *
 * @see Vitter 1985, "Random sampling with a reservoir", algorithm R; the random number is a hash of the peak's number.
 */
export class PeakSample {
  /**
   * @param maxPeaks   The bound.
   * @param kept       The sample so far.
   * @param seenCount  Peaks seen so far.
   */
  constructor(
    private readonly maxPeaks: number,
    private readonly kept: number[] = [],
    private seenCount = kept.length,
  ) {}

  /** @returns  Whether the sample has changed. */
  add(peak: number): boolean {
    this.seenCount++;
    if (this.kept.length < this.maxPeaks) {
      this.kept.push(peak);
      return true;
    }
    const place = Math.floor(hashFraction(this.seenCount) * this.seenCount);
    if (place >= this.kept.length) return false;
    this.kept[place] = peak;
    return true;
  }

  get peaks(): readonly number[] {
    return this.kept;
  }

  get seen(): number {
    return this.seenCount;
  }
}

/**
 * Gives a number in [0, 1) that looks random, is the same in every run and needs no state (MurmurHash3's finalizer).
 */
function hashFraction(n: number): number {
  let hash = n | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
