/**
 * An isolation tree (Liu, Ting & Zhou 2008, "Isolation forest", algorithms 2 and 3): random splits of a sample until every
 * row is alone or a height is reached. A row that few splits isolate is an anomaly.
 */
import type { Random } from '../../base/index';

/** Numbers per node: the value it splits on, the split, the left and the right child, and the path length of a leaf. */
export const NODE_SIZE = 5;
/** Marks a leaf, in place of the value that it would split on. */
const LEAF = -1;

/** Rows of `width` values, end to end. */
export interface Sample {
  readonly values: Float32Array;
  readonly width: number;
  /** Which of the rows. */
  readonly rows: Int32Array;
}

/**
 * Grows a tree. Each split is on a random value among those that vary in the node's rows, as in scikit-learn. The paper may
 * draw a constant value, which splits nothing; telemetry has many.
 *
 * @param nodes  The tree's nodes are appended to it, {@link NODE_SIZE} numbers each.
 * @returns      The index of the root among the nodes.
 */
export function growTree(
  sample: Sample,
  nodes: number[],
  { height, random }: { height: number; random: Random },
): number {
  const node = nodes.length / NODE_SIZE;
  const split = height > 0 && sample.rows.length > 1 ? drawSplit(sample, random) : undefined;
  if (!split) {
    nodes.push(LEAF, 0, 0, 0, averagePathLength(sample.rows.length));
    return node;
  }
  nodes.push(split.value, split.at, 0, 0, 0);
  const { values, width, rows } = sample;
  const isLeft = (row: number) => values[row * width + split.value] < split.at;
  const below = { height: height - 1, random };
  nodes[node * NODE_SIZE + 2] = growTree({ ...sample, rows: rows.filter(isLeft) }, nodes, below);
  nodes[node * NODE_SIZE + 3] = growTree({ ...sample, rows: rows.filter((row) => !isLeft(row)) }, nodes, below);
  return node;
}

/** Draws a value that varies among the rows, and a split with rows on both sides; undefined if all rows are equal. */
function drawSplit({ values, width, rows }: Sample, random: Random): { value: number; at: number } | undefined {
  // A Fisher-Yates shuffle, stopped at the first value that varies.
  const moved = new Map<number, number>();
  for (let left = width; left > 0; left--) {
    const drawn = random.integer(left);
    const value = moved.get(drawn) ?? drawn;
    moved.set(drawn, moved.get(left - 1) ?? left - 1);
    let [low, high] = [Infinity, -Infinity];
    for (const row of rows) {
      low = Math.min(low, values[row * width + value]);
      high = Math.max(high, values[row * width + value]);
    }
    if (low === high) continue;
    const at = Math.fround(high - random.uniform() * (high - low)); // in (low, high], but for rounding
    return { value, at: at > low ? at : high };
  }
  return undefined;
}

/**
 * Counts the splits that isolate a row, plus the expected rest if the tree ends early (algorithm 3).
 *
 * @param row  Its values.
 */
export function pathLength(nodes: ArrayLike<number>, root: number, row: ArrayLike<number>): number {
  let [node, length] = [root * NODE_SIZE, 0];
  for (; nodes[node] !== LEAF; length++) {
    node = nodes[node + (row[nodes[node]] < nodes[node + 1] ? 2 : 3)] * NODE_SIZE;
  }
  return length + nodes[node + 4];
}

/** Computes c(n), the mean path length of an unsuccessful search in a binary search tree of n rows (equation 1). */
export function averagePathLength(count: number): number {
  if (count <= 1) return 0;
  if (count === 2) return 1;
  const harmonic = Math.log(count - 1) + 0.5772156649015329; // with Euler's constant
  return 2 * harmonic - (2 * (count - 1)) / count;
}
