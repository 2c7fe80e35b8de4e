/**
 * An ensemble of small dense autoencoders: each sees the scored features alone, in windows of one length through a code of one
 * size. A step scores by what they miss of the stretch around it, and by how far its codes lie from the codes of most others.
 *
 * For each member: e_t the mean squared error of the stretch at t, d_t the mean distance of its code to the nearest share of
 * all codes. Both are averaged over context, brought to mean one, and averaged over members, shares and contexts:
 *
 *   score_t = (mean of the e_t + mean of the d_t) / 2
 *
 * `offline` is transductive: it is scaled by, and fitted to, the stretches of both series, the test series' without its labels,
 * and takes the context from both sides. `causal` knows the training series alone and looks only back.
 */
import { between, mean, oneOf, positiveSize } from '../base/index';
import { makeSeries, zScore, type Series } from '../data/index';
import { layerSizes, listOf, requireSettings, type Checks } from '../models/config-checks';
import type { ByProfile } from '../models/index';
import { combineScores, pooledDistances, stepScores, type ScorePair } from '../scoring/index';
import type { FitOptions } from '../training/index';
import { autoencoderMember, makeMember, type AutoencoderMember } from './autoencoder-member';
import { normalPair, scoredSeries, sizeFor } from './scored-series';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from './series-detector';
import { smoothPair } from './smooth-pair';
import { withoutLookahead } from './without-lookahead';

export interface AutoencoderEnsembleConfig {
  readonly form: 'offline' | 'causal';
  /** Steps of the members' windows; of a shorter training series, a quarter of it. Each has a member of each code size. */
  readonly windowSizes: readonly number[];
  /** Dimensions of the members' codes. */
  readonly latentDims: readonly number[];
  /** Units of the encoder's layers before the code; the decoder mirrors them. */
  readonly hiddenUnits: readonly number[];
  /** Steps of the averages over context; each gives scores of its own. */
  readonly contexts: readonly number[];
  /** Shares of the codes; each gives distances of its own. */
  readonly shares: readonly number[];
  /** Steps from one stretch to the next; of series longer than 20,000 steps, in proportion more. */
  readonly stride: number;
}

/** Set on MSL's 27 channels, where most of them hardly matter. */
export const defaultAutoencoderEnsembleConfig: AutoencoderEnsembleConfig = {
  form: 'offline',
  windowSizes: [50, 100, 200],
  latentDims: [2, 6],
  hiddenUnits: [64, 32],
  contexts: [100, 300, 600],
  shares: [0.05, 0.1, 0.2],
  stride: 5,
};

const checks: Checks<AutoencoderEnsembleConfig> = {
  form: oneOf('offline', 'causal'),
  windowSizes: listOf('positive whole numbers', positiveSize.holds),
  latentDims: listOf('positive whole numbers', positiveSize.holds),
  hiddenUnits: layerSizes,
  contexts: listOf('positive whole numbers', positiveSize.holds),
  shares: listOf('numbers between 0 and 1', between(0, 1).holds),
  stride: positiveSize,
};

/** Epochs at a profile: a few hundred steps a member on a channel of the telemetry at `quick`. */
const epochsOf: ByProfile<number> = { smoke: 1, quick: 10, full: 40 };

const training: Partial<FitOptions> = { batchSize: 64, learningRate: 3e-3 };

/** Steps of both series, or of the training series, beyond which stretches lie further apart. */
const LONG = 20_000;

/** Steps of the average in which sequences are found. */
const SEQUENCE_CONTEXT = 50;

/** The ensemble as a series detector. Steps of the training series that are labelled anomalous are left out. */
export const autoencoderEnsemble: SeriesDetector = {
  score: (pair, options) => ensembleScores(normalPair(pair), configOf(options.config), options),
  check: (pair, options) => {
    const { windowSizes, latentDims, hiddenUnits } = configOf(options.config);
    const { train, targets } = normalPair(pair);
    const [windowSize] = windowSizes.map((wanted) => sizeFor(train, wanted));
    const { features } = scoredSeries(train, targets);
    makeMember({ windowSize, features }, { hiddenUnits, latentDim: latentDims[0], seed: options.seed }).dispose();
  },
};

function configOf(config: ScoreOptions['config']): AutoencoderEnsembleConfig {
  const settings = { ...defaultAutoencoderEnsembleConfig, ...(config as Partial<AutoencoderEnsembleConfig>) };
  return requireSettings('autoencoder-ensemble', settings, checks);
}

async function ensembleScores(
  pair: SeriesPair,
  config: AutoencoderEnsembleConfig,
  { profile, training: wanted, seed, onEpoch, signal }: ScoreOptions,
): Promise<SeriesScores> {
  const { form, windowSizes, latentDims, hiddenUnits, shares, stride } = config;
  const causal = form === 'causal';
  const series = scaled(pair, causal);
  const { length } = series.train;
  const apart = stride * Math.max(1, Math.ceil((length + (causal ? 0 : series.test.length)) / LONG));
  const shared = {
    hiddenUnits,
    stride: apart,
    alignment: causal ? 'causal' : 'centred',
    fittedTo: causal ? 'training' : 'both',
    training: { epochs: epochsOf[profile], ...training, ...wanted, onEpoch, signal },
    seed,
  } as const;
  const members: AutoencoderMember[] = [];
  const [errors, distances]: [ScorePair[], ScorePair[]] = [[], []];
  for (const windowSize of windowSizes.map((each) => sizeFor(series.train, each))) {
    for (const latentDim of latentDims) {
      const member = await autoencoderMember(series, { ...shared, windowSize, latentDim });
      const whole = causal ? Math.ceil((windowSize - 1) / apart) : 0;
      const perStep = (rows: ScorePair) => spread(rows, { series, apart, whole, causal });
      const { train, test } = member;
      members.push(member);
      errors.push(perStep({ train: Float64Array.from(train.errors), test: Float64Array.from(test.errors) }));
      const compareWith = causal ? 'training' : 'pooled';
      distances.push(...pooledDistances(train.codes, test.codes, { shares, compareWith }).map(perStep));
    }
  }
  const over = (contexts: readonly number[]) =>
    average([errors, distances].map((parts) => average(inContext(parts, contexts, causal))));
  const sum = (of: (member: AutoencoderMember) => number) => members.reduce((total, member) => total + of(member), 0);
  return {
    steps: over(config.contexts),
    sequenceScores: over([SEQUENCE_CONTEXT]).test,
    // The losses are the first member's; steps and seconds are those of all.
    history: {
      ...members[0].history,
      steps: sum(({ history }) => history.steps),
      seconds: sum(({ history }) => history.seconds),
    },
    parameters: sum(({ parameters }) => parameters),
  };
}

/** Gives the scored features, each with mean 0 and deviation 1 over both series, or over the training series. */
function scaled({ train, test, targets }: SeriesPair, causal: boolean): { train: Series; test: Series } {
  const [first, second] = [scoredSeries(train, targets), scoredSeries(test, targets)];
  const both = makeSeries({
    ...first,
    labels: undefined,
    timestamps: undefined,
    values: Float64Array.from([...first.values, ...second.values]),
  });
  const scale = zScore().fit(causal ? first : both);
  return { train: scale.transform(first), test: scale.transform(second) };
}

interface Places {
  readonly series: { readonly train: Series; readonly test: Series };
  readonly apart: number;
  /** The first row of the test series whose stretch lies inside it. */
  readonly whole: number;
  readonly causal: boolean;
}

/** Spreads scores of rows to steps. Stretches of the first causal rows are moved inside the series, ahead of their step. */
function spread(rows: ScorePair, { series, apart, whole, causal }: Places): ScorePair {
  const between = causal ? 'hold' : 'line';
  const { train, test } = withoutLookahead(rows, whole);
  return {
    train: stepScores(train, { stride: apart, length: series.train.length, between }),
    test: stepScores(test, { stride: apart, length: series.test.length, between }),
  };
}

/** Averages every part over every context and brings it to mean one. */
function inContext(parts: readonly ScorePair[], contexts: readonly number[], causal: boolean): ScorePair[] {
  return parts.flatMap((part) =>
    contexts.map((steps) => toMeanOne(smoothPair(part, steps, causal ? 'causal' : 'centred'), causal)),
  );
}

/** Divides by the mean of both series' scores, or of the training series'; scores that are all zero stay so. */
function toMeanOne({ train, test }: ScorePair, causal: boolean): ScorePair {
  const level = mean(causal ? train : Float64Array.from([...train, ...test]));
  const by = level > 0 ? level : 1;
  return { train: train.map((score) => score / by), test: test.map((score) => score / by) };
}

const average = (parts: readonly ScorePair[]) => combineScores(parts, { calibration: 'none' });
