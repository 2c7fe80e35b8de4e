/** Runs the tables of a suite: every row on every channel with every seed, each a job. */
import type { ProfileName } from '../models/index';
import type { JobRecord, Versions } from '../runs/index';
import { nameOfJob } from './job';
import { Results, type ResultRow } from './results';
import { runJobs, type RunPlace } from './run-jobs';
import { withKeptDetectors, type OwnTable } from './own-rows';
import { planTables, type PlannedRow, type SuiteTable } from './suite';

export interface SuiteOptions extends RunPlace {
  readonly profile: ProfileName;
  /** Processes; default 1, this one. */
  readonly workers?: number;
  /** Whether a job that fails is an error, as in a notebook, which has no use for half a table. Default no. */
  readonly whole?: boolean;
  readonly onProgress?: (progress: SuiteProgress) => void;
  readonly signal?: AbortSignal;
}

export interface SuiteProgress {
  /** The row and the channel that was worked on last. */
  readonly label: string;
  /** Jobs settled and in all; rows of different tables may share one. */
  readonly done: number;
  readonly total: number;
  /** Of those settled, the ones whose results were stored, and the ones that failed. */
  readonly reused?: number;
  readonly failed?: number;
  readonly epoch?: number;
  readonly loss?: number;
}

export interface SuiteResult {
  readonly profile: ProfileName;
  /** What made the results: not only this machine's, where they were stored or come from a queue. */
  readonly backend: string;
  readonly tables: readonly SuiteTable[];
  /** Of the rows of which every job was finished: an average over some channels would stand beside averages over all. */
  readonly results: Results;
  /** What was found in the data and put right, and in the training, one sentence each. */
  readonly warnings: readonly string[];
  /** One sentence for each job that failed. */
  readonly failures: readonly string[];
  /** Whether it was stopped before every job was done. */
  readonly interrupted: boolean;
  readonly provenance: SuiteProvenance;
}

/** What the results were made with. */
export interface SuiteProvenance {
  /** Those of each result, each once. */
  readonly versions: readonly Versions[];
  /** The largest resident set of a process that ran a job, the jobs before it included; undefined without a result. */
  readonly peakMemoryBytes?: number;
}

/**
 * Runs the tables of a suite. The figures depend on the tables and the profile, not on the number of workers; of threads,
 * see environment.md.
 *
 * @param given  In whose rows objects of this process may be detectors; `tables` of the result names them instead.
 * @throws If a table's name or a row's label is there twice, or a job's data cannot be read; before anything is
 *         trained.
 * @throws {StoreError} If a result cannot be kept.
 */
export async function runSuite(given: readonly (SuiteTable | OwnTable)[], options: SuiteOptions): Promise<SuiteResult> {
  const { profile, workers = 1, onProgress } = options;
  const tables = withKeptDetectors(given, options);
  const plan = planTables(tables, profile);
  const { rows, ...rest } = await runRows(plan, { ...options, workers, onProgress });
  if (options.whole && rest.failures.length > 0) throw new Error(`Some jobs failed:\n${rest.failures.join('\n')}`);
  const keyOf = ({ table, row }: PlannedRow) => `${table.name}\n${row.label}`;
  const unfinished = new Set(plan.filter((_, i) => rows[i] === undefined).map(keyOf));
  const results = new Results(rows.flatMap((found, i) => (found && !unfinished.has(keyOf(plan[i])) ? [found] : [])));
  return { profile, tables, results, ...rest };
}

/** Runs planned rows, in whatever tables. */
async function runRows(
  plan: readonly PlannedRow[],
  { onProgress, ...options }: RunPlace & Pick<SuiteOptions, 'onProgress' | 'signal'> & { readonly workers: number },
) {
  const jobs = plan.map(({ job }) => job);
  const labels = new Map(plan.map(({ job, table, row }) => [job, `${table.name}: ${row.label}, ${job.channel}`]));
  let last = { done: 0, total: jobs.length };
  const { records, failures, interrupted, backend } = await runJobs(jobs, {
    ...options,
    onProgress: (job, progress) => onProgress?.({ label: labels.get(job) ?? nameOfJob(job), ...last, ...progress }),
    onDone: (job, { settled: done, total, reused, failed }) => {
      last = { done, total };
      onProgress?.({ label: labels.get(job) ?? nameOfJob(job), ...last, reused, failed });
    },
  });
  const rows = records.map((record, i): ResultRow | undefined => {
    const { table, row, job } = plan[i];
    if (!record) return undefined;
    const { alone, peakMemoryBytes } = record.run;
    const own = { table: table.name, row: row.label, channel: job.channel, seed: job.seed };
    return { ...own, ...record.result, ...(alone && { peakMemoryBytes }) };
  });
  const warnings = [...new Set(rows.flatMap((row) => row?.warnings ?? []))];
  return {
    rows,
    warnings,
    failures,
    interrupted,
    backend,
    provenance: provenanceOf(records.flatMap((each) => each ?? [])),
  };
}

function provenanceOf(records: readonly Pick<JobRecord, 'versions' | 'run'>[]): SuiteProvenance {
  const versions = new Map(records.map((record) => [JSON.stringify(record.versions), record.versions]));
  const peaks = records.map(({ run }) => run.peakMemoryBytes);
  return { versions: [...versions.values()], ...(peaks.length > 0 && { peakMemoryBytes: Math.max(...peaks) }) };
}
