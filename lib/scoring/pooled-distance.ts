/** Measures how far a stretch lies from the most similar share of all stretches, training and test together. */
import type { Rows } from '../base/index';
import { requireInside, requireWholeNumber } from './inputs';
import { ScoringError } from './scoring-error';
import { meansOfSmallest } from './smallest';

/** Scores of a training series, which thresholds are computed from, and of the test series. */
export interface ScorePair {
  readonly train: Float64Array;
  readonly test: Float64Array;
}

export interface PooledDistanceOptions {
  /** Shares of the pool, between 0 and 1: the distance is averaged over that share of nearest rows. One result for each. */
  readonly shares: readonly number[];
  /**
   * `pooled` (the default): compares the rows of both series with both. A lasting anomaly may then be near itself, so the
   * share must exceed the anomalous share of the pool; a lasting normal state that training lacks counts as normal. It
   * needs the whole test series, though not its labels, so it is for offline use only.
   * `training`: compares both with the training rows alone, as a stream must.
   */
  readonly compareWith?: 'pooled' | 'training';
  /** Most rows in the pool; of a larger one, evenly spaced rows are used. Default 6,000. */
  readonly maxPool?: number;
}

/**
 * Computes the mean Euclidean distance of each row to the nearest share of the pool, the row itself included.
 *
 * @returns  For each share, one score per row of either series.
 * @throws {ScoringError} If a series has no row, the widths differ, or a share does not lie between 0 and 1.
 * @see Angiulli & Pizzuti 2002, "Fast outlier detection in high dimensional spaces": their k-nearest-neighbour score, with
 *      k a large share of the data and the judged data among the reference, as in unsupervised detectors (such as TSB-AD's
 *      KMeansAD, which clusters the test series).
 */
export function pooledDistances(train: Rows, test: Rows, options: PooledDistanceOptions): ScorePair[] {
  const { shares, compareWith = 'pooled', maxPool = 6000 } = options;
  const where = 'pooledDistances';
  shares.forEach((share, i) => requireInside(where, [`shares[${i}]`, share], [0, 1]));
  requireWholeNumber(where, ['maxPool', maxPool], 1);
  if (train.count === 0 || test.count === 0)
    throw new ScoringError(where, `expected rows of both series, found ${train.count} and ${test.count}.`);
  if (train.width !== test.width) {
    throw new ScoringError(where, `expected rows of one width, found ${train.width} and ${test.width}.`);
  }
  const pool = thin(compareWith === 'pooled' ? joinRows(train, test) : train, maxPool);
  const nearest = shares.map((share) => Math.max(1, Math.round(share * pool.count)));
  const [ofTrain, ofTest] = [meanDistances(train, pool, nearest), meanDistances(test, pool, nearest)];
  return shares.map((_, i) => ({ train: ofTrain[i], test: ofTest[i] }));
}

/** Gives one array of scores for each number of nearest rows. */
function meanDistances(rows: Rows, pool: Rows, nearest: readonly number[]): Float64Array[] {
  const means = nearest.map(() => new Float64Array(rows.count));
  const distances = new Float64Array(pool.count);
  for (let i = 0; i < rows.count; i++) {
    fillDistances(distances, { rows, pool, row: i });
    meansOfSmallest(distances, nearest).forEach((each, which) => (means[which][i] = each));
  }
  return means;
}

function fillDistances(distances: Float64Array, { rows, pool, row }: { rows: Rows; pool: Rows; row: number }): void {
  const { width } = rows;
  for (let j = 0; j < pool.count; j++) {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const difference = rows.values[row * width + k] - pool.values[j * width + k];
      sum += difference * difference;
    }
    distances[j] = Math.sqrt(sum);
  }
}

/** Puts the rows of two tables below each other; they are of one width. */
export function joinRows(a: Rows, b: Rows): Rows {
  const values = new Float64Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return { values, count: a.count + b.count, width: a.width };
}

function thin(rows: Rows, most: number): Rows {
  if (rows.count <= most) return rows;
  const { width, count } = rows;
  const values = new Float64Array(most * width);
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * count) / most) * width;
    values.set(rows.values.subarray(from, from + width), i * width);
  }
  return { values, count: most, width };
}
