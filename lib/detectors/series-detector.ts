/** What every series detector offers: it takes a pair of series and gives every time step a score. */
import type { Segment, Series } from '../data/index';
import type { Detector, ProfileName } from '../models/index';
import type { ScorePair } from '../scoring/index';
import type { FitOptions, History } from '../training/index';
import type { CutOptions, CutWindows } from './cut-windows';

/** Which features are scored: `first` for telemetry, whose other features are the commands sent; `all` where all are measured. */
export type Targets = 'first' | 'all';

/** A pair of series, cleaned and scaled. */
export interface SeriesPair {
  /** Taken as normal; steps that are labelled anomalous are not learnt from. */
  readonly train: Series;
  readonly test: Series;
  /** Detectors may look at the other features to predict the scored ones. */
  readonly targets: Targets;
}

/** How a window detector sees the series, where that is not as the protocol cuts them. Plain data, part of a job. */
export interface View {
  /** Steps of its windows; of a shorter training series, a quarter of it. */
  readonly windowSize?: number;
  readonly stride?: number;
  /** Whether it sees all features or the scored ones alone. Default all. */
  readonly features?: 'all' | 'scored';
  /** `all`: its own score, all features alike. `scored`: the error of the scored features alone. Default all. */
  readonly errors?: 'all' | 'scored';
  /**
   * Whether a step has the mean score of the windows that it lies in (the default), or the mean of the scores that those
   * windows give it alone; of detectors that score each step of a window.
   */
  readonly scores?: 'windows' | 'steps';
  /** Steps of a centred average of its scores. Default none. */
  readonly context?: number;
  /**
   * How sequences of anomalous steps are found: by the dynamic threshold (the default), around chance maxima, or one over
   * the whole series. The last two are for detectors that know nothing.
   */
  readonly sequences?: 'dynamic' | 'chance' | 'whole';
}

/** Why a detector cannot take a view. */
export interface ViewFault {
  /** The part of the view that it is; empty for a view of any kind. */
  readonly path: readonly (keyof View)[];
  /** What was expected and what was found. */
  readonly message: string;
}

export interface ScoreOptions {
  /** What the series are of, for a detector that tells somebody else. */
  readonly channel?: string;
  readonly seed: number;
  readonly profile: ProfileName;
  /** Where the detector's config is to differ from the profile's. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where training is to differ from the profile's. */
  readonly training?: Partial<FitOptions>;
  readonly view?: View;
  /** The protocol's windows. */
  readonly windows: Omit<CutOptions, 'seed'>;
  /** Whether scores of the time steps are wanted too, and not only those of the protocol's windows. */
  readonly steps: boolean;
  readonly onEpoch?: (history: History) => void;
  /** Called once a window detector has scored, before it is disposed: for a look inside. */
  readonly onTrained?: (detector: Detector, windows: CutWindows) => void;
  readonly signal?: AbortSignal;
}

/** Scores of one pair of series, higher = more anomalous. */
export interface SeriesScores {
  /** Scores of the protocol's windows, where the detector scores windows of that size itself; `train` of those it learnt from. */
  readonly windows?: ScorePair;
  /** Scores of every time step, where they were wanted or there are no scores of windows. */
  readonly steps?: ScorePair;
  /** Predicted sequences of the test series. Default: the dynamic threshold on the scores of its steps. */
  readonly sequences?: readonly Segment[];
  /** Whether its sequences are the stretches of steps above the protocol's threshold. Default no. */
  readonly sequencesAboveThreshold?: boolean;
  /** Scores that sequences are found in, where these are not the scores of the steps; none is negative. */
  readonly sequenceScores?: Float64Array;
  /** What a reader of the figures must know, one sentence each. */
  readonly warnings?: readonly string[];
  /** How it was trained, where it was. */
  readonly history?: History;
  /** How many values a detector of windows has learnt. */
  readonly parameters?: number;
  /** How long a detector of windows took to score those of the test series. */
  readonly scoring?: ScoringTime;
}

/** How many windows were scored, and how long it took. */
export interface ScoringTime {
  readonly windows: number;
  readonly seconds: number;
}

/**
 * `streaming`: the score of a step depends on no later step. `offline`: it does, be it on the rest of a window, on half of a
 * centred average, on the whole test series or on its length; never on labels.
 */
export type Use = 'offline' | 'streaming';

export interface SeriesDetector {
  /**
   * Scores a pair of series.
   *
   * @throws If the series are too short, a setting does not suit them, or training diverges.
   */
  score(pair: SeriesPair, options: ScoreOptions): Promise<SeriesScores>;
  /**
   * Checks the settings without scoring.
   *
   * @throws If a setting's value is out of its range, or does not suit the series; the message names the setting.
   */
  check(pair: SeriesPair, options: ScoreOptions): void;
}
