/** Tables of a suite run with a look inside of their dense autoencoders: what the notebook on them is made of. */
import path from 'node:path';
import { messageOf, REPOSITORY_ROOT } from '../base/index';
import { interruptible } from '../runtime/index';
import { executor } from './dense-executor';
import type { DenseInside, DenseResult } from './dense-run';
import { prepareSeries, type PreparedSeries } from './prepare';
import type { ProfileName } from './profiles';
import { executeUnit } from '../runs/execute-job';
import { runPlan } from '../runs/run-plan';
import type { UnitRunner } from '../runs/job-queue';
import { planTable, type RowResult } from './run-suite';
import { loadSource } from './source';
import { planUnits } from '../runs/store/plan';
import type { SuiteRow, SuiteTable } from './suites/suite';
import type { ChannelResult, EpochProgress, Unit, UnitResult } from './unit';

/** One seed of a row, on the table's first channel. */
export interface DenseRun extends Pick<UnitResult, 'history'>, Partial<DenseInside> {
  readonly seed: number;
  readonly result: ChannelResult;
  /** One a test window; of `vae` and `autoencoder`, as all that lies inside. */
  readonly testScores?: readonly number[];
}

export interface DenseRow {
  readonly row: SuiteRow;
  /** One a seed, in the table's order. */
  readonly runs: readonly DenseRun[];
}

export interface DenseSuiteOptions {
  readonly profile: ProfileName;
  /** Processes; 1 stays in this one. */
  readonly workers: number;
  /** Called after every epoch and every run, for people. */
  readonly onProgress?: (line: string) => void;
}

const EXECUTOR = path.join(REPOSITORY_ROOT, 'lib', 'experiments', 'dense-executor.ts');

/** The windows of the table's first channel as its runs of this seed see them. */
export function tableWindows({ source, protocol }: SuiteTable, seed: number): PreparedSeries {
  return prepareSeries(loadSource(source, source.channels[0], seed), { protocol, seed });
}

/**
 * Runs every row with every seed, of tables of one channel each.
 *
 * @returns  The rows of each table.
 * @throws   If a table has more channels than one, data cannot be read, or a run fails; the message names the row.
 */
export async function runDenseSuite(tables: readonly SuiteTable[], options: DenseSuiteOptions): Promise<DenseRow[][]> {
  const { profile, workers, onProgress } = options;
  const plan = tables.flatMap((table) => planTable(requireOneChannel(table), profile));
  const units = plan.map(({ unit }) => unit);
  const planned = planUnits(units, executor.fingerprint);
  const labels = new Map(planned.map(({ hash }, i) => [hash, plan[i].row.label]));
  const { records, failures } = await interruptible(undefined, (signal) =>
    runPlan(planned, {
      signal,
      ...(workers > 1 ? { workers, executorModule: EXECUTOR } : { workers, runner: runHere }),
      onEpoch: ({ hash, unit }, { epoch }) => onProgress?.(`${labels.get(hash)}, seed ${unit.seed}, epoch ${epoch}`),
      onSettled: ({ hash }, { settled, total }) =>
        onProgress?.(`${settled} of ${total} runs done, ${labels.get(hash)}`),
    }),
  );
  const [failure] = failures;
  if (failure) throw new Error(`${labels.get(failure.planned.hash)}: ${failure.message}`);
  const runs = records.map((record, i) => denseRun(units[i], record!.result));
  return tables.map((table) =>
    table.rows.map((row) => ({ row, runs: runs.filter((_, i) => plan[i].table === table && plan[i].row === row) })),
  );
}

/** A row as the suite's own tables hold it. */
export function denseRow({ row: { label, model }, runs }: DenseRow): RowResult {
  const seeds = runs.map(({ seed, result }) => ({ seed, measures: result, kinds: result.kinds, channels: [result] }));
  return { label, model, seeds };
}

const runHere: UnitRunner = async (units, { signal, onEpoch, onRecord, onFailure }) => {
  for (const planned of units) {
    if (signal?.aborted) return;
    const run = { signal, onEpoch: (progress: EpochProgress) => onEpoch?.(planned, progress) };
    await executeUnit(planned, executor, run).then(
      (record) => record && onRecord(record),
      (error: unknown) => onFailure(planned, messageOf(error)),
    );
  }
};

function denseRun({ model, seed }: Unit, { rows, history, scores, inside }: DenseResult): DenseRun {
  return { seed, result: rows[model], history, testScores: scores?.test, ...inside };
}

function requireOneChannel(table: SuiteTable): SuiteTable {
  const { length } = table.source.channels;
  if (length !== 1) throw new Error(`${table.title}: expected a table of one channel; found ${length}.`);
  return table;
}
