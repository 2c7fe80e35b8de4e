/**
 * A random cut tree: it cuts the box around its points at a random place, and each side again, until every point is alone.
 * Points come and go one by one, and the tree stays distributed as if it had been made of the points that it holds.
 *
 * Source: Guha, Mishra, Roy & Schrijvers 2016, "Robust random cut forest based anomaly detection on streams", ICML.
 */

import { z } from 'zod';
import { packNumbers, unpackNumbers } from '../../base/index';
import { packed } from './scorer-state';

const NONE = -1;

const ARRAYS = ['parent', 'left', 'right', 'count', 'cutDimension', 'cutAt', 'low', 'high', 'leafOf'] as const;

export const RandomCutTreeState = z.strictObject({
  root: z.int(),
  free: z.array(z.int().nonnegative()),
  arrays: z.record(z.enum(ARRAYS), packed),
});

export class RandomCutTree {
  private root = NONE;
  /** By node. A leaf has no children; `count` is the points below it, equal ones of one leaf too. */
  private readonly parent: Int32Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly count: Int32Array;
  private readonly cutDimension: Int32Array;
  private readonly cutAt: Float64Array;
  /** The box around the points below a node, [nodes, dimensions]; a leaf's is its point. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly leafOf: Int32Array;
  /** Of the box that is cut, along each dimension. */
  private readonly lengths: Float64Array;
  private readonly free: number[];

  /**
   * @param capacity    The most points it holds.
   * @param dimensions  Numbers of a point.
   */
  constructor(
    capacity: number,
    private readonly dimensions: number,
  ) {
    const nodes = 2 * capacity;
    this.parent = new Int32Array(nodes);
    this.left = new Int32Array(nodes);
    this.right = new Int32Array(nodes);
    this.count = new Int32Array(nodes);
    this.cutDimension = new Int32Array(nodes);
    this.cutAt = new Float64Array(nodes);
    this.low = new Float64Array(nodes * dimensions);
    this.high = new Float64Array(nodes * dimensions);
    this.lengths = new Float64Array(dimensions);
    this.leafOf = new Int32Array(capacity).fill(NONE);
    this.free = Array.from({ length: nodes }, (_, i) => nodes - 1 - i);
  }

  /**
   * Inserts a point (algorithm 2 of the paper). One that equals another shares its leaf.
   *
   * @param key   Names it, from 0 to capacity - 1; no point has it.
   * @param draw  Gives random numbers, uniform in [0, 1).
   */
  insert(key: number, point: Float64Array, draw: () => number): void {
    if (this.root === NONE) {
      this.root = this.leafOf[key] = this.newLeaf(point, NONE);
      return;
    }
    const nearest = this.find(point);
    if (this.isAt(nearest, point)) {
      this.leafOf[key] = nearest;
      for (let node = nearest; node !== NONE; node = this.parent[node]) this.count[node]++;
      return;
    }
    for (let node = this.root; ;) {
      const { dimension, at } = this.cutWith(node, point, draw());
      const box = node * this.dimensions + dimension;
      const isLeft = at <= this.low[box];
      if (isLeft || at >= this.high[box]) {
        this.leafOf[key] = this.insertAbove(node, point, { dimension, at, isLeft });
        return;
      }
      node = this.childFor(node, point);
    }
  }

  /** Forgets a point. @param key  Of one that it holds. */
  forget(key: number): void {
    const leaf = this.leafOf[key];
    this.leafOf[key] = NONE;
    if (this.count[leaf] > 1) {
      for (let node = leaf; node !== NONE; node = this.parent[node]) this.count[node]--;
      return;
    }
    this.free.push(leaf);
    if (leaf === this.root) {
      this.root = NONE;
      return;
    }
    const above = this.parent[leaf];
    const sibling = this.siblingOf(leaf);
    const grandparent = this.parent[above];
    this.replaceChild(grandparent, above, sibling);
    this.free.push(above);
    for (let node = grandparent; node !== NONE; node = this.parent[node]) this.count[node]--;
    for (let node = grandparent; node !== NONE && this.tighten(node);) node = this.parent[node];
  }

  /**
   * Computes a point's *collusive displacement*: the largest ratio of a neighbouring subtree's points to those of the
   * subtree with the point, over all subtrees with it. Points that stand together apart do not hide each other.
   */
  collusiveDisplacement(key: number): number {
    let most = 0;
    for (let node = this.leafOf[key]; node !== this.root; node = this.parent[node]) {
      most = Math.max(most, this.count[this.siblingOf(node)] / this.count[node]);
    }
    return most;
  }

  toJSON(): z.output<typeof RandomCutTreeState> {
    const arrays = Object.fromEntries(ARRAYS.map((name) => [name, packNumbers(this[name])]));
    return { root: this.root, free: [...this.free], arrays: arrays as Record<(typeof ARRAYS)[number], string> };
  }

  /** Takes the points and cuts of a tree of the same capacity. @throws {DataError} If it was of another one. */
  restore({ root, free, arrays }: z.output<typeof RandomCutTreeState>): this {
    this.root = root;
    this.free.splice(0, Infinity, ...free);
    for (const name of ARRAYS) unpackNumbers(name, arrays[name], this[name]);
    return this;
  }

  private newLeaf(point: Float64Array, parent: number): number {
    const leaf = this.free.pop()!;
    this.parent[leaf] = parent;
    this.left[leaf] = this.right[leaf] = NONE;
    this.count[leaf] = 1;
    this.low.set(point, leaf * this.dimensions);
    this.high.set(point, leaf * this.dimensions);
    return leaf;
  }

  private find(point: Float64Array): number {
    let node = this.root;
    while (this.left[node] !== NONE) node = this.childFor(node, point);
    return node;
  }

  private childFor(node: number, point: Float64Array): number {
    return point[this.cutDimension[node]] <= this.cutAt[node] ? this.left[node] : this.right[node];
  }

  private isAt(leaf: number, point: Float64Array): boolean {
    const start = leaf * this.dimensions;
    for (let i = 0; i < this.dimensions; i++) if (point[i] !== this.low[start + i]) return false;
    return true;
  }

  private siblingOf(node: number): number {
    const above = this.parent[node];
    return this.left[above] === node ? this.right[above] : this.left[above];
  }

  /** Puts a node in the place of another one below a parent; as root where there is none. */
  private replaceChild(parent: number, child: number, other: number): void {
    this.parent[other] = parent;
    if (parent === NONE) this.root = other;
    else if (this.left[parent] === child) this.left[parent] = other;
    else this.right[parent] = other;
  }

  /** Draws a cut of the box around a node's points and one more: a dimension in proportion to its length, then a place. */
  private cutWith(node: number, point: Float64Array, drawn: number): { dimension: number; at: number } {
    const { dimensions, low, high, lengths } = this;
    const start = node * dimensions;
    let total = 0;
    for (let i = 0; i < dimensions; i++) {
      lengths[i] = Math.max(high[start + i], point[i]) - Math.min(low[start + i], point[i]);
      total += lengths[i];
    }
    const place = drawn * total;
    let sum = 0;
    let dimension = 0;
    for (let i = 0; i < dimensions; i++) {
      if (lengths[i] === 0) continue;
      sum += lengths[i];
      dimension = i;
      if (sum >= place) break;
    }
    return { dimension, at: Math.min(low[start + dimension], point[dimension]) + Math.max(0, sum - place) };
  }

  /** Puts a branch above a node, with the node on one side and a new leaf on the other. @returns The leaf. */
  private insertAbove(
    node: number,
    point: Float64Array,
    cut: { readonly dimension: number; readonly at: number; readonly isLeft: boolean },
  ): number {
    const branch = this.free.pop()!;
    this.replaceChild(this.parent[node], node, branch);
    this.parent[node] = branch;
    const leaf = this.newLeaf(point, branch);
    [this.left[branch], this.right[branch]] = cut.isLeft ? [leaf, node] : [node, leaf];
    this.cutDimension[branch] = cut.dimension;
    this.cutAt[branch] = cut.at;
    this.count[branch] = this.count[node];
    const { dimensions } = this;
    this.low.copyWithin(branch * dimensions, node * dimensions, (node + 1) * dimensions);
    this.high.copyWithin(branch * dimensions, node * dimensions, (node + 1) * dimensions);
    for (let above = branch; above !== NONE; above = this.parent[above]) {
      this.count[above]++;
      this.widen(above, point);
    }
    return leaf;
  }

  private widen(node: number, point: Float64Array): void {
    for (let i = 0, box = node * this.dimensions; i < this.dimensions; i++, box++) {
      if (point[i] < this.low[box]) this.low[box] = point[i];
      if (point[i] > this.high[box]) this.high[box] = point[i];
    }
  }

  /** Fits a branch's box to those of its children. @returns Whether it was larger. */
  private tighten(node: number): boolean {
    const { dimensions, low, high } = this;
    const [left, right, box] = [this.left[node] * dimensions, this.right[node] * dimensions, node * dimensions];
    let changed = false;
    for (let i = 0; i < dimensions; i++) {
      const lowest = Math.min(low[left + i], low[right + i]);
      const highest = Math.max(high[left + i], high[right + i]);
      if (lowest === low[box + i] && highest === high[box + i]) continue;
      low[box + i] = lowest;
      high[box + i] = highest;
      changed = true;
    }
    return changed;
  }
}
