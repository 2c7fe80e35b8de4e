/** The causal form of the multi-scale ensemble, step by step. */
import { z } from 'zod';
import { makeSeries, type Series } from '../../data/index';
import { requireSettings } from '../../models/config-checks';
import { contextRows } from '../../scoring/index';
import { causalMultiScaleConfig, checks, defaultMultiScaleConfig, usableScales } from '../multi-scale';
import { normalSteps } from '../scored-series';
import type { ScoreOptions } from '../series-detector';
import type { CausalForm, CausalScorer } from './causal-form';
import { ScaleScorer, ScaleState } from './scale-scorer';
import { count, requireState, size } from './scorer-state';
import { Shingle, ShingleState } from './shingle';

const NAME = 'multi-scale';

const State = z.strictObject({
  features: size,
  describe: z.enum(['statistics', 'quantiles']),
  contexts: z.array(size).min(1),
  step: count,
  last: z.array(z.number()),
  latest: ShingleState,
  scales: z.array(ScaleState).min(1),
});

type Fixed = Pick<z.output<typeof State>, 'features' | 'describe' | 'contexts'>;

class MultiScaleScorer implements CausalScorer {
  /** As many of the latest steps as the longest stretch has. */
  private readonly latest: Shingle;
  /** Of the latest steps, before they are averaged over time. */
  private last: number[] = [];
  private step = 0;

  constructor(
    private readonly fixed: Fixed,
    private readonly scales: readonly ScaleScorer[],
  ) {
    this.latest = new Shingle(Math.max(...scales.map(({ scale }) => scale)), fixed.features);
  }

  /** Makes the scorer that a state was taken of. @throws {DataError} If it is not one. */
  static resume(state: unknown): MultiScaleScorer {
    const { step, last, latest, scales, ...fixed } = requireState(NAME, State, state);
    const scorer = new MultiScaleScorer(
      fixed,
      scales.map((each) => ScaleScorer.resume(each)),
    );
    scorer.latest.restore(latest);
    [scorer.step, scorer.last] = [step, [...last]];
    return scorer;
  }

  push(row: Float64Array): number {
    const { latest, scales } = this;
    latest.push(row);
    for (const each of scales) if (each.endsAt(this.step)) each.take(this.step, this.describe(each.scale));
    this.step++;
    const scores = scales.flatMap((each) => each.scores);
    this.last.push(meanOf(scores));
    const longest = Math.max(...this.fixed.contexts);
    if (this.last.length > longest) this.last.shift();
    return meanOf(this.fixed.contexts.map((steps) => averageOf(this.last.slice(-steps))));
  }

  restart(): void {
    [this.step, this.last] = [0, []];
    this.latest.clear();
    for (const each of this.scales) each.restart();
  }

  toJSON(): z.output<typeof State> {
    const { fixed, step, last, latest, scales } = this;
    return { ...fixed, step, last: [...last], latest: latest.toJSON(), scales: scales.map((each) => each.toJSON()) };
  }

  /** Describes the latest stretch of a length. @returns [width]. */
  private describe(scale: number): Float64Array {
    const { features, describe } = this.fixed;
    const values = this.latest.values.slice(-scale * features);
    const stretch = makeSeries({ name: NAME, values, features });
    return contextRows(stretch, { describe, windowSize: scale, stride: scale }).values as Float64Array;
  }
}

/** Computes a mean as `combineScores` does, in the same order, for the same bits. */
const meanOf = (scores: readonly number[]) => scores.reduce((sum, score) => sum + (1 / scores.length) * score, 0);

/** Computes a mean as `movingAverage` does. */
const averageOf = (scores: readonly number[]) => scores.reduce((sum, score) => sum + score, 0) / scores.length;

/** What a stream may set. All features are described, and the pool is all that came before. */
function settingsOf(config: ScoreOptions['config']) {
  const { scales, shares, contexts, describe } = { ...defaultMultiScaleConfig, ...causalMultiScaleConfig };
  const { scales: s, shares: h, contexts: c, describe: d } = checks;
  const settings = { scales, shares, contexts, describe, ...config };
  return requireSettings(NAME, settings, { scales: s, shares: h, contexts: c, describe: d });
}

/**
 * The causal form of the multi-scale ensemble on a stream. The scores of a series are those of the series detector
 * `multi-scale` with `causalMultiScaleConfig`, to the last bit.
 */
export const causalMultiScale: CausalForm = {
  fit: (series, config) => fitScorer(normalSteps(series), config),
  resume: (state) => MultiScaleScorer.resume(state),
  steps: (config) => {
    const { scales, contexts } = settingsOf(config);
    return Math.max(...scales) + Math.max(...contexts) - 1;
  },
};

function fitScorer(train: Series, config: ScoreOptions['config']): MultiScaleScorer {
  const { scales, contexts, ...options } = settingsOf(config);
  const { features } = train;
  const longest = Math.max(1, Math.floor(train.length / 4));
  const whole = { ...defaultMultiScaleConfig, ...causalMultiScaleConfig, scales };
  const usable = usableScales({ train, test: train, targets: 'all' }, whole);
  return new MultiScaleScorer(
    { features, describe: options.describe, contexts: contexts.map((steps) => Math.min(steps, longest)) },
    usable.map((scale) => ScaleScorer.fit(train, scale, options)),
  );
}
