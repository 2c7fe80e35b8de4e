import type { NumberArray } from '../base/index';
import { numberedNames } from '../data/column-names';
import type { ScorerSource } from './point';

/** No point has held a feature yet, or it has been missing for long; after either, it came. */
export type FeatureChange = 'neverHeld' | 'lost' | 'back';

/** With a short window, a window without a feature is still no dead sensor. */
const SHORTEST_LOSS = 10;

/**
 * Watches which values are missing in the points of a channel, so that what a scorer fills does not pass for measured. A
 * feature is told of once when it has been missing for a window's length, since from then on the model sees nothing of it
 * that was measured, and once when it is back.
 *
 * A feature that the first point lacks is told of at once: its column may be a wrong one, or none. A file that is scored as
 * a whole is refused for that. A stream is not, for nobody knows what is still to come: a sensor may start after the others,
 * and they are to be watched until then.
 */
export class MissingFeatures {
  private readonly names: readonly string[];
  private readonly longRun: number;
  /** Points in a row without each feature; infinitely many before the first point that holds it. */
  private readonly runs: Float64Array;
  private readonly told: boolean[];
  /** What the last point lacked; one list for all points that lack the same. */
  private missing: readonly string[];

  constructor(
    { names, features, windowSize }: ScorerSource,
    private readonly tell: (change: FeatureChange, features: readonly string[]) => void,
  ) {
    this.names = names ?? numberedNames(features);
    this.longRun = Math.max(windowSize, SHORTEST_LOSS);
    this.runs = new Float64Array(features).fill(Infinity);
    this.told = Array<boolean>(features).fill(false);
    this.missing = this.names;
  }

  /** @returns  The features that this point lacks; undefined where it has all. */
  push(values: NumberArray): readonly string[] | undefined {
    const { runs, told, longRun } = this;
    let isOther = false;
    let hasNews = false;
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i];
      const isThere = Number.isFinite(values[i]);
      if (isThere && run === 0) continue;
      runs[i] = isThere ? 0 : run + 1;
      isOther ||= isThere || run === 0;
      hasNews ||= isThere ? told[i] : !told[i] && run + 1 >= longRun;
    }
    if (isOther) this.missing = this.names.filter((_, i) => runs[i] > 0);
    if (hasNews) this.tellNews();
    return this.missing.length > 0 ? this.missing : undefined;
  }

  /** Takes a point from before a restart. It tells nothing: what is missing then is news for the log of this run. */
  resume(values: NumberArray): void {
    this.runs.forEach((run, i) => {
      this.runs[i] = Number.isFinite(values[i]) ? 0 : (run === Infinity ? 0 : run) + 1;
    });
    this.missing = this.names.filter((_, i) => this.runs[i] > 0);
  }

  private tellNews(): void {
    const { runs, told, longRun, names } = this;
    const news: Record<FeatureChange, string[]> = { neverHeld: [], lost: [], back: [] };
    names.forEach((name, i) => {
      const isLost = runs[i] >= longRun;
      if (isLost === told[i]) return;
      told[i] = isLost;
      news[isLost ? (runs[i] === Infinity ? 'neverHeld' : 'lost') : 'back'].push(name);
    });
    for (const change of ['neverHeld', 'lost', 'back'] as const) {
      if (news[change].length > 0) this.tell(change, news[change]);
    }
  }
}
