/** The latest points of a channel in one flat array, so that a restarted monitor can fill its window again. */
import type { NumberArray } from '../base/index';

export class PointRing {
  private readonly ring: Float64Array;
  private next = 0;
  private count = 0;

  /** @param capacity  Points kept; the oldest makes room for a new one. */
  constructor(
    private readonly capacity: number,
    private readonly features: number,
  ) {
    this.ring = new Float64Array(capacity * features);
  }

  push(values: NumberArray): void {
    this.ring.set(values, this.next * this.features);
    this.next = (this.next + 1) % this.capacity;
    if (this.count < this.capacity) this.count++;
  }

  clear(): void {
    this.next = 0;
    this.count = 0;
  }

  /** Oldest first. */
  toArray(): Float64Array[] {
    return Array.from({ length: this.count }, (_, i) => {
      const row = (this.next - this.count + i + this.capacity) % this.capacity;
      return this.ring.slice(row * this.features, (row + 1) * this.features);
    });
  }
}
