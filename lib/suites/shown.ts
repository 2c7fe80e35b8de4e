/** What is shown of a run: its tables and its notes, whoever asked for it and however. */
import { incidentsOf, labelsToSegments } from '../data/index';
import {
  alarmNote,
  describeSource,
  loadSource,
  measuresOn,
  type MeasuredOn,
  type Results,
  type SuiteResult,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import {
  leaderboardEventTable,
  leaderboardNotes,
  leaderboardRowsOf,
  leaderboardSequenceTable,
  leaderboardStepTable,
  leaderboardTables,
  leaderboardWindowTable,
  ownSeriesNotes,
  type LeaderboardResult,
  type LeaderboardRow,
  type TransductiveDetector,
} from '../leaderboard/index';
import { channelTable, kindTable, suiteTable, type Table } from '../tables/index';
import { acrossTables } from './across-tables';
import { againstCited } from './against-cited';
import { isOnWindowsAlone } from './one-detector';
import { seriesFigures } from './series-figures';
import { thresholdNotes } from './threshold-notes';

export interface Shown {
  readonly shown: readonly Table[];
  /** The figures of each series: too many to print, for the file of tables. */
  readonly series?: readonly Table[];
  /** What a reader must know of the tables, one sentence or two each. */
  readonly notes: readonly string[];
}

/**
 * Shows each table that has rows, the one by kinds of anomaly after it; a table measured on steps or events as the leaderboard's
 * are. Last, of tables with the same rows on other series, the row that is best on the others.
 */
export function showSuite({ tables, results }: Pick<SuiteResult, 'tables' | 'results'>): Shown {
  const filled = tables.filter(({ name }) => results.table(name).rows.length > 0);
  const each = filled.map((table) => showTable(table, results));
  return {
    shown: [...each.flatMap(({ shown }) => shown), ...acrossTables(filled, results)],
    series: filled.flatMap((table) => seriesFigures(table, results.table(table.name))),
    notes: [...new Set(filled.flatMap(({ notes }, i) => [...notes, ...each[i].notes]))],
  };
}

/** Shows one table of a suite, with the notes that its protocol asks for. */
function showTable(table: SuiteTable, results: Results): Shown {
  const { measuredOn = [] } = table.protocol;
  if (measuredOn.includes('steps') || measuredOn.includes('events')) {
    const own = results.table(table.name);
    const { shown, notes } = showBesideBaselines(table, own, table.title);
    return { shown, notes: [...notes, ...thresholdNotes(table, own.labels)] };
  }
  return {
    shown: [suiteTable(table, results), kindTable(table, results) ?? [], againstCited(table, results)].flat(),
    notes: measuredOn.includes('alarms') ? [alarmNote(table.protocol)] : [],
  };
}

/** Shows the leaderboard, as far as its run came. */
export function showLeaderboard(result: LeaderboardResult): Shown {
  if (result.results.rows.length === 0) return { shown: [], notes: [] };
  const { rows, spacecraft, incidents, results } = result;
  const series = [...new Set(spacecraft.values())].flatMap((craft) =>
    seriesFigures(
      { name: craft, rows, incidents: Object.fromEntries(incidents) },
      results.where(({ channel }) => spacecraft.get(channel) === craft),
    ),
  );
  return { shown: leaderboardTables(result), series, notes: leaderboardNotes };
}

/**
 * Shows one detector: measured on windows alone, by channel and beside the trivial detectors; measured on steps or
 * events, in the tables of the leaderboard.
 *
 * @param table  As `oneDetectorTable` makes it.
 */
export function showOneDetector(table: SuiteTable, results: Results): Shown {
  if (results.rows.length === 0) return { shown: [], notes: [] };
  const rule = thresholdNotes(table, results.labels);
  if (!isOnWindowsAlone(table.protocol)) {
    const { shown, notes } = showBesideBaselines(table, results);
    return { shown, notes: [...notes, ...rule] };
  }
  const [{ label }] = table.rows;
  const { shown, notes } = showSuite({ tables: [table], results });
  const channels = results.labels.includes(label) ? [channelTable(table, results.row(label))] : [];
  return { shown: [...channels, ...shown], notes: [...notes, ...rule] };
}

function showBesideBaselines(table: SuiteTable, results: Results, what = describeSource(table.source)): Shown {
  const { source, seeds, protocol } = table;
  const { measuredOn = ['windows'] } = protocol;
  const rows = leaderboardRowsOf({ rows: table.rows, results });
  const incidents = source.kind === 'smap-msl' ? incidentsOf(source.root) : undefined;
  const tables: Readonly<Record<MeasuredOn, () => Table>> = {
    windows: () => leaderboardWindowTable(rows, protocol, incidents),
    steps: () => leaderboardStepTable(rows, what, incidents),
    events: () => leaderboardEventTable(rows, what, incidents),
    'tsb-ad': () => suiteTable({ ...table, title: `Protocol (d): ${what}`, measures: measuresOn('tsb-ad') }, results),
    alarms: () => suiteTable({ ...table, title: `Alarms: ${what}`, measures: measuresOn('alarms') }, results),
    'point-adjusted': () => suiteTable({ ...table, measures: measuresOn('point-adjusted') }, results),
  };
  const tests = source.channels.map((channel) => loadSource(source, channel, seeds[0]).test);
  const single = tests.length === 1 && measuredOn.includes('events') && seeds.length === 1;
  return {
    shown: [
      ...measuredOn.map((each) => tables[each]()),
      ...(single ? [sequenceTable(rows, tests[0].labels!, source.channels[0])] : []),
    ],
    notes: [
      ...ownSeriesNotes({
        lengths: tests.map(({ length }) => length),
        measuredOn,
        transductive: transductiveIn(table.rows.filter(({ label }) => results.labels.includes(label))),
        incidents: incidents !== undefined,
      }),
      ...(measuredOn.includes('alarms') ? [alarmNote(protocol)] : []),
    ],
  };
}

/** Names the detectors of rows that are fitted to the test series too. */
function transductiveIn(rows: readonly SuiteRow[]): TransductiveDetector[] {
  const fits: Readonly<Record<TransductiveDetector, (config: SuiteRow['config']) => boolean>> = {
    'multi-scale': (config) => (config?.['pool'] ?? 'both') === 'both',
    'autoencoder-ensemble': (config) => config?.['form'] !== 'causal',
  };
  return (Object.keys(fits) as TransductiveDetector[]).filter((name) =>
    rows.some(({ detector, config }) => detector === name && fits[name](config)),
  );
}

function sequenceTable(rows: readonly LeaderboardRow[], labels: Uint8Array, channel: string): Table {
  const sequences = rows.map(({ label, results }) => ({ label, sequences: results.rows[0].sequences ?? [] }));
  return leaderboardSequenceTable(sequences, labelsToSegments(labels), channel);
}
