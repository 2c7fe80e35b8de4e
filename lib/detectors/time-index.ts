/**
 * Scores a step by its place in the series and looks at no value: what a detector is worth if anomalies lie where they
 * usually lie. Faults end many recordings (Wu & Keogh 2021, arXiv:2009.13807, "run-to-failure bias"), so that "later = more
 * anomalous" ranks well without any detection.
 */
import type { Series, Windows } from '../data/index';
import { requireSettings, type Checks } from '../models/config-checks';
import { cutWindows } from './cut-windows';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from './series-detector';

export interface TimeIndexConfig {
  /**
   * How anomalous the series is held to be at places that lie evenly from its first step to its last; linear between
   * them. Default [0, 1]: the later, the more anomalous.
   */
  readonly prior: readonly number[];
}

export const defaultTimeIndexConfig: TimeIndexConfig = { prior: [0, 1] };

const checks: Checks<TimeIndexConfig> = {
  prior: {
    expected: 'a list of at least two finite numbers',
    holds: (value) => Array.isArray(value) && value.length >= 2 && value.every(Number.isFinite),
  },
};

/**
 * The time index as a series detector. A window is scored by the place of its middle. The training series is scored by its own
 * places, so that the 70th percentile of its scores calls the last 30 % of the test series anomalous. Its sequences are the
 * stretches above this threshold: the dynamic one finds nothing on a ramp. The place of a step needs the length of the series.
 */
export const timeIndex: SeriesDetector = {
  score: (pair, options) => Promise.resolve(placeScores(pair, configOf(options.config), options)),
  check: (_, { config }) => void configOf(config),
};

function configOf(config: ScoreOptions['config']): TimeIndexConfig {
  return requireSettings('time-index', { ...defaultTimeIndexConfig, ...(config as Partial<TimeIndexConfig>) }, checks);
}

function placeScores(
  { train, test }: SeriesPair,
  { prior }: TimeIndexConfig,
  { seed, windows, steps }: ScoreOptions,
): SeriesScores {
  const { normal, test: testWindows } = cutWindows({ train, test }, { ...windows, seed });
  const ofWindows = ({ starts, windowSize }: Windows, { length }: Series) =>
    Float64Array.from(starts, (start) => scoreAt(prior, start + (windowSize - 1) / 2, length));
  const ofSteps = ({ length }: Series) => Float64Array.from({ length }, (_, step) => scoreAt(prior, step, length));
  return {
    windows: { train: ofWindows(normal, train), test: ofWindows(testWindows, test) },
    ...(steps && { steps: { train: ofSteps(train), test: ofSteps(test) }, sequencesAboveThreshold: true }),
  };
}

/** Interpolates the prior at a step of a series. */
function scoreAt(prior: readonly number[], step: number, length: number): number {
  const place = length > 1 ? (step / (length - 1)) * (prior.length - 1) : 0;
  const before = Math.min(Math.floor(place), prior.length - 2);
  return prior[before] + (place - before) * (prior[before + 1] - prior[before]);
}
