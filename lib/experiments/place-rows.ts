/** Rows that look at the place in the test series alone: what every table of telemetry carries. */
import { labelsToSegments, positionPriors } from '../data/index';
import { anomalyShares } from '../data/position-prior';
import { chosenCuts } from './chosen-cuts';
import type { Protocol } from './protocol';
import { loadSource, type DataSetSource, type Source, type TelemetrySource } from './sources/index';
import type { SuiteRow } from './suite';

/** The place of a step, and a threshold on it, need the length of the test series. */
const about = { kind: 'trivial', use: 'offline' } as const;

/** Later is more anomalous. With the 70th percentile it calls the last 30 % of a test series anomalous. */
export const timeIndexRow: SuiteRow = { label: 'time-index', detector: 'time-index', about };

/**
 * Percentile of the training series' places. On the telemetry it was chosen in sight of the labels: a cut of 50 has an F1 of
 * .64 on report 3's channels, 60 has .68, 70 has .62.
 */
const LATER = 60;

/** Label of the row with one cut for all. */
export const LATE_CUT = `everything after the first ${LATER} %`;

/** Label of the row with the cut of each channel chosen by the labels of other incidents. */
export const CHOSEN_CUT = 'cut chosen on other incidents';

/**
 * Labels of rows that know nothing of the series that they score: they learn at most a mean, or look at the place alone. An
 * oracle is not among them.
 */
export const KNOW_NOTHING: readonly string[] = [
  'constant',
  'random',
  'all-anomalous',
  timeIndexRow.label,
  CHOSEN_CUT,
  'position prior',
];

/** Says what is known of the rows of place on telemetry. */
export const PLACE_NOTE = `'${LATE_CUT}' is marked ORACLE, and differences are not to it: its cut was chosen in sight of the labels that it is judged by. '${CHOSEN_CUT}' (of 5, 10 ... 95 %, by F1) and 'position prior' read the labels of other incidents alone; time-index reads none.`;

/**
 * Makes the rows that know nothing of the values: the time index and a fixed cut by it, and on telemetry two that read labels,
 * but none of the channel that they score, nor of any that shows the same incident: a cut chosen by them, and the *position
 * prior*, the share of channels that are anomalous at a place. On telemetry the fixed cut is an oracle: it was chosen in sight
 * of the labels. Series of NAB and SKAB have a position prior by the others of their set. Images and samples have no place in time, and no such row.
 */
export function placeRows(source: Source): SuiteRow[] {
  if (source.kind !== 'smap-msl' && source.kind !== 'files' && source.kind !== 'nab' && source.kind !== 'skab')
    return [];
  const lateCut: SuiteRow = { ...timeIndexRow, label: LATE_CUT, protocol: cutAt(LATER) };
  if (source.kind === 'files') return [timeIndexRow, lateCut];
  if (source.kind !== 'smap-msl') return [timeIndexRow, lateCut, ...priorOfOtherSeries(source)];
  return [timeIndexRow, { ...lateCut, about: { ...about, oracle: true } }, ...rowsOfOthers(source)];
}

/** Puts the rows that know the place alone where the time index stands among others. */
export function withPlaceRows(rows: readonly SuiteRow[], source: Source): SuiteRow[] {
  return rows.flatMap((row) => (row.label === timeIndexRow.label ? placeRows(source) : [row]));
}

/**
 * Makes the position prior of series that are neither of one machine nor labelled over the same steps: by the labels of the
 * other experiments of SKAB, and of the series in NAB's other folders, as series of one folder may show one event.
 */
function priorOfOtherSeries(source: DataSetSource): SuiteRow[] {
  const groupOf = (channel: string) => incidentInSet(source, channel);
  const all = source.channels.map((channel) => {
    const { labels, length } = loadSource(source, channel).test;
    return { group: groupOf(channel), segments: labelsToSegments(labels!), length };
  });
  const groups = [...new Set(all.map(({ group }) => group))];
  if (groups.length < 2) return [];
  const priors = new Map(groups.map((own) => [own, anomalyShares(all.filter(({ group }) => group !== own))]));
  const configOf = Object.fromEntries(
    source.channels.map((channel) => [channel, { prior: priors.get(groupOf(channel))! }]),
  );
  return [{ ...timeIndexRow, label: 'position prior', configOf }];
}

/** Names what a series shares an incident with: in NAB its folder, in SKAB nothing else. */
export function incidentInSet({ kind }: Pick<DataSetSource, 'kind'>, channel: string): string {
  return kind === 'nab' ? channel.split('/')[0] : channel;
}

/** Makes the rows that read the labels of other incidents; none if a channel has no other incident. */
function rowsOfOthers({ root, channels }: TelemetrySource): SuiteRow[] {
  const [priors, cuts] = [positionPriors(root), chosenCuts(root)];
  if (!channels.every((channel) => priors.has(channel))) return [];
  const protocolOf = Object.fromEntries(channels.map((channel) => [channel, cutAt(cuts.get(channel)!)]));
  const configOf = Object.fromEntries(channels.map((channel) => [channel, { prior: [...priors.get(channel)!] }]));
  // The default prior is written out: where 60 % is chosen, this is another job than the fixed cut's, and is counted as one.
  return [
    { ...timeIndexRow, label: CHOSEN_CUT, config: { prior: [0, 1] }, protocolOf },
    { ...timeIndexRow, label: 'position prior', configOf },
  ];
}

/** Calls everything anomalous that lies beyond a percentile of the training series' places. */
function cutAt(percentile: number): Pick<Protocol, 'threshold'> {
  return { threshold: { kind: 'percentile', percentile, of: 'training' } };
}
