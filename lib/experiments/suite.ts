/** A suite as data: which detectors are run on which series by which protocol, and what its tables show. */
import { findSeriesDetector, type Use, type View } from '../detectors/index';
import type { ByProfile, DetectorKind, ProfileName } from '../models/index';
import type { Job } from './job';
import type { MeasureName, Measures } from './measures/index';
import type { Protocol } from './protocol';
import type { Source } from './sources/index';

export type { ByProfile };

export interface SuiteRow {
  /** Names the row, alone in its table; a size smaller than the report's stands in it. */
  readonly label: string;
  /** A name of the catalogue. */
  readonly detector: string;
  readonly config?: Job['config'];
  /** Config by channel, where it differs from channel to channel; laid over `config`. */
  readonly configOf?: Readonly<Record<string, NonNullable<Job['config']>>>;
  readonly training?: Job['training'];
  readonly view?: View;
  readonly probe?: Job['probe'];
  readonly keep?: Job['keep'];
  /** Where the row departs from the table's protocol. */
  readonly protocol?: Partial<Protocol>;
  /** Where it departs from channel to channel; laid over `protocol`. */
  readonly protocolOf?: Readonly<Record<string, Partial<Protocol>>>;
  /** What the row is run on, where that is not the table's source. */
  readonly source?: Source;
  /** Default: the table's. */
  readonly seeds?: readonly number[];
  /** For tables that show it. */
  readonly about?: {
    readonly kind: DetectorKind;
    readonly use: Use;
    /** Its settings were chosen with the labels that it is judged by: it claims nothing. */
    readonly oracle?: boolean;
  };
}

/** Figures that somebody else has published of the same series; nothing is run for them. */
export interface CitedRow {
  readonly label: string;
  /** By channel. */
  readonly figures: Readonly<Record<string, Measures>>;
  /** It was picked with the labels that it is judged by. */
  readonly oracle?: boolean;
}

export interface SuiteTable {
  /** In short, e.g. `report-1`; no two tables of a run have the same. */
  readonly name: string;
  readonly title: string;
  /** Run on all its channels, over which a row averages. */
  readonly source: Source;
  readonly protocol: Protocol;
  readonly rows: readonly SuiteRow[];
  /** Every row is run on every channel with each. */
  readonly seeds: readonly number[];
  /** The report's measures first. */
  readonly measures: readonly MeasureName[];
  /** What a reader must know of the figures, one sentence each. */
  readonly notes: readonly string[];
  /** Stand below the rows; differences are to the best of them by the table's first measure. */
  readonly cited?: readonly CitedRow[];
  /** The incident of each channel, where several channels may show one. Default: each channel is one by itself. */
  readonly incidents?: Readonly<Record<string, string>>;
  /**
   * What its series are, in short, where other tables of the suite hold the same rows on other series: rows are then chosen on
   * those and read here, so that no label decides about itself.
   */
  readonly across?: string;
}

export interface SuiteContext {
  readonly profile: ProfileName;
  /** Folder of the telemetry; it is looked for when a suite asks for it, so that one of other data needs none. */
  readonly telemetry: string;
  /** The folder that the user named, whatever the suite; see `findDataSet`. */
  readonly data?: string;
}

/** The tables of a suite. */
export type Suite = (context: SuiteContext) => readonly SuiteTable[];

/** Writes a row's label, with a mark where labels that the row is judged by chose its settings. */
export function markedLabel(label: string, about?: Pick<NonNullable<SuiteRow['about']>, 'oracle'>): string {
  return about?.oracle ? `ORACLE: ${label}` : label;
}

/** Makes rows of detectors under their own names, with their default configs. */
export function plainRows(detectors: readonly string[], more: Omit<SuiteRow, 'label' | 'detector'> = {}): SuiteRow[] {
  return detectors.map((detector) => ({ label: detector, detector, ...more }));
}

/** Gives a row whose scores do not depend on the seed the first of some seeds alone. */
export function ofSeeds(rows: readonly SuiteRow[], seeds: readonly number[]): SuiteRow[] {
  return rows.map((row) => (findSeriesDetector(row.detector).seeded ? row : { ...row, seeds: seeds.slice(0, 1) }));
}

/** A job, and the row that it belongs to. */
export interface PlannedRow {
  readonly table: SuiteTable;
  readonly row: SuiteRow;
  readonly job: Job;
}

/**
 * Expands a table into its jobs.
 *
 * @throws If two rows have one label: their results could not be told apart.
 */
export function planTable(table: SuiteTable, profile: ProfileName): PlannedRow[] {
  const twice = repeated(table.rows.map(({ label }) => label));
  if (twice !== undefined) throw new Error(`${table.name}: two rows have the label '${twice}'; expected one.`);
  return table.rows.flatMap((row) => {
    const source = row.source ?? table.source;
    return (row.seeds ?? table.seeds).flatMap((seed) =>
      source.channels.map((channel) => ({ table, row, job: jobOf(table, row, { source, channel, seed, profile }) })),
    );
  });
}

/**
 * Plans the tables of a suite.
 *
 * @throws If two tables have one name, or two rows of a table one label: their results could not be told apart.
 */
export function planTables(tables: readonly SuiteTable[], profile: ProfileName): PlannedRow[] {
  const twice = repeated(tables.map(({ name }) => name));
  if (twice !== undefined) throw new Error(`Two tables have the name '${twice}'; expected one.`);
  return tables.flatMap((table) => planTable(table, profile));
}

const repeated = (names: readonly string[]) => names.find((name, i) => names.indexOf(name) !== i);

function jobOf(
  { protocol }: SuiteTable,
  { detector, config, configOf, training, view, probe, keep, protocol: own, protocolOf }: SuiteRow,
  where: Pick<Job, 'source' | 'channel' | 'seed' | 'profile'>,
): Job {
  const settings = { ...config, ...configOf?.[where.channel] };
  return {
    detector,
    ...(Object.keys(settings).length > 0 && { config: settings }),
    ...(training && { training }),
    ...(view && { view }),
    ...(probe && { probe }),
    ...(keep && { keep }),
    protocol: { ...protocol, ...own, ...protocolOf?.[where.channel] },
    ...where,
  };
}
