/**
 * The pooled-context ensemble: stretches of the series described by statistics and quantiles, their mean distance to
 * the nearest share of training and test stretches together, averaged over context, brought to one level, averaged.
 */
import { fromZeroToOne, oneOf, positiveSize, quantile, trueOrFalse, type Check } from '../base/index';
import { requireSettings, settingsOf, type Checks } from '../models/config-checks';
import {
  calibrations,
  combineScores,
  contextRows,
  pooledDistances,
  standardizeRows,
  stepScores,
  type Calibration,
  type Description,
  type PooledDistanceOptions,
  type ScorePair,
} from '../scoring/index';
import { normalPair } from './scored-series';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from './series-detector';
import { smoothPair } from './smooth-pair';

/** How stretches are described. */
export interface ContextMember {
  readonly describe: Description;
  readonly windowSize: number;
  /** Whether every number of a description counts the same; else they count by their size. */
  readonly standardize: boolean;
}

export interface PooledContextConfig {
  readonly members: readonly ContextMember[];
  /** Shares of the pool; each gives scores of its own, which are averaged. */
  readonly shares: readonly number[];
  /** Steps of the centred averages; each gives scores of its own. */
  readonly contexts: readonly number[];
  readonly calibration: Calibration;
  /** In which members' scores, of which share, over which context sequences are found; they need no common level. */
  readonly sequences: {
    readonly members: readonly ContextMember[];
    readonly share: number;
    readonly context: number;
  };
  readonly compareWith: NonNullable<PooledDistanceOptions['compareWith']>;
  /** Steps from one stretch to the next; of a series longer than 20,000 steps, in proportion more. */
  readonly stride: number;
}

/** What settings are chosen from, see lib/experiments/probes/choices.ts. */
export const contextMembers = [
  { describe: 'statistics', windowSize: 50, standardize: true },
  { describe: 'statistics', windowSize: 100, standardize: false },
  { describe: 'quantiles', windowSize: 100, standardize: false },
] as const satisfies readonly ContextMember[];

/**
 * What was chosen most often when each of the SMAP/MSL report's 28 channels had its settings chosen by the other 27, and,
 * for sequences, by all other channels. With these the figures on that telemetry are an oracle's; they are for other data,
 * on none of which they were tried.
 */
export const defaultPooledContextConfig: PooledContextConfig = {
  members: [contextMembers[0], contextMembers[1]],
  shares: [0.5],
  contexts: [100, 300, 600],
  calibration: 'median',
  sequences: { members: contextMembers, share: 0.1, context: 50 },
  compareWith: 'pooled',
  stride: 10,
};

const memberChecks: Checks<ContextMember> = {
  describe: oneOf('statistics', 'quantiles'),
  windowSize: positiveSize,
  standardize: trueOrFalse,
};

const isMember = (value: unknown) =>
  settingsOf(memberChecks).holds(value) &&
  Object.entries(memberChecks).every(([name, { holds }]) => holds((value as Readonly<Record<string, unknown>>)[name]));

const members = listOf('members with describe, windowSize and standardize', isMember);

const sequenceChecks: Checks<PooledContextConfig['sequences']> = {
  members,
  share: fromZeroToOne,
  context: positiveSize,
};

const checks: Checks<PooledContextConfig> = {
  members,
  shares: listOf('numbers from 0 to 1', fromZeroToOne.holds),
  contexts: listOf('positive whole numbers', positiveSize.holds),
  calibration: oneOf(...calibrations),
  sequences: settingsOf(sequenceChecks),
  compareWith: oneOf('pooled', 'training'),
  stride: positiveSize,
};

function listOf(what: string, holds: Check['holds']): Check {
  return {
    expected: `a list of one or more ${what}`,
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every(holds),
  };
}

/** Steps of a series beyond which stretches lie further apart. */
const LONG = 20_000;

/**
 * Distances of one member, as scores of every step, one pair for each share. Compared with training alone, the scores of
 * the test series depend on no later step.
 */
export function memberScores(
  { train, test, targets }: SeriesPair,
  { describe, windowSize, standardize }: ContextMember,
  { shares, stride, compareWith }: Pick<PooledContextConfig, 'shares' | 'stride' | 'compareWith'>,
): ScorePair[] {
  const pooled = compareWith === 'pooled';
  const apart = stride * Math.max(1, Math.ceil((train.length + (pooled ? test.length : 0)) / LONG));
  const features = targets === 'first' ? [0] : train.names.map((_, feature) => feature);
  const alignment = pooled ? 'centred' : 'causal';
  const options = { describe, windowSize, stride: apart, features, alignment } as const;
  const [reference, rows] = [contextRows(train, options), contextRows(test, options)];
  const scaled = standardize
    ? [standardizeRows(reference, reference), standardizeRows(reference, rows)]
    : [reference, rows];
  const between = pooled ? 'line' : 'hold';
  const whole = Math.ceil((windowSize - 1) / apart);
  return pooledDistances(scaled[0], scaled[1], { shares, compareWith }).map((pair) => ({
    train: stepScores(pair.train, { stride: apart, length: train.length, between }),
    test: stepScores(pooled ? pair.test : withoutLookahead(whole, pair), {
      stride: apart,
      length: test.length,
      between,
    }),
  }));
}

/**
 * Gives the first test rows the training rows' median: their stretches are moved inside the series, ahead of their step.
 */
function withoutLookahead(whole: number, { train, test }: ScorePair): Float64Array {
  const usual = quantile(train.slice().sort(), 0.5);
  return test.map((score, row) => (row < whole ? usual : score));
}

/** Scores a pair of series. */
export function pooledContextScores(pair: SeriesPair, config: PooledContextConfig): SeriesScores {
  const { members, shares, contexts, calibration, sequences, compareWith } = config;
  const kind = compareWith === 'pooled' ? 'centred' : 'causal';
  const wanted = [...shares, sequences.share];
  const pairsOf = once((member) => memberScores(pair, member, { ...config, shares: wanted }));
  const parts = members.flatMap((member) =>
    pairsOf(member)
      .slice(0, shares.length)
      .flatMap((pair) => contexts.map((steps) => smoothPair(pair, steps, kind))),
  );
  const forSequences = sequences.members.map((member) =>
    smoothPair(pairsOf(member)[shares.length], sequences.context, kind),
  );
  return {
    steps: combineScores(parts, { calibration }),
    sequenceScores: combineScores(forSequences, { calibration: 'none' }).test,
  };
}

/** Computes each member's distances once: it may serve scores and sequences, and distances are what takes time. */
function once(scores: (member: ContextMember) => ScorePair[]): (member: ContextMember) => ScorePair[] {
  const found = new Map<string, ScorePair[]>();
  return (member) => {
    const key = JSON.stringify(member);
    const pairs = found.get(key) ?? scores(member);
    found.set(key, pairs);
    return pairs;
  };
}

/**
 * The ensemble as a series detector. Steps of the training series that are labelled anomalous are left out of the pool, and
 * stretches run on over the gaps.
 */
export const pooledContext: SeriesDetector = {
  score: (pair, { config }) => Promise.resolve(pooledContextScores(normalPair(pair), configOf(config))),
  check: (pair, { config }) => {
    normalPair(pair);
    configOf(config);
  },
};

function configOf(config: ScoreOptions['config']): PooledContextConfig {
  const settings = { ...defaultPooledContextConfig, ...(config as Partial<PooledContextConfig>) };
  requireSettings('pooled-context', settings, checks);
  requireSettings('pooled-context.sequences', settings.sequences, sequenceChecks);
  return settings;
}

/** Whether settings make its scores depend on later steps. */
export function isOffline({
  compareWith,
  calibration,
}: Pick<PooledContextConfig, 'compareWith' | 'calibration'>): boolean {
  return compareWith === 'pooled' || !['none', 'tail'].includes(calibration);
}
