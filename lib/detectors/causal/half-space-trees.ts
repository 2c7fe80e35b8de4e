/** Half-space trees on a stream: how few of the latest steps lie where a step lies. */
import { z } from 'zod';
import { packNumbers, positiveSize, Random, unpackNumbers, wholeNumber } from '../../base/index';
import type { Series } from '../../data/index';
import { sizeFor } from '../scored-series';
import { causalDetector } from './causal-detector';
import type { CausalScorer } from './causal-form';
import { drawHalfSpaces, HalfSpaceTree } from './half-space-tree';
import { count, packed, requireState, size } from './scorer-state';
import { Shingle, ShingleState } from './shingle';

interface HalfSpaceTreesSettings {
  readonly trees: number;
  /** Levels of inner nodes. */
  readonly height: number;
  /** Points after which the reference is another one. */
  readonly window: number;
  /** Steps of a point: the step and those before it. */
  readonly shingle: number;
}

/** Share of a window's points below which a node is not halved further: the paper's sizeLimit. */
const SIZE_LIMIT = 0.1;

const NAME = 'half-space-trees';

const pairs = z.array(count);

/** The cuts are drawn again from the seed. */
const State = z.strictObject({
  settings: z.strictObject({ trees: size, height: size.max(20), window: size, shingle: size }),
  seed: z.int(),
  features: size,
  low: packed,
  high: packed,
  count,
  shingle: ShingleState,
  counts: z.array(z.strictObject({ reference: pairs, latest: pairs })),
});

/** Scores a point by minus the logarithm of the mean mass around it, as a share of the largest possible, in bits. */
class HalfSpaceTrees implements CausalScorer {
  private readonly trees: readonly HalfSpaceTree[];
  private readonly shingle: Shingle;
  private count = 0;

  constructor(
    private readonly settings: HalfSpaceTreesSettings,
    private readonly range: Readonly<Record<'low' | 'high', Float64Array>>,
    private readonly seed: number,
  ) {
    const { trees, height, shingle } = settings;
    const random = new Random(seed).fork('half-space-trees');
    this.shingle = new Shingle(shingle, range.low.length);
    this.trees = Array.from({ length: trees }, (_, i) => {
      return new HalfSpaceTree(drawHalfSpaces(random.fork(i), shingle * range.low.length, height));
    });
  }

  /** Makes the scorer that a state was taken of. @throws {DataError} If it is not one. */
  static resume(state: unknown): HalfSpaceTrees {
    const { settings, seed, features, low, high, count, shingle, counts } = requireState(NAME, State, state);
    const range = {
      low: unpackNumbers('low', low, new Float64Array(features)),
      high: unpackNumbers('high', high, new Float64Array(features)),
    };
    const scorer = new HalfSpaceTrees(settings, range, seed);
    scorer.count = count;
    scorer.shingle.restore(shingle);
    scorer.trees.forEach((tree, i) => tree.restore(counts[i] ?? { reference: [], latest: [] }));
    return scorer;
  }

  push(row: Float64Array): number | undefined {
    const { trees, settings, range } = this;
    const { height, window } = settings;
    const scaled = row.map((value, i) => (value - range.low[i]) / (range.high[i] - range.low[i] || 1));
    if (!this.shingle.push(scaled)) return undefined;
    const point = this.shingle.values;
    const mass = trees.reduce((sum, tree) => sum + tree.mass(point, SIZE_LIMIT * window), 0) / trees.length;
    const isFirstWindow = this.count < window;
    for (const tree of trees) tree.count(point);
    this.count++;
    if (this.count % window === 0) for (const tree of trees) tree.turn();
    return isFirstWindow ? undefined : Math.log2(window * 2 ** height + 1) - Math.log2(mass + 1);
  }

  restart(): void {
    this.shingle.clear();
  }

  toJSON(): z.output<typeof State> {
    const { settings, seed, range, count, shingle, trees } = this;
    return {
      settings,
      seed,
      features: range.low.length,
      low: packNumbers(range.low),
      high: packNumbers(range.high),
      count,
      shingle: shingle.toJSON(),
      counts: trees.map((tree) => tree.toJSON()),
    };
  }
}

/**
 * Half-space trees as a series detector. Values are scaled by the range of the training series. The trees compare with the
 * last full window, so that a new state is no longer new after one or two of them.
 *
 * @see Tan, Ting & Liu 2011, IJCAI, whose trees are 25 of height 15 with a window of 250; here the height is 10, a
 *      thirty-second of the memory.
 */
export const halfSpaceTrees = causalDetector<HalfSpaceTreesSettings>({
  name: NAME,
  defaults: { trees: 25, height: 10, window: 250, shingle: 4, context: 1 },
  checks: { trees: positiveSize, height: wholeNumber(1, 20), window: positiveSize, shingle: positiveSize },
  seeded: true,
  fit: (train, settings, seed) => {
    const [window, shingle] = [sizeFor(train, settings.window), sizeFor(train, settings.shingle)];
    return new HalfSpaceTrees({ ...settings, window, shingle }, rangeOf(train), seed);
  },
  resume: (state) => HalfSpaceTrees.resume(state),
  steps: ({ shingle }) => shingle,
});

function rangeOf({ values, features }: Series): Readonly<Record<'low' | 'high', Float64Array>> {
  const low = new Float64Array(features).fill(Infinity);
  const high = new Float64Array(features).fill(-Infinity);
  values.forEach((value, i) => {
    low[i % features] = Math.min(low[i % features], value);
    high[i % features] = Math.max(high[i % features], value);
  });
  return { low, high };
}
