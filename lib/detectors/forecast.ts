/** Forecasters as series detectors: errors over context, and the distance of stretches as its network describes them. */
import { fromZeroToOne, mean, oneOf, positiveSize, type Rows } from '../base/index';
import * as tf from '@tensorflow/tfjs';
import {
  column,
  selectWindows,
  slidingWindows,
  trainValidationSplit,
  type Segment,
  type Series,
  type Windows,
} from '../data/index';
import { requireSettings, type Checks } from '../models/config-checks';
import { ConvolutionalForecaster, LstmForecaster, type Forecaster } from '../models/index';
import {
  calibrateScores,
  calibrations,
  pooledDistances,
  scoreWindows,
  smoothScores,
  stepScores,
  telemanomSequences,
  type Calibration,
  type ScorePair,
} from '../scoring/index';
import { fit, type History } from '../training/index';
import { epochsAt } from './run-detector';
import { normalPair, scoredSeries } from './scored-series';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from './series-detector';
import { smoothPair } from './smooth-pair';
import { withoutLookahead } from './without-lookahead';

export interface ForecastConfig {
  readonly network: 'lstm' | 'convolutional';
  /** Steps that the network looks at. */
  readonly history: number;
  readonly hiddenUnits: number;
  /** Steps from one training window to the next. */
  readonly trainingStride: number;
  /** Whether the network sees all features, such as commands, or the scored ones alone. */
  readonly inputs: 'all' | 'scored';
  /**
   * `errors`: absolute errors of the next step. `codes`: the distance of what the network makes of a stretch to the
   * nearest share of all stretches, as `pooledDistances`.
   */
  readonly scores: 'errors' | 'codes';
  /** Steps of the average. */
  readonly context: number;
  /** `centred` looks half the context ahead. With `causal` no error's score depends on a later step of the test series. */
  readonly smoothing: 'centred' | 'causal';
  readonly calibration: Calibration;
  /** Of the pool, for `codes`. */
  readonly share: number;
  /** Steps from one stretch to the next, for `codes`. */
  readonly stride: number;
}

/** telemanom's sizes but for the history (250 there) and the training stride, which keep a channel to seconds. */
export const defaultForecastConfig: ForecastConfig = {
  network: 'lstm',
  history: 30,
  hiddenUnits: 24,
  trainingStride: 5,
  inputs: 'all',
  scores: 'errors',
  context: 300,
  smoothing: 'centred',
  calibration: 'median',
  share: 0.5,
  stride: 10,
};

const checks: Checks<ForecastConfig> = {
  network: oneOf('lstm', 'convolutional'),
  history: positiveSize,
  hiddenUnits: positiveSize,
  trainingStride: positiveSize,
  inputs: oneOf('all', 'scored'),
  scores: oneOf('errors', 'codes'),
  context: positiveSize,
  smoothing: oneOf('centred', 'causal'),
  calibration: oneOf(...calibrations),
  share: fromZeroToOne,
  stride: positiveSize,
};

/** telemanom smooths its errors over this span: batches of 70, windows of 30 of them, 5%. */
const TELEMANOM_SPAN = 105;

/** A forecaster as a series detector: its errors over context, or the distance of its codes. */
export const forecast: SeriesDetector = {
  score: (pair, options) => forecastScores(normalPair(pair), configOf(options.config), options),
  check: (pair, options) => makeForecaster(normalPair(pair), configOf(options.config), options.seed).dispose(),
};

function configOf(config: ScoreOptions['config']): ForecastConfig {
  const settings = { ...defaultForecastConfig, ...(config as Partial<ForecastConfig>) };
  const { smoothing, scores, calibration } = requireSettings('forecast-errors', settings, checks);
  if (smoothing === 'causal' && (scores === 'codes' || !['none', 'tail'].includes(calibration))) {
    const found = `${scores} and ${calibration}`;
    throw new Error(
      `forecast-errors: causal smoothing needs scores of errors and a calibration none or tail; found ${found}.`,
    );
  }
  return settings;
}

/** Trains a forecaster on the training series and scores both with it. */
async function forecastScores(pair: SeriesPair, config: ForecastConfig, options: ScoreOptions): Promise<SeriesScores> {
  const [train, test] = seenBy(pair, config);
  const forecaster = makeForecaster(pair, config, options.seed);
  try {
    const history = await trainOn(forecaster, train, config, options);
    if (config.scores === 'codes') return { ...codeScores(forecaster, { train, test }, config), history };
    const errors = { train: absoluteErrors(forecaster, train), test: absoluteErrors(forecaster, test) };
    const counted = config.smoothing === 'causal' ? withoutLookahead(errors, forecaster.config.windowSize - 1) : errors;
    return {
      steps: calibrateScores(smoothPair(counted, config.context, config.smoothing), config.calibration),
      sequences: forecastSequences(errors.test, test, forecaster.config.windowSize - 1),
      history,
    };
  } finally {
    forecaster.dispose();
  }
}

/** Gives the series as the network sees them. */
function seenBy({ train, test, targets }: SeriesPair, { inputs }: ForecastConfig): [train: Series, test: Series] {
  if (inputs === 'all') return [train, test];
  return [scoredSeries(train, targets), scoredSeries(test, targets)];
}

function makeForecaster(pair: SeriesPair, config: ForecastConfig, seed: number): Forecaster {
  const [{ length, features }] = seenBy(pair, config);
  const windowSize = Math.max(2, Math.min(config.history, Math.floor(length / 4))) + 1;
  const targets = pair.targets === 'first' ? 1 : features;
  const sizes = { windowSize, features, horizon: 1, hiddenUnits: config.hiddenUnits, seed, targets };
  return config.network === 'lstm' ? new LstmForecaster(sizes) : new ConvolutionalForecaster(sizes);
}

async function trainOn(
  forecaster: Forecaster,
  train: Series,
  { trainingStride }: ForecastConfig,
  { profile, training, seed, onEpoch, signal }: ScoreOptions,
): Promise<History> {
  const all = slidingWindows(train, { windowSize: forecaster.config.windowSize, stride: trainingStride });
  const split = trainValidationSplit(all.count, { seed });
  const windows = { train: selectWindows(all, split.train), validation: selectWindows(all, split.validation) };
  return fit(forecaster, windows, { epochs: epochsAt[profile], ...training, seed, onEpoch, signal });
}

/**
 * Computes the absolute error of every step's prediction, rms over several targets; steps without history take the
 * first one's.
 */
function absoluteErrors(forecaster: Forecaster, series: Series): Float64Array {
  const { windowSize } = forecaster.config;
  const squared = scoreWindows(forecaster, slidingWindows(series, { windowSize, stride: 1 }));
  const before = windowSize - 1;
  return Float64Array.from({ length: series.length }, (_, step) => Math.sqrt(squared[Math.max(0, step - before)]));
}

/**
 * Finds sequences in the errors of a test series as telemanom does: smoothed, those of the first steps set to a mean, all on
 * the telemetry's own scale.
 *
 * @param errors   One per step of the test series; those of the first `history` steps count for nothing.
 * @param history  Steps that the network looks at, telemanom's l_s.
 */
export function forecastSequences(errors: Float64Array, test: Series, history: number): Segment[] {
  const smooth = smoothScores(errors, { kind: 'ewma', steps: TELEMANOM_SPAN });
  smooth.fill(mean(smooth.subarray(history, 3 * history)), 0, 2 * history);
  const telemetry = column(test, 0);
  const scale = publisherScale(telemetry);
  const own = (values: Float64Array) => values.map((value) => value * scale);
  return telemanomSequences(own(smooth), own(telemetry), { sequenceLength: 0 }).map(({ segment }) => segment);
}

/**
 * Finds the factor that gives values the range of [-1, 1], to which the publisher scaled each test series: telemanom's least
 * error, .05, is meant on this scale. 1 where the values do not vary.
 */
function publisherScale(values: Float64Array): number {
  const range = values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  return range > 0 ? 2 / range : 1;
}

function codeScores(
  forecaster: Forecaster,
  series: { train: Series; test: Series },
  { share, stride, context, calibration }: ForecastConfig,
): Pick<SeriesScores, 'steps' | 'sequenceScores'> {
  const [reference, rows] = [codes(forecaster, series.train, stride), codes(forecaster, series.test, stride)];
  const [wide, narrow] = pooledDistances(reference, rows, { shares: [share, 0.1] }).map((pair): ScorePair => ({
    train: stepScores(pair.train, { stride, length: series.train.length }),
    test: stepScores(pair.test, { stride, length: series.test.length }),
  }));
  return {
    steps: calibrateScores(smoothPair(wide, context), calibration),
    sequenceScores: smoothPair(narrow, 100).test,
  };
}

/** Gives what the network makes of the stretch around every `stride`-th step. */
function codes(forecaster: Forecaster, series: Series, stride: number): Rows {
  const { windowSize } = forecaster.config;
  const all = slidingWindows(series, { windowSize, stride: 1 });
  const middle = Math.floor(windowSize / 2);
  const wanted = Array.from({ length: Math.ceil(series.length / stride) }, (_, i) =>
    Math.min(all.count - 1, Math.max(0, i * stride - middle)),
  );
  return encodeWindows(forecaster, selectWindows(all, wanted));
}

/** Windows in one call. */
const BATCH = 1024;

function encodeWindows(forecaster: Forecaster, { values, count, windowSize, features }: Windows): Rows {
  const width = windowSize * features;
  const parts: Float32Array[] = [];
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const code = tf.tidy(() => {
      const batch = tf.tensor3d(values.subarray(start * width, (start + size) * width), [size, windowSize, features]);
      return forecaster.encode(batch.slice([0, 0, 0], [-1, windowSize - forecaster.config.horizon, -1])).dataSync();
    });
    parts.push(code as Float32Array);
  }
  const codes = Float64Array.from(parts.flatMap((part) => Array.from(part)));
  return { values: codes, count, width: codes.length / count };
}
