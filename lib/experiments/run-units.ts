/** Runs units one after another in this process, side by side in worker processes, or elsewhere; keeps and finds their results. */
import { interruptible } from '../runtime/index';
import { executor } from '../runs/executor';
import { runPlan, type PlanCounts, type RunPlanOptions } from '../runs/run-plan';
import { planUnits } from '../runs/store/plan';
import { backendsOf } from '../runs/store/provenance';
import { writeTrainingLog } from '../runs/store/training-log';
import type { UnitRecord } from '../runs/store/job-record';
import { parseUnit, type EpochProgress, type Unit, type UnitResult } from './unit';

/** Where results are kept, and who runs the units: see `runPlan`. */
export interface RunPlace extends Pick<
  RunPlanOptions,
  'store' | 'force' | 'reuseEarlier' | 'runner' | 'memoryMb' | 'onNote'
> {
  /** Folder for TensorBoard's logs, a run for each unit that is trained. */
  readonly tensorboard?: string;
}

export interface RunUnitsOptions extends RunPlace {
  /** Processes; 1 stays in this one. */
  readonly workers: number;
  readonly onEpoch?: (unit: Unit, progress: EpochProgress) => void;
  readonly onDone?: (unit: Unit, counts: PlanCounts) => void;
  /** Once aborted, units that have begun are dropped and no further one is begun. */
  readonly signal?: AbortSignal;
}

export interface UnitsResult {
  /** In the order of the units, whatever the order they were finished in; undefined where a unit failed or was not reached. */
  readonly results: readonly (UnitResult | undefined)[];
  /** One sentence for each unit that failed. */
  readonly failures: readonly string[];
  /** The units of these sentences, in their order. */
  readonly failed: readonly Unit[];
  readonly interrupted: boolean;
  /** What made the results, e.g. `tensorflow on CPU`; all of them where they differ. */
  readonly backend: string;
}

/**
 * Runs units. The results do not depend on the number of workers, nor on where they are run, but in the last digits of large
 * sums on the threads of a process: see environment.md.
 *
 * @throws If a unit is none or its data cannot be read, before anything is run; a result cannot be kept; or, in a notebook, it is interrupted.
 */
export async function runUnits(units: readonly Unit[], options: RunUnitsOptions): Promise<UnitsResult> {
  return interruptible(options.signal, (signal) => runUntil(units, { ...options, signal }));
}

async function runUntil(units: readonly Unit[], options: RunUnitsOptions): Promise<UnitsResult> {
  const { onEpoch, onDone, tensorboard, ...rest } = options;
  for (const unit of units) parseUnit(unit);
  // Of the machines behind a queue nothing is known here.
  const backend = options.runner ? undefined : await executor.prepare();
  const { records, failures, interrupted } = await runPlan(planUnits(units, executor.fingerprint), {
    ...rest,
    backend,
    onRecord: (record) => tensorboard !== undefined && writeTrainingLog(tensorboard, record),
    onEpoch: ({ unit }, progress) => onEpoch?.(unit, progress),
    onSettled: ({ unit }, counts) => onDone?.(unit, counts),
  });
  return {
    results: records.map((record) => record?.result),
    failures: failures.map(
      ({ planned: { unit }, message }) => `${unit.model} on ${unit.channel}, seed ${unit.seed}: ${message}`,
    ),
    failed: failures.map(({ planned: { unit } }) => unit),
    interrupted,
    backend: backendsOf(records.filter((record): record is UnitRecord => record !== undefined)),
  };
}
