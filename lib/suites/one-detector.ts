/** One detector beside what every table carries, on any series: what `--model` and an experiment's file run. */
import { findSeriesDetector } from '../detectors/index';
import {
  measuresOn,
  PLACE_NOTE,
  placeRows,
  plainRows,
  protocolFor,
  withPlaceRows,
  type MeasuredOn,
  type Protocol,
  type Source,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { baselineRows, OTSU, UNCLIPPED } from '../leaderboard/index';
import { trivialDetectors, type ByProfile } from '../models/index';

/** At most so many channels, evenly spread over those asked for, unless they were named. */
export const channelLimit: ByProfile<number> = { smoke: 2, quick: Infinity, full: Infinity };

export interface OneDetector extends Pick<SuiteRow, 'detector' | 'config' | 'training' | 'view' | 'keep'> {
  /** Of its row; default its name. */
  readonly label?: string;
  readonly source: Source;
  readonly seeds: readonly number[];
  /**
   * Where the protocol is to differ from report 3's for the detector. A detector of windows is measured on windows, as
   * the reports do, and what scores whole series on windows, steps and events, if nothing else is said.
   */
  readonly protocol?: Partial<Protocol>;
}

/**
 * Makes the table: the detector first. Measured on windows alone, as report 3 measures, with its clip, the trivial detectors
 * are beside it; measured on steps or events, the leaderboard's baselines, without the clip unless it is asked for. A
 * detector that is one of these, as it is, stands there once.
 *
 * @throws If a threshold is given that nothing measured has a use for.
 */
export function oneDetectorTable({ source, seeds, protocol, label, ...row }: OneDetector): SuiteTable {
  const name = label ?? row.detector;
  const { length } = source.channels;
  const { measuredOn: given, ...rest } = protocol ?? {};
  const measuredOn = given ?? measuredByDefault(row.detector);
  if (rest.threshold && !hasThreshold({ measuredOn }) && row.detector !== 'time-index') {
    const why = 'sequences of events have one of their own';
    throw new Error(`${name} measured on events alone: expected no percentile or other threshold, as ${why}.`);
  }
  const shared = {
    name,
    title: `Macro average of ${length} channel${length === 1 ? '' : 's'}`,
    source,
    seeds,
    notes: [],
  };
  const windows = { ...protocolFor(row.detector), ...rest };
  // A detector that is one of the others stands there once; a label that is given is another detector's.
  const besides = (own: string) => (other: SuiteRow) => label !== undefined || other.label !== own;
  if (isOnWindowsAlone({ measuredOn })) {
    const others = [...plainRows(trivialDetectors), ...placeRows(source)];
    const rows = [{ label: name, ...row }, ...others.filter(besides(name))];
    const notes = source.kind === 'smap-msl' ? [PLACE_NOTE] : [];
    return { ...shared, protocol: windows, rows, measures: measuresOn('windows'), notes };
  }
  const own = { ...leaderboardRow(row, rest.threshold), ...(label !== undefined && { label }) };
  return {
    ...shared,
    protocol: { ...UNCLIPPED, ...windows, measuredOn: [...measuredOn] },
    rows: [own, ...withPlaceRows(baselineRows, source).filter(besides(own.label))],
    measures: measuredOn.flatMap((what) => measuresOn(what)),
  };
}

interface Measured {
  readonly measuredOn?: readonly MeasuredOn[];
}

/** Tells whether what is measured needs the protocol's threshold. */
export function hasThreshold({ measuredOn = ['windows'] }: Measured): boolean {
  return measuredOn.some((what) => what !== 'events');
}

/** Tells whether a table is a report's, and not the leaderboard's. */
export function isOnWindowsAlone({ measuredOn = ['windows'] }: Measured): boolean {
  return measuredOn.every((what) => what === 'windows');
}

function measuredByDefault(detector: string): readonly MeasuredOn[] {
  return findSeriesDetector(detector).ofWindows ? ['windows'] : ['windows', 'steps', 'events'];
}

/**
 * Describes the detector as a row of the leaderboard's tables. With nothing said of its settings, a baseline is the row
 * that the leaderboard has; with settings of its own it stands beside that row.
 */
function leaderboardRow(
  row: Omit<OneDetector, 'source' | 'seeds' | 'protocol'>,
  threshold: Protocol['threshold'] | undefined,
): SuiteRow {
  const { detector, config, training, view } = row;
  const isGiven = [config, training, view].some((settings) => Object.keys(settings ?? {}).length > 0);
  const baseline = baselineRows.find(({ label }) => label === detector);
  // Random scores and equal ones have no sequences by the rule of the others, with whatever settings.
  const { sequences } = baseline?.view ?? {};
  const ownView = isGiven ? { ...(sequences && { sequences }), ...view } : baseline?.view;
  const { kind } = findSeriesDetector(detector);
  const suffix = isGiven && baseline ? ', settings given' : '';
  const streaming = isStreaming(row);
  const finds = detector === 'multi-scale' && !streaming && threshold === undefined;
  return {
    ...row,
    ...(ownView && Object.keys(ownView).length > 0 && { view: ownView }),
    label: `${detector}${suffix}`,
    ...(finds && { protocol: OTSU }),
    about: { kind, use: streaming ? 'streaming' : 'offline' },
  };
}

/**
 * Tells whether no later step counts in a step's score. Of windows, only a trivial detector needs none that end later; the time
 * index needs the length of the series.
 */
function isStreaming({ detector, config }: Pick<SuiteRow, 'detector' | 'config'>): boolean {
  const { kind, ofWindows, isStreaming: streams, defaults } = findSeriesDetector(detector);
  return ofWindows ? kind === 'trivial' : (streams?.({ ...defaults, ...config }) ?? false);
}
