/** The ensemble beside others, channel by channel, for a chart. */
import { CHOSEN_CUT } from '../experiments/index';
import { bestOfThree, onReport } from './report-models';
import { ENSEMBLE } from './rows';
import type { LeaderboardResult } from './run-leaderboard';

export interface Wins {
  /** Report 3's channels, in the order of all values. */
  readonly channels: readonly string[];
  /** F1 of the ensemble. */
  readonly ensemble: readonly number[];
  /** F1 of what it is held against. */
  readonly others: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** On how many channels the ensemble is ahead of each, in a sentence. */
  readonly seen: string;
}

/** Compares the ensemble's F1 with that of report 3's best model on each channel, and of rows that look at no value. */
export function ensembleWins(found: Pick<LeaderboardResult, 'rows' | 'results' | 'judged'>): Wins {
  const f1Of = (label: string) => [...onReport(found, label).byChannel('f1').values()];
  const { channels } = onReport(found, ENSEMBLE);
  const ensemble = f1Of(ENSEMBLE);
  const others = [
    { name: "best of report 3's three", values: bestOfThree(found) },
    { name: CHOSEN_CUT, values: f1Of(CHOSEN_CUT) },
    { name: 'all anomalous', values: f1Of('all-anomalous') },
  ];
  const ahead = others.map(({ name, values }) => {
    return `${name} on ${values.filter((value, i) => ensemble[i] > value).length}`;
  });
  return {
    channels,
    ensemble,
    others,
    seen: `Of ${channels.length} channels the ensemble is ahead of ${ahead.join(', ')}.`,
  };
}
