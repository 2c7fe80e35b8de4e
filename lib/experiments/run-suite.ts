/** Runs a suite: every row of its tables on every channel with every seed, each a unit of work of its own. */
import { macroAverage, meanOf, type KindMeasures, type Measures } from './evaluate';
import type { ProfileName } from './profiles';
import { runUnits, type RunPlace } from './run-units';
import type { SuiteRow, SuiteTable } from './suites/suite';
import type { ChannelResult, Unit, UnitResult } from './unit';

export interface SuiteOptions extends RunPlace {
  readonly profile: ProfileName;
  /** Processes; default 1, this one. */
  readonly workers?: number;
  readonly onProgress?: (progress: SuiteProgress) => void;
  readonly signal?: AbortSignal;
}

export interface SuiteProgress {
  /** The row and the channel that was worked on last. */
  readonly label: string;
  /** Units settled and in all; rows of different tables may share one. */
  readonly done: number;
  readonly total: number;
  /** Of those settled, the ones whose results were stored, and the ones that failed. */
  readonly reused?: number;
  readonly failed?: number;
  readonly epoch?: number;
  readonly loss?: number;
}

/** A row's figures for one seed, averaged over the channels. */
export interface SeedResult {
  readonly seed: number;
  readonly measures: Measures;
  /** By kind of anomaly, where the data tells kinds apart. */
  readonly kinds?: Readonly<Record<string, Pick<KindMeasures, 'recall' | 'rocAuc'>>>;
  readonly channels: readonly ChannelResult[];
}

export interface RowResult {
  readonly label: string;
  readonly model: string;
  readonly seeds: readonly SeedResult[];
}

export interface TableResult {
  readonly table: SuiteTable;
  readonly rows: readonly RowResult[];
  readonly warnings: readonly string[];
}

export interface SuiteResult {
  readonly profile: ProfileName;
  /** What made the results: not only this machine's, where they were stored or come from a queue. */
  readonly backend: string;
  readonly tables: readonly TableResult[];
  /** One sentence for each unit that failed; the averages lack it. */
  readonly failures: readonly string[];
  /** Whether it was stopped before every unit was done; rows that lack a unit are left out. */
  readonly interrupted: boolean;
}

/** A unit, and the row that it belongs to. */
interface Planned {
  readonly table: SuiteTable;
  readonly row: SuiteRow;
  readonly unit: Unit;
}

/**
 * Runs the tables of a suite. The figures depend on the tables and the profile, not on the number of workers; of threads,
 * see environment.md.
 *
 * @throws If a unit's data cannot be read, before anything is trained; StoreError if a result cannot be kept.
 */
export async function runSuite(tables: readonly SuiteTable[], options: SuiteOptions): Promise<SuiteResult> {
  const { profile, workers = 1, onProgress } = options;
  const plan = tables.flatMap((table) => planTable(table, profile));
  const places = new Map(plan.map(({ unit, table, row }) => [unit, `${table.name}: ${row.label}, ${unit.channel}`]));
  let last = { done: 0, total: plan.length };
  const { results, failures, interrupted, backend } = await runUnits(
    plan.map(({ unit }) => unit),
    {
      ...options,
      workers: Math.min(workers, plan.length),
      onEpoch: (unit, progress) => onProgress?.({ label: places.get(unit)!, ...last, ...progress }),
      onDone: (unit, { settled: done, total, reused, failed }) => {
        last = { done, total };
        onProgress?.({ label: places.get(unit)!, ...last, reused, failed });
      },
    },
  );
  const finished = plan.flatMap((planned, i) => {
    const result = results[i];
    return result ? [{ ...planned, result }] : [];
  });
  return {
    profile,
    backend,
    tables: tables.map((table) => tableResult(table, finished)),
    failures,
    interrupted,
  };
}

/** The units of a table, none of which carries baselines: those are rows of the table. */
export function planTable(table: SuiteTable, profile: ProfileName): Planned[] {
  const { source, seeds, rows } = table;
  return rows.flatMap((row) =>
    seeds.flatMap((seed) =>
      source.channels.map((channel) => {
        const { model, config, training } = row;
        const protocol = { ...table.protocol, ...row.protocol };
        const settings = { ...(config && { config }), ...(training && { training }) };
        return { table, row, unit: { model, ...settings, source, channel, protocol, profile, seed, baselines: [] } };
      }),
    ),
  );
}

interface Finished extends Planned {
  readonly result: UnitResult;
}

function tableResult(table: SuiteTable, finished: readonly Finished[]): TableResult {
  const own = finished.filter((each) => each.table === table);
  const rows = table.rows.flatMap((row) => {
    const units = own.filter((each) => each.row === row);
    // An average over some of the channels would stand beside averages over all of them.
    return units.length === table.seeds.length * table.source.channels.length ? [rowResult(row, units)] : [];
  });
  return { table, rows, warnings: [...new Set(own.flatMap(({ result }) => result.warnings))] };
}

function rowResult({ label, model }: SuiteRow, units: readonly Finished[]): RowResult {
  const seeds = [...new Set(units.map(({ unit }) => unit.seed))];
  return {
    label,
    model,
    seeds: seeds.map((seed) => {
      const channels = units.filter(({ unit }) => unit.seed === seed).map(({ result }) => result.rows[model]);
      const kinds = averageKinds(channels);
      return { seed, measures: macroAverage(channels), ...(kinds && { kinds }), channels };
    }),
  };
}

/** Over channels that all hold the same kinds; undefined where they hold none. */
function averageKinds(channels: readonly ChannelResult[]): SeedResult['kinds'] {
  const first = channels[0].kinds;
  if (!first) return undefined;
  return Object.fromEntries(
    Object.keys(first).map((kind) => {
      const own = channels.map(({ kinds }) => kinds![kind]);
      return [kind, { recall: meanOf(own, 'recall') ?? 0, rocAuc: meanOf(own, 'rocAuc') }];
    }),
  );
}
