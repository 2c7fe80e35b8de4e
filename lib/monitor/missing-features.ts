/** Tracks features that are missing from the points of a channel. */
import type { NumberArray } from '../base/index';
import { numberedNames } from '../data/column-names';
import type { ScorerSource } from './point';

/** `neverHeld`: no point has held the feature yet. `lost`: it has been missing for long. `back`: it has returned. */
export type FeatureChange = 'neverHeld' | 'lost' | 'back';

/** Fewer missing points than this do not indicate a dead sensor, however short the window. */
const SHORTEST_LOSS = 10;

/**
 * Tracks which values are missing, so that filled values are not mistaken for measured ones. A feature is announced
 * once when it has been missing for the length of a window, because from then on the model sees no measured value of
 * it, and once when it returns.
 *
 * A feature that the first point lacks is announced at once: its column may be misspelt or absent. Batch scoring
 * refuses a file for that. A stream is accepted, because a sensor may start later than the others.
 */
export class MissingFeatures {
  private readonly names: readonly string[];
  private readonly longRun: number;
  /** Points in a row without each feature; Infinity before the first point that holds it. */
  private readonly runs: Float64Array;
  private readonly announced: boolean[];
  /** The features that the last point lacked; one shared list while they stay the same. */
  private missing: readonly string[];

  constructor(
    { names, features, windowSize }: ScorerSource,
    private readonly announce: (change: FeatureChange, features: readonly string[]) => void,
  ) {
    this.names = names ?? numberedNames(features);
    this.longRun = Math.max(windowSize, SHORTEST_LOSS);
    this.runs = new Float64Array(features).fill(Infinity);
    this.announced = Array<boolean>(features).fill(false);
    this.missing = this.names;
  }

  /** Takes a point. @returns  The features that it lacks; undefined if it has all. */
  push(values: NumberArray): readonly string[] | undefined {
    const { runs, announced, longRun } = this;
    let isOther = false;
    let hasNews = false;
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i];
      const isThere = Number.isFinite(values[i]);
      if (isThere && run === 0) continue;
      runs[i] = isThere ? 0 : run + 1;
      isOther ||= isThere || run === 0;
      hasNews ||= isThere ? announced[i] : !announced[i] && run + 1 >= longRun;
    }
    if (isOther) this.missing = this.names.filter((_, i) => runs[i] > 0);
    if (hasNews) this.announceNews();
    return this.missing.length > 0 ? this.missing : undefined;
  }

  /** Takes a point from before a restart. It announces nothing: what stays missing is announced in this run. */
  resume(values: NumberArray): void {
    this.runs.forEach((run, i) => {
      this.runs[i] = Number.isFinite(values[i]) ? 0 : (run === Infinity ? 0 : run) + 1;
    });
    this.missing = this.names.filter((_, i) => this.runs[i] > 0);
  }

  private announceNews(): void {
    const { runs, announced, longRun, names } = this;
    const news: Record<FeatureChange, string[]> = { neverHeld: [], lost: [], back: [] };
    names.forEach((name, i) => {
      const isLost = runs[i] >= longRun;
      if (isLost === announced[i]) return;
      announced[i] = isLost;
      news[isLost ? (runs[i] === Infinity ? 'neverHeld' : 'lost') : 'back'].push(name);
    });
    for (const change of ['neverHeld', 'lost', 'back'] as const) {
      if (news[change].length > 0) this.announce(change, news[change]);
    }
  }
}
