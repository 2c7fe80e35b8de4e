/** A suite as data: which models are run on which data by which protocol, and what its table shows. */
import type { MeasureName } from '../../experiments/evaluate';
import type { ProfileName } from '../../experiments/profiles';
import type { Protocol } from '../../experiments/protocol';
import type { Source } from '../../experiments/source';
import type { Unit } from '../../experiments/unit';

export interface SuiteRow {
  /** Names the row. */
  readonly label: string;
  /** A name of the registered models. */
  readonly model: string;
  readonly config?: Unit['config'];
  readonly training?: Unit['training'];
  /** Where the row departs from the table's protocol. */
  readonly protocol?: Partial<Protocol>;
}

export interface SuiteTable {
  /** The report, in short, e.g. `report-1`. */
  readonly name: string;
  readonly title: string;
  /** Run on all its channels, over which a row averages. */
  readonly source: Source;
  readonly protocol: Protocol;
  readonly rows: readonly SuiteRow[];
  /** One run of every row on every channel each. */
  readonly seeds: readonly number[];
  /** The report's measures first. */
  readonly measures: readonly MeasureName[];
  /** What a reader must know of the figures, one sentence each. */
  readonly notes: readonly string[];
}

export interface SuiteContext {
  readonly profile: ProfileName;
  /** Folder of the telemetry. */
  readonly telemetry: string;
}

/** The tables of one report. */
export type Suite = (context: SuiteContext) => readonly SuiteTable[];

/** One value for each profile. */
export type ByProfile<T> = Readonly<Record<ProfileName, T>>;

/** Models under their own names, with their default configs. */
export function plainRows(models: readonly string[], more: Omit<SuiteRow, 'label' | 'model'> = {}): SuiteRow[] {
  return models.map((model) => ({ label: model, model, ...more }));
}

/** What every table carries. */
export const trivialModels = ['nearest-neighbour', 'random', 'all-anomalous'] as const;
