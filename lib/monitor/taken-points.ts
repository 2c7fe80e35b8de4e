/** Remembers the latest points of a channel, so that a point that is sent again is known whatever its age. */
import type { NumberArray } from '../base/index';

/** Points that are remembered. */
const CAPACITY = 2048;

/** Time and hash of points in turn, the oldest first. */
export type TakenPointsState = readonly number[];

/** A bounded memory of points by their time and a hash of their values. It grows with the points of its channel. */
export class TakenPoints {
  private readonly times: number[] = [];
  private readonly hashes: number[] = [];
  private next = 0;

  add(timestamp: number, values: NumberArray): void {
    this.put(timestamp, hashOf(values));
  }

  /** Whether a point with this time and these values is remembered. */
  has(timestamp: number, values: NumberArray): boolean {
    const hash = hashOf(values);
    for (let i = 0; i < this.times.length; i++) {
      if (this.times[i] === timestamp && this.hashes[i] === hash) return true;
    }
    return false;
  }

  toJSON(): TakenPointsState {
    const { length } = this.times;
    return Array.from({ length: 2 * length }, (_, i) => {
      const at = (this.next + Math.floor(i / 2)) % length;
      return i % 2 === 0 ? this.times[at] : this.hashes[at];
    });
  }

  /** Continues from what `toJSON` returned. */
  restore(state: TakenPointsState): void {
    for (let i = 0; i + 1 < state.length; i += 2) this.put(state[i], state[i + 1]);
  }

  private put(timestamp: number, hash: number): void {
    this.times[this.next] = timestamp;
    this.hashes[this.next] = hash;
    this.next = (this.next + 1) % CAPACITY;
  }
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Hashes every bit of the values (FNV-1a over words of 32 bits). */
function hashOf(values: NumberArray): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < values.length; i++) {
    // One bit pattern for all NaN.
    double[0] = Number.isNaN(values[i]) ? NaN : values[i];
    hash = Math.imul(hash ^ words[0], 0x01000193);
    hash = Math.imul(hash ^ words[1], 0x01000193);
  }
  return hash >>> 0;
}
