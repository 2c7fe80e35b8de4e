/** Scores that come step by step, from what was seen before: the same on a stored series as on a stream. */
import { median, positiveSize } from '../../base/index';
import type { Series } from '../../data/index';
import { requireSettings, type Checks } from '../../models/config-checks';
import type { Facts } from '../facts';
import { normalPair, normalSteps, scoredSeries } from '../scored-series';
import type { ScoreOptions, SeriesPair } from '../series-detector';
import type { CausalScorer } from './causal-form';
import { TrailingAverage } from './trailing-average';

/** What all causal detectors may set. */
interface Common {
  /** Steps of the average of scores, the step's own the last. Default 1: none. */
  readonly context: number;
}

export interface CausalKind<Settings extends object> {
  readonly name: string;
  readonly defaults: Settings & Common;
  readonly checks: Checks<Settings>;
  /** Whether its scores depend on the seed. */
  readonly seeded: boolean;
  /** Makes a scorer that has learnt what is learnt at once; what is learnt step by step, it learns as steps are pushed. */
  fit(train: Series, settings: Settings, seed: number): CausalScorer;
  /** Makes the scorer that a state was taken of. @throws {DataError} If it is not one. */
  resume(state: unknown): CausalScorer;
  /** Steps that a score looks at, of a training series long enough for the settings. */
  steps(settings: Settings): number;
}

/**
 * Makes a series detector of one that scores step by step. It is fitted to the normal steps of the training series, pushes
 * them, and then those of the test series, which begins with no step before it. A step without a score has the median of the
 * training scores. Steps are seen by their scored features alone.
 */
export function causalDetector<Settings extends object>(kind: CausalKind<Settings>): Facts {
  const settingsOf = (config: ScoreOptions['config']) => {
    const all = { ...kind.defaults, ...(config as Partial<Settings & Common>) };
    const { context, ...settings } = requireSettings(kind.name, all, { ...kind.checks, context: positiveSize });
    return { context, settings: settings as unknown as Settings };
  };
  const scorerOf = (train: Series, config: ScoreOptions['config'], seed: number) => {
    const { context, settings } = settingsOf(config);
    return new TrailingAverage(kind.fit(train, settings, seed), context);
  };
  const seen = (pair: SeriesPair) => {
    const { train, test, targets } = normalPair(pair);
    return { train: scoredSeries(train, targets), test: scoredSeries(test, targets) };
  };
  return {
    detector: {
      score: (pair, { config, seed }) => {
        const { train, test } = seen(pair);
        const scorer = scorerOf(train, config, seed);
        const [ofTrain, ofTest] = [pushAll(scorer, train), pushAll(scorer, test)];
        const known = ofTrain.filter((score): score is number => score !== undefined);
        const usual = known.length > 0 ? median(known) : 0;
        const filled = (scores: readonly (number | undefined)[]) =>
          Float64Array.from(scores, (score) => score ?? usual);
        return Promise.resolve({ steps: { train: filled(ofTrain), test: filled(ofTest) } });
      },
      check: (pair, { config, seed }) => {
        scorerOf(seen(pair).train, config, seed);
      },
    },
    kind: 'baseline',
    defaults: kind.defaults,
    trained: false,
    seeded: kind.seeded,
    isStreaming: () => true,
    causal: {
      fit: (series, config, seed) => {
        const train = normalSteps(series);
        const scorer = scorerOf(train, config, seed);
        pushAll(scorer, train);
        scorer.restart();
        return scorer;
      },
      resume: (state) => TrailingAverage.resume(kind.name, state, (inner) => kind.resume(inner)),
      steps: (config) => {
        const { context, settings } = settingsOf(config);
        return kind.steps(settings) + context - 1;
      },
    },
  };
}

/** Scores the steps of a series, from its first one. */
function pushAll(scorer: CausalScorer, { values, length, features }: Series): (number | undefined)[] {
  scorer.restart();
  return Array.from({ length }, (_, step) => scorer.push(values.subarray(step * features, (step + 1) * features)));
}
