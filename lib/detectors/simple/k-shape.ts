/** KShapeAD: how far a window is from the shapes that the series is made of, the common shapes counting most. */
import { positiveSize, wholeNumber } from '../../base/index';
import { join } from './matrix-join';
import { coverScores } from './place-scores';
import { bestShift, kShape, standardized, type ShapeCluster } from './shape';
import { ofColumns, simpleDetector } from './simple-detector';

export interface KShapeConfig {
  /** Steps; of a short training series a quarter. Shapes are four times as long, of a short series shorter. Default 100. */
  readonly windowSize: number;
  /** Default 6. */
  readonly clusters: number;
}

const defaults: KShapeConfig = { windowSize: 100, clusters: 6 };

/** Sequences that shapes are made of; of a longer series they lie further apart. */
const MOST_SEQUENCES = 500;

/**
 * KShapeAD as a series detector, offline. It learns from the scored series itself: k-Shape clusters its sequences of four windows,
 * one and a half windows apart; of a short series they are shorter and closer, down to a window, so that there are twice as many
 * as clusters: else each would be a shape of its own, and no window far from it. A window's score is the mean of its distances to the most similar part of each shape, weighted by
 * how common the shape is, squared, over how far it is from the others; a step's is the mean over the windows that cover it.
 *
 * @see Boniol et al. 2021, "SAND: Streaming Subsequence Anomaly Detection", section 4, and TSB-AD's `run_KShapeAD`.
 */
export const kShapeDistance = simpleDetector<KShapeConfig>({
  name: 'k-shape',
  defaults,
  checks: { windowSize: wholeNumber(3), clusters: positiveSize },
  fewest: ({ windowSize }) => Math.max(12, windowSize),
  score: ofColumns(({ train, test }, settings) => ({
    train: scoreColumn(train, settings),
    test: scoreColumn(test, settings),
  })),
});

function scoreColumn(column: Float64Array, { windowSize, clusters }: KShapeConfig): Float64Array {
  const found = kShape(sequencesOf(column, { windowSize, clusters }), clusters);
  const weights = weightsOf(found);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scores = new Float64Array(column.length - windowSize + 1);
  found.forEach(({ shape }, i) => {
    join(column, shape, windowSize).forEach((each, start) => (scores[start] += (each * weights[i]) / total));
  });
  return coverScores(scores, column.length);
}

function sequencesOf(column: Float64Array, { windowSize, clusters }: KShapeConfig): Float64Array[] {
  const wanted = Math.min(2 * clusters, MOST_SEQUENCES);
  let unit = windowSize;
  let cut = cutBy(unit, windowSize, column.length);
  while (cut.count < wanted && unit > 1) cut = cutBy(--unit, windowSize, column.length);
  const { length, apart, count } = cut;
  return Array.from({ length: count }, (_, i) => standardized(column.subarray(i * apart, i * apart + length)));
}

/** Finds how many sequences of four units there are, one and a half units apart; none is shorter than a window. */
function cutBy(unit: number, windowSize: number, steps: number) {
  const length = Math.min(Math.max(windowSize, 4 * unit), steps);
  const places = steps - length + 1;
  const apart = Math.max(1, Math.floor(1.5 * unit), Math.ceil(places / MOST_SEQUENCES));
  return { length, apart, count: Math.ceil(places / apart) };
}

/** Weighs shapes: sizes squared over summed distances to the other shapes, both brought to 1 to 2. */
function weightsOf(clusters: readonly ShapeCluster[]): number[] {
  const sizes = fromOneToTwo(clusters.map(({ size }) => size));
  const distances = fromOneToTwo(
    clusters.map(({ shape }) => clusters.reduce((sum, other) => sum + 1 - bestShift(shape, other.shape).likeness, 0)),
  );
  return sizes.map((size, i) => size ** 2 / distances[i]);
}

function fromOneToTwo(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (value - low) / (high - low + 1e-7) + 1);
}
