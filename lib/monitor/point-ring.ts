/** A ring buffer of the latest points of a channel, so that a restarted monitor can fill its window again. */
import type { NumberArray } from '../base/index';

export class PointRing {
  private readonly ring: Float64Array;
  private next = 0;
  private count = 0;

  /** @param capacity  Number of points kept; a new point replaces the oldest. */
  constructor(
    private readonly capacity: number,
    private readonly features: number,
  ) {
    this.ring = new Float64Array(capacity * features);
  }

  /** Adds a point. */
  push(values: NumberArray): void {
    this.ring.set(values, this.next * this.features);
    this.next = (this.next + 1) % this.capacity;
    if (this.count < this.capacity) this.count++;
  }

  clear(): void {
    this.next = 0;
    this.count = 0;
  }

  /** Returns the points, oldest first. */
  toArray(): Float64Array[] {
    return Array.from({ length: this.count }, (_, i) => {
      const row = (this.next - this.count + i + this.capacity) % this.capacity;
      return this.ring.slice(row * this.features, (row + 1) * this.features);
    });
  }
}
