/** Robust random cut forest on a stream: how much a step displaces in random cut trees of the latest ones. */
import { z } from 'zod';
import { positiveSize, Random } from '../../base/index';
import type { Series } from '../../data/index';
import { sizeFor } from '../scored-series';
import { causalDetector } from './causal-detector';
import type { CausalScorer } from './causal-form';
import { RandomCutTree, RandomCutTreeState } from './random-cut-tree';
import { count, requireState, size } from './scorer-state';
import { Shingle, ShingleState } from './shingle';

interface RandomCutForestSettings {
  readonly trees: number;
  /** Points that each tree holds: the latest ones. */
  readonly leaves: number;
  /** Steps of a point: the step and those before it. */
  readonly shingle: number;
}

const NAME = 'random-cut-forest';

/** What is drawn for a point depends on the seed and its number alone. */
const State = z.strictObject({
  settings: z.strictObject({ trees: size, leaves: size, shingle: size }),
  seed: z.int(),
  features: size,
  count,
  shingle: ShingleState,
  trees: z.array(RandomCutTreeState),
});

/** Scores the point by its collusive displacement, the mean over the trees; 0 where all points are equal. */
class RandomCutForest implements CausalScorer {
  private readonly trees: readonly RandomCutTree[];
  private readonly shingle: Shingle;
  private readonly random: Random;
  /** Points that were inserted. */
  private count = 0;

  constructor(
    private readonly settings: RandomCutForestSettings,
    private readonly features: number,
    private readonly seed: number,
  ) {
    const { trees, leaves, shingle } = settings;
    this.shingle = new Shingle(shingle, features);
    this.trees = Array.from({ length: trees }, () => new RandomCutTree(leaves, shingle * features));
    this.random = new Random(seed).fork(NAME);
  }

  /** Makes the scorer that a state was taken of. @throws {DataError} If it is not one. */
  static resume(state: unknown): RandomCutForest {
    const { settings, features, seed, count, shingle, trees } = requireState(NAME, State, state);
    const scorer = new RandomCutForest({ ...settings, trees: trees.length }, features, seed);
    scorer.count = count;
    scorer.shingle.restore(shingle);
    scorer.trees.forEach((tree, i) => tree.restore(trees[i]));
    return scorer;
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

  toJSON(): z.output<typeof State> {
    const { settings, seed, features, count, shingle, trees } = this;
    return {
      settings,
      seed,
      features,
      count,
      shingle: shingle.toJSON(),
      trees: trees.map((tree) => tree.toJSON()),
    };
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
  name: NAME,
  defaults: { trees: 40, leaves: 256, shingle: 4, context: 1 },
  checks: { trees: positiveSize, leaves: positiveSize, shingle: positiveSize },
  seeded: true,
  fit: (train: Series, settings, seed) => {
    const [leaves, shingle] = [sizeFor(train, settings.leaves), sizeFor(train, settings.shingle)];
    return new RandomCutForest({ ...settings, leaves, shingle }, train.features, seed);
  },
  resume: (state) => RandomCutForest.resume(state),
  steps: ({ shingle }) => shingle,
});
