/** Seeded random numbers. */
import seedrandom from 'seedrandom';
import { requireInteger } from './errors';

/**
 * A stream of random numbers (ARC4, by the package seedrandom). The same seed gives the same numbers on every machine.
 * Give each part of a program its own stream with {@link Random.fork}: an extra draw in one then changes no other.
 */
export class Random {
  private readonly generator: seedrandom.PRNG;
  private readonly seed: string;
  private spare: number | undefined;

  constructor(seed: number | string) {
    this.seed = String(seed);
    this.generator = seedrandom(`telltale/${this.seed}`);
  }

  /** Makes an independent stream that depends on this stream's seed and the label, not on what was drawn before. */
  fork(label: number | string): Random {
    return new Random(`${this.seed}/${label}`);
  }

  /** Draws uniformly from [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.generator.double();
  }

  /** Draws from a normal distribution by Marsaglia's polar method. */
  normal(mean = 0, standardDeviation = 1): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return mean + standardDeviation * value;
    }
    let u: number, v: number, s: number;
    do {
      u = this.uniform(-1, 1);
      v = this.uniform(-1, 1);
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = v * factor;
    return mean + standardDeviation * u * factor;
  }

  /**
   * Draws a whole number from [0, n).
   *
   * @throws {DataError} If n is not a positive whole number.
   */
  integer(n: number): number {
    requireInteger('n', n, 1);
    return Math.floor(this.generator.double() * n);
  }

  /**
   * Puts the numbers 0 to n - 1 in random order (Fisher and Yates).
   *
   * @throws {DataError} If n is not a whole number of at least 0.
   */
  permutation(n: number): Int32Array {
    requireInteger('n', n, 0);
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** Returns a shuffled copy. */
  shuffle<T>(items: readonly T[]): T[] {
    return Array.from(this.permutation(items.length), (i) => items[i]);
  }
}
