/** Runs what is missing of a plan: stored results are read, the others computed and stored as each is finished. */
import { isCurrent, provenanceNotes } from './store/provenance';
import type { ResultStore } from './store/result-store';
import type { PlannedUnit, UnitRecord } from './store/job-record';
import type { BackendVersions } from './store/versions';
import { runLocally, type LocalQueueOptions } from './local-queue';
import type { QueueEventHandlers, UnitRunner } from './job-queue';

export interface RunPlanOptions
  extends
    Pick<LocalQueueOptions, 'workers' | 'memoryMb' | 'executorModule'>,
    Pick<QueueEventHandlers, 'onEpoch' | 'onNote' | 'signal'> {
  /** Where results are kept and looked for; without one, nothing is kept. */
  readonly store?: ResultStore;
  /** Whether units whose results are stored are run all the same. */
  readonly force?: boolean;
  /** Whether stored results are used though other sources or another backend made them. */
  readonly reuseEarlier?: boolean;
  /** What the units are run with, where this process knows it: a stored result of another backend is then stale. */
  readonly backend?: BackendVersions;
  /** Runs the units elsewhere, as `redisRunner` does; default on this machine. */
  readonly runner?: UnitRunner;
  /** Each result, new or stored. */
  readonly onRecord?: (record: UnitRecord) => void;
  /** After each unit that is settled: done, failed, or found in the store. */
  readonly onSettled?: (planned: PlannedUnit, counts: PlanCounts) => void;
}

export interface PlanCounts {
  /** Units settled and in all. */
  readonly settled: number;
  readonly total: number;
  /** Of those settled, the ones whose results were found in the store. */
  readonly reused: number;
  readonly failed: number;
}

export interface UnitFailure {
  readonly planned: PlannedUnit;
  readonly message: string;
}

export interface PlanResult {
  /** In the order of the plan; undefined where a unit failed or was not reached. */
  readonly records: readonly (UnitRecord | undefined)[];
  readonly failures: readonly UnitFailure[];
  readonly counts: PlanCounts;
  /** Whether it was stopped before every unit was settled. */
  readonly interrupted: boolean;
}

/**
 * Runs a plan. It may be stopped or killed at any moment and run again: a unit whose result is stored is not run again,
 * unless other sources made it. A stale result stays in the store until there is a new one.
 *
 * @throws {StoreError} If a result cannot be kept.
 */
export async function runPlan(plan: readonly PlannedUnit[], options: RunPlanOptions): Promise<PlanResult> {
  const { store, force = false, reuseEarlier = false, backend, onSettled, onEpoch, onNote, signal } = options;
  const units = new Map(plan.map((planned) => [planned.hash, planned]));
  const records = new Map<string, UnitRecord>();
  const failures: UnitFailure[] = [];
  const stale = new Set<string>();
  let reused = 0;
  const counts = (): PlanCounts => {
    const failed = failures.length;
    return { settled: records.size + failed, total: units.size, reused, failed };
  };
  const settle = (planned: PlannedUnit) => onSettled?.(planned, counts());
  const reuse = (planned: PlannedUnit): boolean => {
    const record = store?.read(planned.hash);
    if (!record) return false;
    if (!isCurrent(record, backend)) {
      stale.add(record.hash);
      if (!reuseEarlier) return false;
    }
    records.set(planned.hash, record);
    options.onRecord?.(record);
    reused += 1;
    settle(planned);
    return true;
  };
  const missing = [...units.values()].filter((planned) => force || !reuse(planned));
  store?.noteOtherFormats();
  if (stale.size > 0) {
    const fate = reuseEarlier ? 'used all the same' : 'run again; --reuse-earlier uses them';
    onNote?.(`${stale.size} stored results were made by other sources or another backend, and are ${fate}`);
  }
  const handlers: QueueEventHandlers = {
    onEpoch,
    onNote,
    signal,
    // Two runs may share a store: what the other one has finished by now is not begun.
    isDone: (planned) => !force && reuse(planned),
    onRecord: (record) => {
      store?.write(record);
      records.set(record.hash, record);
      options.onRecord?.(record);
      settle(units.get(record.hash)!);
    },
    onFailure: (planned, message) => {
      failures.push({ planned, message });
      settle(planned);
    },
  };
  if (missing.length > 0 && !signal?.aborted) {
    const runner: UnitRunner = options.runner ?? ((some, own) => runLocally(some, { ...options, ...own }));
    await runner(missing, handlers);
  }
  for (const note of provenanceNotes([...records.values()])) onNote?.(note);
  return {
    records: plan.map(({ hash }) => records.get(hash)),
    failures,
    counts: counts(),
    interrupted: counts().settled < units.size,
  };
}
