/** Scores that come step by step, from what was seen before: the same on a stored series as on a stream. */
import { median, positiveSize, requireInteger } from '../../base/index';
import type { Series } from '../../data/index';
import { requireSettings, type Checks } from '../../models/config-checks';
import type { Facts } from '../facts';
import { normalPair, scoredSeries } from '../scored-series';
import type { ScoreOptions, SeriesPair } from '../series-detector';

/** Scores one step after the other. What it keeps is bounded, however many steps there are. */
export interface CausalScorer {
  /**
   * Scores the next step, and learns from it where the detector does so.
   *
   * @param row  The step's features, as many as in training.
   * @returns    Higher is more anomalous; undefined as long as too few steps were seen.
   */
  push(row: Float64Array): number | undefined;
  /** Begins another series: forgets which steps came last, and keeps what was learnt. */
  restart(): void;
}

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
}

/**
 * Makes a series detector of one that scores step by step. It is fitted to the normal steps of the training series, pushes
 * them, and then those of the test series, which begins with no step before it. A step without a score has the median of the
 * training scores. Steps are seen by their scored features alone.
 */
export function causalDetector<Settings extends object>(kind: CausalKind<Settings>): Facts {
  const configOf = (config: ScoreOptions['config']) => {
    const settings = { ...kind.defaults, ...(config as Partial<Settings & Common>) };
    return requireSettings(kind.name, settings, { ...kind.checks, context: positiveSize });
  };
  const seen = (pair: SeriesPair) => {
    const { train, test, targets } = normalPair(pair);
    return { train: scoredSeries(train, targets), test: scoredSeries(test, targets) };
  };
  return {
    detector: {
      score: (pair, { config, seed }) => {
        const { context, ...settings } = configOf(config);
        const { train, test } = seen(pair);
        const scorer = averaged(kind.fit(train, settings as unknown as Settings, seed), context);
        const [ofTrain, ofTest] = [pushAll(scorer, train), pushAll(scorer, test)];
        const known = ofTrain.filter((score): score is number => score !== undefined);
        const usual = known.length > 0 ? median(known) : 0;
        const filled = (scores: readonly (number | undefined)[]) =>
          Float64Array.from(scores, (score) => score ?? usual);
        return Promise.resolve({ steps: { train: filled(ofTrain), test: filled(ofTest) } });
      },
      check: (pair, { config, seed }) => {
        const { context: _, ...settings } = configOf(config);
        kind.fit(seen(pair).train, settings as unknown as Settings, seed);
      },
    },
    kind: 'baseline',
    defaults: kind.defaults,
    trained: false,
    seeded: kind.seeded,
    isStreaming: () => true,
  };
}

/** Scores the steps of a series, from its first one. */
function pushAll(scorer: CausalScorer, { values, length, features }: Series): (number | undefined)[] {
  scorer.restart();
  return Array.from({ length }, (_, step) => scorer.push(values.subarray(step * features, (step + 1) * features)));
}

/** Averages a scorer's scores over so many steps, the last one the step's own; fewer at the beginning of a series. */
function averaged(scorer: CausalScorer, steps: number): CausalScorer {
  if (steps === 1) return scorer;
  let last: number[] = [];
  return {
    push: (row) => {
      const score = scorer.push(row);
      if (score === undefined) return undefined;
      last = [...last.slice(Math.max(0, last.length + 1 - steps)), score];
      return last.reduce((sum, each) => sum + each, 0) / last.length;
    },
    restart: () => {
      last = [];
      scorer.restart();
    },
  };
}

/** The last few steps laid end to end, oldest first: a *shingle*, which shows a step together with those before it. */
export class Shingle {
  /** [steps * features]; overwritten by the next step. */
  readonly values: Float64Array;
  private count = 0;

  constructor(
    readonly steps: number,
    readonly features: number,
  ) {
    requireInteger('steps', steps, 1);
    this.values = new Float64Array(steps * features);
  }

  /** Takes in a step. @returns Whether there are as many as it holds. */
  push(row: Float64Array): boolean {
    this.values.copyWithin(0, this.features);
    this.values.set(row, this.values.length - this.features);
    this.count++;
    return this.count >= this.steps;
  }

  clear(): void {
    this.count = 0;
  }
}
