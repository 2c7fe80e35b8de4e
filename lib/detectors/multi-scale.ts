/**
 * The multi-scale ensemble: stretches of several lengths, described by statistics, scored by their mean distance to the
 * nearest share of a pool of stretches; all lengths and shares averaged, then averaged over context. It has one setting
 * for every series, and nothing is trained.
 *
 * description:  16 to 256 steps to eight statistics a feature, each standardised over the pool
 * distance:     to the nearest .1, .3 and .5 of the pool, brought to a mean of one for each length and share
 * combination:  the mean over lengths and shares, then the mean of averages over 32 to 512 steps
 */
import { between, mean, oneOf, positiveSize, type Rows } from '../base/index';
import { listOf, requireSettings, type Checks } from '../models/config-checks';
import {
  combineScores,
  contextRows,
  joinRows,
  pastDistances,
  pooledDistances,
  standardizeRows,
  stepScores,
  type Description,
  type ScorePair,
} from '../scoring/index';
import { normalPair } from './scored-series';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from './series-detector';
import { smoothPair } from './smooth-pair';
import { withoutLookahead } from './without-lookahead';

export interface MultiScaleConfig {
  /** Lengths of the stretches, in steps. Those longer than half of the shorter series are left out. */
  readonly scales: readonly number[];
  /** Shares of the pool that the distance is averaged over. */
  readonly shares: readonly number[];
  /** Steps of the averages over time; at most a quarter of the series. */
  readonly contexts: readonly number[];
  /**
   * What a stretch is compared with. `both` (the default): with all stretches of training and test series, which needs the
   * whole test series, not its labels; for offline use. `training`: with the training series alone. `past`: with the
   * training series and all that came before. With the last two no score depends on a later step.
   */
  readonly pool: 'both' | 'training' | 'past';
  /** Steps of the average in which sequences of anomalous steps are found. */
  readonly sequenceContext: number;
  readonly describe: Description;
  /** `scored` (the default): what the data says is measured, as the telemetry value; `all`: commands too. */
  readonly features: 'scored' | 'all';
}

export const defaultMultiScaleConfig: MultiScaleConfig = {
  scales: [16, 32, 64, 128, 256],
  shares: [0.1, 0.3, 0.5],
  contexts: [32, 64, 128, 256, 512],
  pool: 'both',
  sequenceContext: 64,
  describe: 'statistics',
  features: 'scored',
};

/** The form for streams. A long trailing average would find an anomaly late. */
export const causalMultiScaleConfig = { pool: 'past', contexts: [32] } as const satisfies Partial<MultiScaleConfig>;

export const checks: Checks<MultiScaleConfig> = {
  scales: listOf('whole numbers of at least 2', (value) => positiveSize.holds(value) && (value as number) >= 2),
  shares: listOf('numbers between 0 and 1', between(0, 1).holds),
  contexts: listOf('positive whole numbers', positiveSize.holds),
  pool: oneOf('both', 'training', 'past'),
  sequenceContext: positiveSize,
  describe: oneOf('statistics', 'quantiles'),
  features: oneOf('scored', 'all'),
};

/** The ensemble as a series detector. Steps of the training series that are labelled anomalous stay out of the pool. */
export const multiScale: SeriesDetector = {
  score: (pair, { config }) => Promise.resolve(multiScaleScores(pair, configOf(config))),
  check: (pair, { config }) => {
    normalPair(pair);
    configOf(config);
  },
};

function configOf(config: ScoreOptions['config']): MultiScaleConfig {
  const settings = { ...defaultMultiScaleConfig, ...(config as Partial<MultiScaleConfig>) };
  return requireSettings('multi-scale', settings, checks);
}

/** Scores a pair of series, both of all features. @throws If no step of the training series is normal. */
export function multiScaleScores(given: SeriesPair, config: MultiScaleConfig = defaultMultiScaleConfig): SeriesScores {
  const pair = normalPair(given);
  const { contexts, pool, sequenceContext } = config;
  const members = usableScales(pair, config).flatMap((scale) => scaleScores(pair, scale, config));
  const together = combineScores(members, { calibration: 'none' });
  const kind = pool === 'both' ? 'centred' : 'causal';
  const averages = contexts.map((steps) => smoothPair(together, steps, kind));
  return {
    steps: combineScores(averages, { calibration: 'none' }),
    sequenceScores: smoothPair(together, sequenceContext, kind).test,
  };
}

/**
 * Gives the scales of which the shorter series holds two stretches; of very short ones, half of its length. On a stream the
 * training series alone decides.
 */
export function usableScales({ train, test }: SeriesPair, { scales, pool }: MultiScaleConfig): readonly number[] {
  const longest = Math.floor((pool === 'both' ? Math.min(train.length, test.length) : train.length) / 2);
  const usable = scales.filter((scale) => scale <= longest);
  return usable.length > 0 ? usable : [Math.max(1, longest)];
}

/** Steps of both series beyond which stretches lie further apart, up to half of their length. */
const LONG = 20_000;

/**
 * Gives the steps from one stretch to the next: a quarter of its length, of long series up to half of it. On a stream an
 * eighth, as a step has the score of the last stretch before it.
 */
export function strideOf(scale: number, steps: number, pool: MultiScaleConfig['pool']): number {
  const wanted = Math.floor(scale / (pool === 'both' ? 4 : 8)) * Math.ceil(steps / LONG);
  return Math.max(1, Math.min(wanted, Math.floor(scale / 2)));
}

/** Scores every step by stretches of one length: one pair for each share, with a mean of one. */
function scaleScores(pair: SeriesPair, scale: number, config: MultiScaleConfig): ScorePair[] {
  const { shares, pool, describe } = config;
  const { train, test, targets } = pair;
  const stride = strideOf(scale, train.length + (pool === 'both' ? test.length : 0), pool);
  const features = targets === 'first' && config.features === 'scored' ? [0] : train.names.map((_, feature) => feature);
  const alignment = pool === 'both' ? 'centred' : 'causal';
  const options = { describe, windowSize: scale, stride, features, alignment } as const;
  // [steps / stride, 8 features]
  const [reference, rows] = [contextRows(train, options), contextRows(test, options)];
  // Two rows at least, as the nearest one is the row itself.
  const least = Math.min(0.99, 2 / (reference.count + (pool === 'both' ? rows.count : 0)));
  const enough = shares.map((share) => Math.max(share, least));
  return distancesTo(pool, reference, rows, enough).map((distances) => {
    const level = pool === 'past' ? runningLevel(distances) : meanLevel(pool, distances);
    // The first stretches are moved inside the series, ahead of their step.
    const seen = pool === 'both' ? level : withoutLookahead(level, Math.ceil((scale - 1) / stride));
    const between = pool === 'both' ? 'line' : 'hold';
    return {
      train: stepScores(seen.train, { stride, length: train.length, between }),
      test: stepScores(seen.test, { stride, length: test.length, between }),
    };
  });
}

function distancesTo(pool: MultiScaleConfig['pool'], train: Rows, test: Rows, shares: readonly number[]): ScorePair[] {
  if (pool === 'past') return pastDistances(train, test, { shares });
  const reference = pool === 'both' ? joinRows(train, test) : train;
  const [ofTrain, ofTest] = [train, test].map((rows) => standardizeRows(reference, rows));
  return pooledDistances(ofTrain, ofTest, { shares, compareWith: pool === 'both' ? 'pooled' : 'training' });
}

/** Smaller than any distance that matters: avoids a division by zero where the series does not vary. */
export const SMALL = 1e-12;

/** Divides the distances by their mean over the pool. */
function meanLevel(pool: MultiScaleConfig['pool'], { train, test }: ScorePair): ScorePair {
  const counted = pool === 'both' ? Float64Array.from([...train, ...test]) : train;
  const level = mean(counted) + SMALL;
  return { train: train.map((each) => each / level), test: test.map((each) => each / level) };
}

/** Divides each distance by the mean of all training distances and those before it. */
function runningLevel({ train, test }: ScorePair): ScorePair {
  let [sum, count] = [train.reduce((total, each) => total + each, 0), train.length];
  const level = sum / count + SMALL;
  return {
    train: train.map((each) => each / level),
    test: test.map((each) => {
      const score = each / (sum / count + SMALL);
      sum += each;
      count++;
      return score;
    }),
  };
}
