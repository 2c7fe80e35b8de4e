/**
 * Data sets beside the telemetry, NAB and SKAB: the leaderboard's rows as they are, on every time step and by events, and those
 * of the causal leaderboard by their alarms. Nothing is tuned on them.
 */
import { findDataSet } from '../data/index';
import {
  dataSetSource,
  incidentInSet,
  loadSource,
  measuresOn,
  ofSeeds,
  smapMslProtocol,
  withPlaceRows,
  type ByProfile,
  type DataSetSource,
  type SuiteContext,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { leaderboardRows, UNCLIPPED } from '../leaderboard/index';
import type { ProfileName } from '../models/index';
import { causalMeasures, causalNotes, causalProtocol, causalRows } from './causal';

const limit: ByProfile<number> = { smoke: 2, quick: Infinity, full: Infinity };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };

const measuredOn = ['steps', 'events'] as const;

/** From one row to the next: NAB's are five minutes apart in most series, SKAB's a second. */
const stepSeconds = { nab: 300, skab: 1 } as const;

/** The series of the Numenta Anomaly Benchmark, one feature each. */
export function nab(context: SuiteContext): readonly SuiteTable[] {
  const source = dataSetSource('nab', findDataSet('nab', context.data), limit[context.profile]);
  return tablesOf(source, context, [
    "NAB: training is each series' probationary period, its first 15 % and at most 750 steps, the test the rest. Its own score, which rewards early alarms, is not computed.",
    'The position prior of a series reads the labels of the other folders alone.',
    ...withoutAnomaly(source),
  ]);
}

/** The experiments of the Skoltech Anomaly Benchmark, eight sensors each, without those that begin with their fault. */
export function skab(context: SuiteContext): readonly SuiteTable[] {
  const all = dataSetSource('skab', findDataSet('skab', context.data));
  const faulty = all.channels.filter((channel) => loadSource(all, channel).train.labels!.includes(1));
  const channels = all.channels.filter((channel) => !faulty.includes(channel)).slice(0, limit[context.profile]);
  const source = { ...all, channels };
  const left = faulty.length > 0 ? `; left out, as their training rows hold the fault: ${faulty.join(', ')}` : '';
  return tablesOf(source, context, [
    `SKAB: training is each experiment's first 400 rows, the test the rest, of which about half is labelled; the run without a fault is not used${left}.`,
    'The position prior of an experiment reads the labels of the others: most have their fault at about the same time after the start.',
    'The rank of the reduced-rank autoregression is half the number of sensors; it was not chosen by figures.',
  ]);
}

/** Says which series have no anomaly, and what is made of them. */
function withoutAnomaly(source: DataSetSource): string[] {
  const none = source.channels.filter((channel) => !loadSource(source, channel).test.labels!.includes(1));
  if (none.length === 0) return [];
  return [
    `${none.length} of ${source.channels.length} series have no anomaly: what is measured on steps leaves them out, and false alarms on them count in (c).`,
  ];
}

/** SKAB's alone: on one feature, as of the telemetry and of NAB, there is no rank to reduce. */
const reducedRank: SuiteRow = {
  label: 'reduced-rank autoregression, rank 4',
  detector: 'linear-autoregression',
  config: { rank: 4 },
  about: { kind: 'baseline', use: 'offline' },
};

/** Takes the leaderboard's rows; on SKAB the reduced rank stands below the autoregression without one. */
function boardRows({ kind }: DataSetSource, profile: ProfileName): SuiteRow[] {
  const rows = onOtherData(leaderboardRows(profile));
  if (kind !== 'skab') return rows;
  return rows.flatMap((row) => (row.label === 'linear autoregression' ? [row, reducedRank] : [row]));
}

/** Makes the table of the leaderboard's rows, and that of the causal leaderboard. */
function tablesOf(source: DataSetSource, { profile }: SuiteContext, notes: readonly string[]): SuiteTable[] {
  const own = seeds[profile];
  const what = source.kind.toUpperCase();
  const shared = {
    source,
    seeds: own,
    incidents: Object.fromEntries(source.channels.map((channel) => [channel, incidentInSet(source, channel)])),
    notes: ['Settings are those of the leaderboard on the telemetry; nothing was chosen on these series.', ...notes],
  };
  return [
    {
      ...shared,
      name: source.kind,
      title: what,
      protocol: { ...smapMslProtocol, ...UNCLIPPED, measuredOn: [...measuredOn] },
      rows: ofSeeds(withPlaceRows(boardRows(source, profile), source), own),
      measures: measuredOn.flatMap((each) => measuresOn(each)),
    },
    {
      ...shared,
      name: `causal, ${what}`,
      title: `Causal leaderboard, ${what}`,
      protocol: { ...causalProtocol, stepSeconds: stepSeconds[source.kind] },
      rows: ofSeeds(onOtherData(causalRows(profile)), own),
      measures: causalMeasures,
      notes: [...shared.notes, ...causalNotes],
    },
  ];
}

/**
 * Takes rows of the telemetry for data that is not telemetry: without those that report 3's protocol clips, and without the
 * mark of an oracle, as no setting was chosen on this data. All features count where telemetry has one.
 */
function onOtherData(rows: readonly SuiteRow[]): SuiteRow[] {
  return rows
    .filter(({ protocol }) => protocol?.scaling !== 'telemetry')
    .map((row) => {
      const { kind, use } = row.about!;
      return {
        ...row,
        label: row.label.replace(/, (telemetry error|telemetry alone|scored features)/, ''),
        about: { kind, use },
      };
    });
}
