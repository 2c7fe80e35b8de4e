/** Robust random cut forest on a stream: how much a step displaces in random cut trees of the latest ones. */
import { positiveSize, Random } from '../../base/index';
import type { Series } from '../../data/index';
import { sizeFor } from '../scored-series';
import { causalDetector, Shingle, type CausalScorer } from './causal-scorer';
import { RandomCutTree } from './random-cut-tree';

interface RandomCutForestSettings {
  readonly trees: number;
  /** Points that each tree holds: the latest ones. */
  readonly leaves: number;
  /** Steps of a point: the step and those before it. */
  readonly shingle: number;
}

/** Scores the point by its collusive displacement, the mean over the trees; 0 where all points are equal. */
class RandomCutForest implements CausalScorer {
  private readonly trees: readonly RandomCutTree[];
  private readonly shingle: Shingle;
  private readonly random: Random;
  /** Points that were inserted. */
  private count = 0;

  constructor(
    private readonly settings: RandomCutForestSettings,
    features: number,
    seed: number,
  ) {
    const { trees, leaves, shingle } = settings;
    this.shingle = new Shingle(shingle, features);
    this.trees = Array.from({ length: trees }, () => new RandomCutTree(leaves, shingle * features));
    this.random = new Random(seed).fork('random-cut-forest');
  }

  push(row: Float64Array): number | undefined {
    if (!this.shingle.push(row)) return undefined;
    const { leaves } = this.settings;
    const key = this.count % leaves;
    // A stream of its own for each point: what is drawn for it depends on nothing but its number.
    const random = this.random.fork(this.count);
    const draw = () => random.uniform();
    let sum = 0;
    for (const tree of this.trees) {
      if (this.count >= leaves) tree.forget(key);
      tree.insert(key, this.shingle.values, draw);
      sum += tree.collusiveDisplacement(key);
    }
    this.count++;
    return this.count > leaves ? sum / this.trees.length : undefined;
  }

  restart(): void {
    this.shingle.clear();
  }
}

/**
 * A robust random cut forest as a series detector: streaming, first in, first out, with a shingle. Points of training stay in
 * the trees until those of the test series have replaced them, so that a new state is soon no longer new. Of a training series
 * shorter than four times `leaves`, the trees hold a quarter.
 *
 * @see Guha, Mishra, Roy & Schrijvers 2016, ICML; Bartos, Mullapudi & Troutman 2019, "rrcf", JOSS 4(35), whose example of a
 *      stream has 40 trees of 256 leaves and a shingle of 4.
 */
export const randomCutForest = causalDetector<RandomCutForestSettings>({
  name: 'random-cut-forest',
  defaults: { trees: 40, leaves: 256, shingle: 4, context: 1 },
  checks: { trees: positiveSize, leaves: positiveSize, shingle: positiveSize },
  seeded: true,
  fit: (train: Series, settings, seed) => {
    const [leaves, shingle] = [sizeFor(train, settings.leaves), sizeFor(train, settings.shingle)];
    return new RandomCutForest({ ...settings, leaves, shingle }, train.features, seed);
  },
});
