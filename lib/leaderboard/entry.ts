/** What the leaderboard compares: anything that gives every time step of a pair of series a score. */
import type { Segment, Series } from '../data/index';
import type { ScorePair } from '../scoring/index';

export interface EntryInput {
  /** Normal, cleaned and scaled. */
  readonly train: Series;
  readonly test: Series;
  /**
   * Which features are scored: `first` for telemetry, whose other features are the commands sent; `all` for series whose
   * features are all measured. Detectors may look at the others to predict it.
   */
  readonly targets: 'first' | 'all';
  readonly seed: number;
}

/** Scores of one pair of series, higher = more anomalous. */
export interface EntryScores extends ScorePair {
  /**
   * Scores of the windows of protocol (a), where the detector scores windows of that size itself. Default: the mean
   * of the steps' scores.
   */
  readonly windows?: ScorePair;
  /** Predicted sequences of the test series for protocol (c). Default: the dynamic threshold on the step scores. */
  readonly sequences?: readonly Segment[];
  /** Scores that sequences are found in, where they are not the step scores; none negative. */
  readonly sequenceScores?: Float64Array;
}

/**
 * `trivial`: knows nothing of the data. `baseline`: no network. `deep`: a network. `ensemble`: several of them.
 */
export type EntryKind = 'trivial' | 'baseline' | 'deep' | 'ensemble';

export interface Entry {
  /** Names the row. */
  readonly label: string;
  readonly kind: EntryKind;
  /**
   * `streaming`: the score of a step depends on no later step. `offline`: it does, be it on the rest of a window, on half
   * of a centred average, or on the whole test series; never on labels. It says nothing of protocol (c), whose sequences
   * every entry finds in the whole series.
   */
  readonly use: 'offline' | 'streaming';
  /** Whether the seed changes its scores; one that does not is run once. */
  readonly seeded: boolean;
  /** All that decides its scores, as plain data: part of the key under which results are kept. */
  readonly settings: unknown;
  score(input: EntryInput): Promise<EntryScores>;
}
