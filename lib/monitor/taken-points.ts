/** Remembers the latest points of a channel, so that a point that is sent again is known whatever its age. */
import { type NumberArray, packNumbers, unpackNumbers } from '../base/index';

/** Points that are remembered. */
const CAPACITY = 2048;

/** Time and hash of points in turn, the oldest first, packed. */
export type TakenPointsState = string;

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
    const pairs = new Float64Array(2 * length);
    for (let i = 0; i < length; i++) {
      const at = (this.next + i) % length;
      pairs[2 * i] = this.times[at];
      pairs[2 * i + 1] = this.hashes[at];
    }
    return packNumbers(pairs);
  }

  /** Continues from what `toJSON` returned. @throws {DataError} If it holds something else. */
  restore(state: TakenPointsState): void {
    const bytes = Buffer.byteLength(state, 'base64');
    const pairs = unpackNumbers('taken points', state, new Float64Array(2 * Math.floor(bytes / 16)));
    for (let i = 0; i < pairs.length; i += 2) this.put(pairs[i], pairs[i + 1]);
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
