/** A pool of described stretches that grows with a stream: each new one is compared with those before it. */
import { z } from 'zod';
import { packNumbers, unpackNumbers, type NumberArray, type Rows } from '../base/index';
import { requireInside, requireWholeNumber } from './inputs';
import type { ScorePair } from './pooled-distance';
import { ScoringError } from './scoring-error';
import { meansOfSmallest } from './smallest';

export interface PastPoolOptions {
  /** Shares of the pool, between 0 and 1: the distance is averaged over that share of nearest rows. */
  readonly shares: readonly number[];
  /** Most rows in the pool. When it is full, every second row goes, and from then on every second row comes in. Default 6,000. */
  readonly maxPool?: number;
}

/** A `PastPool` as JSON; numbers are packed. */
export const PastPoolState = z.strictObject({
  width: z.int().positive(),
  shares: z.array(z.number()),
  maxPool: z.int().min(2),
  kept: z.int().nonnegative(),
  seen: z.int().nonnegative(),
  every: z.int().positive(),
  values: z.base64(),
  means: z.base64(),
  squares: z.base64(),
});

/**
 * Rows that were seen. The distance is Euclidean, each column divided by its standard deviation over all rows seen so far,
 * so that the scale follows the stream. It knows no row that comes later; its memory is bounded.
 */
export class PastPool {
  private readonly values: Float64Array;
  private readonly distances: Float64Array;
  private readonly weights: Float64Array;
  private readonly means: Float64Array;
  /** Sums of squared deviations from the means (Welford 1962). */
  private readonly squares: Float64Array;
  private readonly maxPool: number;
  private readonly shares: readonly number[];
  private kept = 0;
  private seen = 0;
  /** Every so manieth row seen is kept. */
  private every = 1;

  /** @throws {ScoringError} If a share does not lie between 0 and 1, or a number is not a positive whole one. */
  constructor(
    private readonly width: number,
    { shares, maxPool = 6000 }: PastPoolOptions,
  ) {
    shares.forEach((share, i) => requireInside('PastPool', [`shares[${i}]`, share], [0, 1]));
    requireWholeNumber('PastPool', ['width', width], 1);
    requireWholeNumber('PastPool', ['maxPool', maxPool], 2);
    this.shares = shares;
    this.maxPool = maxPool;
    this.values = new Float64Array(maxPool * width);
    this.distances = new Float64Array(maxPool);
    [this.weights, this.means, this.squares] = [0, 1, 2].map(() => new Float64Array(width));
  }

  /** Makes the pool that a state was taken of. @throws {DataError} If its numbers do not fit together. */
  static fromJSON(state: z.output<typeof PastPoolState>): PastPool {
    const { width, shares, maxPool, kept, seen, every } = state;
    const pool = new PastPool(width, { shares, maxPool });
    pool.values.set(unpackNumbers('values', state.values, new Float64Array(kept * width)));
    unpackNumbers('means', state.means, pool.means);
    unpackNumbers('squares', state.squares, pool.squares);
    [pool.kept, pool.seen, pool.every] = [kept, seen, every];
    if (seen > 0) pool.weigh();
    return pool;
  }

  toJSON(): z.output<typeof PastPoolState> {
    const { width, shares, maxPool, kept, seen, every, means, squares } = this;
    const values = packNumbers(this.values.subarray(0, kept * width));
    const moments = { means: packNumbers(means), squares: packNumbers(squares) };
    return { width, shares: [...shares], maxPool, kept, seen, every, values, ...moments };
  }

  /**
   * Computes the mean distance of a row to the nearest shares of the pool.
   *
   * @param row  [width].
   * @returns    One for each share; 0 while the pool is empty.
   */
  distancesOf(row: NumberArray): number[] {
    const { kept, width, values, weights } = this;
    if (kept === 0) return this.shares.map(() => 0);
    for (let j = 0; j < kept; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) {
        const difference = row[k] - values[j * width + k];
        sum += difference * difference * weights[k];
      }
      this.distances[j] = Math.sqrt(sum);
    }
    const nearest = this.shares.map((share) => Math.max(1, Math.round(share * kept)));
    return meansOfSmallest(this.distances.subarray(0, kept), nearest);
  }

  /** Takes a row, [width], into the pool and into the scale. */
  add(row: NumberArray): void {
    const { width } = this;
    if (this.seen % this.every === 0) {
      if (this.kept === this.maxPool) this.halve();
      if (this.seen % this.every === 0) this.values.set(row, this.kept++ * width);
    }
    this.seen++;
    for (let k = 0; k < width; k++) {
      const before = row[k] - this.means[k];
      this.means[k] += before / this.seen;
      this.squares[k] += before * (row[k] - this.means[k]);
    }
    this.weigh();
  }

  private weigh(): void {
    for (let k = 0; k < this.width; k++) {
      const variance = this.squares[k] / this.seen;
      this.weights[k] = variance < 1e-18 ? 1 : 1 / variance;
    }
  }

  private halve(): void {
    const { width } = this;
    const left = Math.ceil(this.kept / 2);
    for (let j = 1; j < left; j++) this.values.copyWithin(j * width, 2 * j * width, (2 * j + 1) * width);
    this.kept = left;
    this.every *= 2;
  }
}

/**
 * Computes the mean distance of each training row to the nearest share of all training rows, and of each test row to the
 * nearest share of the training rows and the test rows before it: no score depends on a later row.
 *
 * @returns  For each share, one score per row of either series.
 * @throws {ScoringError} If a series has no row, the widths differ, or an option is out of its range.
 */
export function pastDistances(train: Rows, test: Rows, options: PastPoolOptions): ScorePair[] {
  if (train.count === 0 || test.count === 0 || train.width !== test.width) {
    const found = `${train.count} of width ${train.width} and ${test.count} of width ${test.width}`;
    throw new ScoringError('pastDistances', `expected rows of one width of both series, found ${found}.`);
  }
  const { width } = train;
  const pool = new PastPool(width, options);
  const rowOf = ({ values }: Rows, i: number) => values.subarray(i * width, (i + 1) * width);
  for (let i = 0; i < train.count; i++) pool.add(rowOf(train, i));
  const empty = ({ count }: Rows) => options.shares.map(() => new Float64Array(count));
  const [ofTrain, ofTest] = [empty(train), empty(test)];
  for (let i = 0; i < train.count; i++) {
    pool.distancesOf(rowOf(train, i)).forEach((each, which) => (ofTrain[which][i] = each));
  }
  for (let i = 0; i < test.count; i++) {
    pool.distancesOf(rowOf(test, i)).forEach((each, which) => (ofTest[which][i] = each));
    pool.add(rowOf(test, i));
  }
  return options.shares.map((_, which) => ({ train: ofTrain[which], test: ofTest[which] }));
}
