/** What notebook 7 looks at by itself: both splits of a channel, the clip, hard channels; and what was seen, as sentences. */
import { grouped } from '../base/index';
import { column, labelsToSegments, type Incidents, type Segment } from '../data/index';
import type { ClippedShare } from '../data/clipped-share';
import type { SeriesPair } from '../detectors/index';
import { formatFixed, percent, type Table } from '../tables/index';
import { fullColumns } from '../tables/table';
import { diagnose, outsideTraining, type Diagnosis } from './diagnosis';
import type { HighestScore } from './highest-score';
import { hardChannels, type LeaderboardRow } from './tables/index';

/** The telemetry of both splits, one after the other, with what a chart marks. */
export interface JoinedSplits {
  readonly values: Float64Array;
  readonly segments: readonly Segment[];
  readonly marks: readonly { readonly at: number; readonly name: string }[];
}

/** Joins the telemetry of the training and the test split; labelled anomalies are moved with the latter. */
export function joinSplits({ train, test }: Pick<SeriesPair, 'train' | 'test'>): JoinedSplits {
  const moved = labelsToSegments(test.labels!).map(({ start, end }) => ({
    start: start + train.length,
    end: end + train.length,
  }));
  return {
    values: Float64Array.from([...column(train, 0), ...column(test, 0)]),
    segments: moved,
    marks: [{ at: train.length, name: 'the test split begins' }],
  };
}

/** Says how much of the test split lies outside the range of training. */
export function outsideSeen(channel: string, pair: Pick<SeriesPair, 'train' | 'test'>): string {
  const { normal, anomalous } = outsideTraining(pair);
  return (
    `Outside the range of training lie ${percent(normal, 1)} of the normal test steps of ${channel}, and ` +
    `${percent(anomalous, 1)} of the anomalous ones.`
  );
}

/** Lists the channels on which the clip cuts 1 % of the test steps or more; at least the first. */
export function clippedTable(shares: readonly ClippedShare[]): Table {
  const cut = shares.filter(({ clipped }) => clipped >= 0.01);
  return {
    caption: 'Share of test steps that the clip cuts, 1 % or more',
    columns: ['channel', { heading: 'clipped', digits: 2 }],
    rows: (cut.length > 0 ? cut : shares.slice(0, 1)).map(({ channel, clipped }) => [channel, clipped]),
  };
}

/** Says on how many channels the clip cuts, and of which it makes a constant. */
export function clippedSeen(shares: readonly ClippedShare[]): string {
  const cut = shares.filter(({ clipped }) => clipped >= 0.01);
  const constant = cut.filter(({ clipped }) => clipped > 0.99).map(({ channel }) => channel);
  return (
    `The clip cuts 1 % or more on ${cut.length} of ${shares.length} channels, and makes a constant of ` +
    `${constant.join(' and ') || 'none'}. So report 3's models are run with its clip here, as their names say, and ` +
    'everything else without.'
  );
}

/** Says how many incidents a table of incidents and all channels hold. */
export function incidentsSeen({ rows }: Table, incidents: Incidents): string {
  const channels = rows.reduce((sum, [count]) => sum + Number(count), 0);
  return (
    `${channels} channels of the report show ${rows.length} incidents, the largest on ${String(rows[0]?.[0] ?? 0)} ` +
    `channels; all ${incidents.size} show ${new Set(incidents.values()).size}.`
  );
}

/** Narrows a table down to some of its rows, none of them set apart. */
export function onlyRows(table: Table, labels: readonly string[]): Table {
  return { ...table, unranked: [], rows: table.rows.filter(([label]) => labels.includes(String(label))) };
}

/**
 * Narrows a table down to rows of some kinds; rows that are ranked stay so. A table without the column `kind` stays as it is.
 *
 * @param kinds  Such as `trivial` and `deep`.
 */
export function onlyKinds(table: Table, kinds: readonly string[]): Table {
  const column = fullColumns(table).findIndex(({ heading }) => heading === 'kind');
  if (column < 0) return table;
  const kept = [...table.rows.keys()].filter((row) => kinds.includes(String(table.rows[row][column])));
  const unranked = kept.flatMap((row, i) => (table.unranked?.includes(row) ? [i] : []));
  return { ...table, rows: kept.map((row) => table.rows[row]), unranked };
}

/** Says where the ensemble is highest, and what the label there is. */
export function highestSeen({ peak }: HighestScore, labels: ArrayLike<number>): string {
  return `The highest score is at step ${grouped(peak)}, which is labelled ${labels[peak] === 1 ? 'anomalous' : 'normal'}.`;
}

/** Says how far the stretch around the highest score lies from training. */
export function nearestSeen({ distance, nearestStart }: Pick<HighestScore, 'distance' | 'nearestStart'>): string {
  return (
    `The stretch of the highest score lies ${formatFixed(distance, 2)} from the nearest one in training, which ` +
    `begins at step ${grouped(nearestStart)}, in z-scores over 100 steps.`
  );
}

/** A hard channel with what a detector is up against there. */
export interface DiagnosedChannel extends Diagnosis {
  readonly channel: string;
  /** Detectors with a ROC-AUC below .5, of how many, and the best. */
  readonly 'below .5': number;
  readonly of: number;
  readonly best: string;
}

/**
 * Diagnoses the channels on which most detectors are worse than a coin, the hardest first.
 *
 * @param load  Gives a channel's pair of series.
 * @param most  How many channels at most.
 */
export function diagnoseHardest(
  rows: readonly LeaderboardRow[],
  load: (channel: string) => SeriesPair,
  most: number,
): DiagnosedChannel[] {
  const hardest = hardChannels(rows).slice(0, most);
  return hardest.map(({ channel, failing, of, best }) => {
    return { channel, 'below .5': failing, of, best: best.label, ...diagnose(load(channel)) };
  });
}

/** Says on which channels normal test steps lie further from training than anomalous ones. */
export function diagnosedSeen(found: readonly DiagnosedChannel[]): string {
  const named = (verdict: Diagnosis['verdict']) =>
    found.filter((each) => each.verdict === verdict).map(({ channel }) => channel).join(', '); // prettier-ignore
  return (
    `Normal test steps lie further from training than anomalous ones on ${named('drift') || 'none'} of ` +
    `${found.length} channels; the anomaly is visible on ${named('visible') || 'none'}.`
  );
}
