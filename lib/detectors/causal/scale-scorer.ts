/** One length of stretches of the multi-scale ensemble on a stream: its pool, and how far the latest stretch lies from it. */
import { z } from 'zod';
import { quantile, type Rows } from '../../base/index';
import type { Series } from '../../data/index';
import { contextRows, PastPool, PastPoolState, type Description } from '../../scoring/index';
import { SMALL, strideOf } from '../multi-scale';
import { count, size } from './scorer-state';

const numbers = z.array(z.number());

export const ScaleState = z.strictObject({
  scale: size,
  stride: size,
  pool: PastPoolState,
  count,
  sums: numbers,
  usual: numbers,
  held: numbers,
});

type State = z.output<typeof ScaleState>;

/**
 * Scores by stretches of one length, one score for each share of the pool. Between two stretches the last score is held; as
 * long as no stretch is whole, it is the training series' median.
 */
export class ScaleScorer {
  readonly scale: number;
  private readonly pool: PastPool;
  private readonly fixed: Pick<State, 'stride' | 'usual'>;
  /** Of all distances, one for each share, and how many there were: their mean is the level that is divided by. */
  private readonly sums: number[];
  private count: number;
  private held: number[];

  constructor({ scale, stride, pool, count, sums, usual, held }: Omit<State, 'pool'> & { readonly pool: PastPool }) {
    this.scale = scale;
    this.pool = pool;
    this.fixed = { stride, usual };
    [this.sums, this.count, this.held] = [[...sums], count, held];
  }

  /** Makes one that has learnt from a training series. */
  static fit(train: Series, scale: number, options: { describe: Description; shares: readonly number[] }): ScaleScorer {
    const stride = strideOf(scale, train.length, 'past');
    const rows = contextRows(train, { ...options, windowSize: scale, stride, alignment: 'causal' });
    // Two rows at least, as the nearest one is the row itself.
    const least = Math.min(0.99, 2 / rows.count);
    const pool = new PastPool(rows.width, { shares: options.shares.map((share) => Math.max(share, least)) });
    for (let i = 0; i < rows.count; i++) pool.add(rowOf(rows, i));
    const distances = Array.from({ length: rows.count }, (_, i) => pool.distancesOf(rowOf(rows, i)));
    const sums = options.shares.map((_, which) => distances.reduce((sum, each) => sum + each[which], 0));
    const usual = sums.map((sum, which) => {
      const level = sum / rows.count + SMALL;
      return quantile(Float64Array.from(distances, (each) => each[which] / level).sort(), 0.5);
    });
    return new ScaleScorer({ scale, stride, pool, count: rows.count, sums, usual, held: usual });
  }

  /** Makes the one that a state was taken of. @throws {DataError} If its numbers do not fit together. */
  static resume({ pool, ...state }: State): ScaleScorer {
    return new ScaleScorer({ ...state, pool: PastPool.fromJSON(pool) });
  }

  /** Whether a stretch that is to be described ends at a step, counted from the series' first. */
  endsAt(step: number): boolean {
    return step >= this.scale - 1 && (step === this.scale - 1 || step % this.fixed.stride === 0);
  }

  /**
   * Takes the stretch that ends at a step. The first one stands for all that would begin before the series, as in the
   * detector of series: it enters the pool once for each of them, and their scores are not given.
   *
   * @param described  The stretch, [width].
   */
  take(step: number, described: Float64Array): void {
    const { stride } = this.fixed;
    if (step === this.scale - 1) {
      const before = Math.ceil(step / stride);
      for (let i = 0; i < before; i++) this.compare(described);
      if (step % stride !== 0) return;
    }
    this.held = this.compare(described);
  }

  /** The latest scores, one for each share. */
  get scores(): readonly number[] {
    return this.held;
  }

  restart(): void {
    this.held = this.fixed.usual;
  }

  toJSON(): State {
    const { scale, fixed, pool, count, sums, held } = this;
    return { scale, ...fixed, pool: pool.toJSON(), count, sums: [...sums], held };
  }

  /** Divides a stretch's distances by the mean of those before it, and adds it to the pool. */
  private compare(described: Float64Array): number[] {
    const distances = this.pool.distancesOf(described);
    const scores = distances.map((each, which) => each / (this.sums[which] / this.count + SMALL));
    distances.forEach((each, which) => (this.sums[which] += each));
    this.count++;
    this.pool.add(described);
    return scores;
  }
}

const rowOf = ({ values, width }: Rows, i: number) => values.subarray(i * width, (i + 1) * width);
