/** What the simple detectors share as series detectors: their checks, and the mean over the scored features. */
import { counted } from '../../base/index';
import { requireSettings, type Checks } from '../../models/config-checks';
import { column, type Series } from '../../data/index';
import type { ScorePair } from '../../scoring/index';
import type { Facts } from '../facts';
import { normalPair, sizeFor } from '../scored-series';
import type { ScoreOptions, SeriesPair } from '../series-detector';

export interface SimpleDetector<Settings extends object> {
  readonly name: string;
  readonly defaults: Settings;
  readonly checks: Checks<Settings>;
  /** Time steps that each series must have at least. */
  readonly fewest: (settings: Settings) => number;
  /** Scores every step of both series. `windowSize`, if it is a setting, is at most a quarter of the training series. */
  readonly score: (pair: SeriesPair, settings: Settings) => ScorePair;
}

/**
 * Makes a series detector. Training steps that are labelled anomalous are left out, and a window is at most a quarter of the
 * training series.
 */
export function simpleDetector<Settings extends object>(simple: SimpleDetector<Settings>): Facts {
  const configOf = (config: ScoreOptions['config']) =>
    requireSettings(simple.name, { ...simple.defaults, ...(config as Partial<Settings>) }, simple.checks);
  const prepared = (pair: SeriesPair, config: ScoreOptions['config']) => {
    const normal = normalPair(pair);
    const settings = fittedTo(normal.train, configOf(config));
    for (const series of [normal.train, normal.test]) requireLength(simple.name, series, simple.fewest(settings));
    return { normal, settings };
  };
  return {
    detector: {
      score: (pair, { config }) => {
        const { normal, settings } = prepared(pair, config);
        return Promise.resolve({
          steps: simple.score(normal, settings),
        });
      },
      check: (pair, { config }) => void prepared(pair, config),
    },
    kind: 'baseline',
    defaults: simple.defaults,
    trained: false,
    seeded: false,
    isStreaming: ({ alignment, among }) => alignment === 'causal' || among === 'left',
  };
}

/** Shortens the window where the training series is short. */
function fittedTo<Settings extends object>(train: Series, settings: Settings): Settings {
  const { windowSize } = settings as { readonly windowSize?: number };
  return windowSize === undefined ? settings : { ...settings, windowSize: sizeFor(train, windowSize) };
}

/** @throws If a series is too short; the message names it. */
function requireLength(detector: string, { name, length }: Series, fewest: number): void {
  if (length >= fewest) return;
  throw new Error(`${name}: ${detector} needs series of at least ${counted(fewest, 'time step')}, found ${length}.`);
}

/**
 * Scores a pair of series by what scores a column of each: the first feature alone with `targets: 'first'`, else the mean over
 * the features.
 *
 * @param score  Takes the same feature of training and test, and gives each of their steps a score.
 */
export function ofColumns<Settings>(score: (columns: ScorePair, settings: Settings) => ScorePair) {
  return ({ train, test, targets }: SeriesPair, settings: Settings): ScorePair => {
    const features = targets === 'first' ? 1 : train.features;
    const mean = { train: new Float64Array(train.length), test: new Float64Array(test.length) };
    for (let feature = 0; feature < features; feature++) {
      const scores = score({ train: column(train, feature), test: column(test, feature) }, settings);
      for (const part of ['train', 'test'] as const) {
        scores[part].forEach((each, step) => (mean[part][step] += each / features));
      }
    }
    return mean;
  };
}
