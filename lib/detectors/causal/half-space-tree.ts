/**
 * A half-space tree: a full binary tree that halves the space of points at random, and counts the points of the window before
 * in each part. It learns nothing but counts, so that it takes the same time for each point.
 *
 * Source: Tan, Ting & Liu 2011, "Fast anomaly detection for streaming data", IJCAI.
 */
import { counted, DataError, type Random } from '../../base/index';

/** Where the inner nodes of a tree cut, root first, the children of node i at 2 i + 1 and 2 i + 2. */
export interface HalfSpaces {
  readonly dimension: Int32Array;
  readonly at: Float64Array;
}

/**
 * Draws the cuts of a tree (algorithm 1 of the paper): each in the middle of its node's range along a random dimension. The
 * range of the root reaches beyond the points' own, [0, 1], as far as twice its larger part from a random place in it.
 *
 * @param height  Levels of inner nodes.
 */
export function drawHalfSpaces(random: Random, dimensions: number, height: number): HalfSpaces {
  const cuts = { dimension: new Int32Array(2 ** height - 1), at: new Float64Array(2 ** height - 1) };
  const place = Float64Array.from({ length: dimensions }, () => random.uniform());
  const reach = place.map((each) => 2 * Math.max(each, 1 - each));
  const halve = (node: number, low: Float64Array, high: Float64Array): void => {
    if (node >= cuts.at.length) return;
    const dimension = random.integer(dimensions);
    const middle = (low[dimension] + high[dimension]) / 2;
    cuts.dimension[node] = dimension;
    cuts.at[node] = middle;
    const [lowAbove, highBelow] = [low.slice(), high.slice()];
    lowAbove[dimension] = highBelow[dimension] = middle;
    halve(2 * node + 1, low, highBelow);
    halve(2 * node + 2, lowAbove, high);
  };
  halve(
    0,
    place.map((each, i) => each - reach[i]),
    place.map((each, i) => each + reach[i]),
  );
  return cuts;
}

export interface HalfSpaceCounts {
  readonly reference: number[];
  readonly latest: number[];
}

export class HalfSpaceTree {
  /** Points in each node, of the window before and of the one that is not yet full. */
  private reference: Int32Array;
  private latest: Int32Array;

  constructor(private readonly cuts: HalfSpaces) {
    const nodes = 2 * cuts.at.length + 1;
    this.reference = new Int32Array(nodes);
    this.latest = new Int32Array(nodes);
  }

  /** Counts a point in all its nodes. */
  count(point: Float64Array): void {
    const inner = this.cuts.at.length;
    let node = 0;
    for (; node < inner; node = this.childFor(node, point)) this.latest[node]++;
    this.latest[node]++;
  }

  /** Makes the latest counts the reference, and begins new ones. */
  turn(): void {
    [this.reference, this.latest] = [this.latest, this.reference];
    this.latest.fill(0);
  }

  /**
   * Computes the *mass* around a point: the reference count of the first of its nodes with at most `limit` points, or of its
   * leaf, times two to the power of the depth, by which the node is smaller than the root. The lower, the more anomalous.
   */
  mass(point: Float64Array, limit: number): number {
    const inner = this.cuts.at.length;
    let [node, weight] = [0, 1];
    for (; node < inner && this.reference[node] > limit; weight *= 2) node = this.childFor(node, point);
    return this.reference[node] * weight;
  }

  /** Returns the counts that are not zero: node, count, node, count, ...; of the window before, then of the latest. */
  toJSON(): HalfSpaceCounts {
    return { reference: sparse(this.reference), latest: sparse(this.latest) };
  }

  /** Takes the counts of a tree with the same cuts. @throws {DataError} If there is no such node. */
  restore({ reference, latest }: HalfSpaceCounts): this {
    fill(this.reference, reference);
    fill(this.latest, latest);
    return this;
  }

  private childFor(node: number, point: Float64Array): number {
    return point[this.cuts.dimension[node]] < this.cuts.at[node] ? 2 * node + 1 : 2 * node + 2;
  }
}

function sparse(counts: Int32Array): number[] {
  const pairs: number[] = [];
  counts.forEach((count, node) => {
    if (count > 0) pairs.push(node, count);
  });
  return pairs;
}

function fill(counts: Int32Array, pairs: readonly number[]): void {
  counts.fill(0);
  for (let i = 0; i < pairs.length; i += 2) {
    const [node, count = 0] = [pairs[i], pairs[i + 1]];
    if (node >= counts.length || count < 1) {
      throw new DataError(
        `counts: expected nodes 0 to ${counts.length - 1}; found node ${node} with ${counted(count, 'point')}`,
      );
    }
    counts[node] = count;
  }
}
