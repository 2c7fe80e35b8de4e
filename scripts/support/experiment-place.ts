/**
 * What every form of `npm run experiment` does about its jobs: where results are kept, who runs them, and how it ends.
 */
import path from 'node:path';
import { counted, REPOSITORY_ROOT, writeFileAtomic } from '../../lib/base';
import { executor, type Results, type SuiteProvenance, type SuiteResult } from '../../lib/experiments';
import { ResultStore, type PlanCounts } from '../../lib/runs';
import { describeRedis, redisRunner } from '../../lib/runs/redis';
import { describeBackend, loadBackend } from '../../lib/runtime';
import { toMarkdown, type Table } from '../../lib/tables';
import { fromInvocation, requireFolder, requireWritable } from './command';
import type { GivenOptions, Options } from './experiment-options';
import { stopPolitely } from './interrupt';
import type { ProgressBar } from './progress';

/**
 * Decides where results are kept and who runs the jobs.
 *
 * @throws If no store can be opened there, a folder cannot be written to, or options contradict each other.
 */
export function placeOf(options: GivenOptions, bar: ProgressBar) {
  const { store: folder, force, reuseEarlier, queue: url, maxMemory: memoryMb, workers, profile } = options;
  const tensorboard = fromInvocation(options.tensorboard);
  if (tensorboard) requireFolder('--tensorboard', tensorboard);
  const place = folder && (options.given('store') ? fromInvocation(folder) : path.resolve(REPOSITORY_ROOT, folder));
  const store = place ? ResultStore.open(place, { onNote: bar.note }) : undefined;
  const runner = url ? redisRunner({ url, store, force, reuseEarlier, code: executor.code() }) : undefined;
  const kept = store ? 'Finished jobs are stored; the same command continues from them.' : 'Nothing is stored.';
  const { signal } = stopPolitely(kept);
  return { store, force, reuseEarlier, runner, memoryMb, signal, onNote: bar.note, tensorboard, workers, profile };
}

/** Says what the jobs are run with; of machines behind a queue the results will say it. */
export async function describeWorkers({ queue }: Options): Promise<string> {
  return queue === undefined ? describeBackend(await loadBackend()) : `Workers of ${describeRedis(queue)}`;
}

/**
 * Resolves the files that are to be written at the end, and tries them at the start.
 *
 * @throws If one cannot be written.
 */
export function outputsOf({ json, tables }: Options): { readonly json?: string; readonly tables?: string } {
  const files = { json: fromInvocation(json), tables: fromInvocation(tables) };
  if (files.json) requireWritable('--json', files.json);
  if (files.tables !== undefined && path.extname(files.tables) !== '.json')
    throw new Error(`--tables ${files.tables}: expected a name ending in .json, as the tables are written as data.`);
  if (files.tables) requireWritable('--tables', files.tables);
  return files;
}

/** What a run came to, as commands print and write it. */
export interface Outcome extends Pick<SuiteResult, 'profile' | 'backend' | 'warnings' | 'failures' | 'interrupted'> {
  readonly results: Results;
  readonly shown: readonly Table[];
  /** Tables that are written, not printed. */
  readonly series?: readonly Table[];
  readonly notes: readonly string[];
  readonly provenance?: SuiteProvenance;
  /** Further fields of the JSON file. */
  readonly more?: object;
}

/**
 * Of the file of tables: enough for tables of three digits to be made from it without a second rounding in practice.
 */
const DIGITS = 6;

/**
 * Prints tables and notes and writes the files, if there is a result: earlier files are not replaced by nothing.
 *
 * @returns The content of the JSON file, which an experiment's file keeps too.
 */
export function present(
  { results, shown, series = [], notes, more, ...state }: Outcome,
  { json, tables }: ReturnType<typeof outputsOf>,
): string {
  const { warnings } = state;
  for (const warning of warnings) console.log(`Note: ${warning}`);
  for (const table of shown) console.log(`\n${toMarkdown(table)}`);
  if (notes.length > 0) console.log('');
  for (const note of notes) console.log(`Note: ${note}`);
  const content = `${JSON.stringify({ ...more, ...state, results: results.rows }, null, 2)}\n`;
  if (results.rows.length === 0) return content;
  if (json) writeFileAtomic(json, content);
  const { profile, backend, provenance } = state;
  if (tables) writeTables(tables, [...shown, ...series], { ...more, profile, backend, provenance });
  return content;
}

/**
 * Writes tables as data, their numbers with six digits.
 *
 * @param about  What else is to stand in the file, before the tables.
 */
export function writeTables(file: string, tables: readonly Table[], about: object): void {
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(DIGITS)) : value);
  const short = JSON.parse(JSON.stringify(tables, rounded)) as Table[];
  writeFileAtomic(file, `${JSON.stringify({ ...about, tables: short }, undefined, 1)}\n`);
}

/**
 * Makes notes of the failures of a run whose own row is whole: what failed is a baseline, such as one that lacks a window.
 *
 * @param label  The row that was asked for; the others stand beside it.
 */
export function withoutFailedBaselines<
  Run extends Pick<SuiteResult, 'results' | 'warnings' | 'failures' | 'interrupted'>,
>(run: Run, label: string): Run {
  const { results, warnings, failures, interrupted } = run;
  if (interrupted || failures.length === 0 || !results.labels.includes(label)) return run;
  const left = failures.map((failure) => `a baseline is left out, as it failed: ${failure}`);
  return { ...run, warnings: [...warnings, ...left], failures: [] };
}

/** @throws If the run did not come to all its jobs, so that the command ends with a failure. */
export function requireAll({ failures, interrupted }: Pick<Outcome, 'failures' | 'interrupted'>): void {
  for (const line of failuresByCause(failures)) console.error(`failed: ${line}`);
  if (interrupted) throw new Error('Interrupted: unfinished jobs have no results. The same command continues.');
  const jobs = counted(failures.length, 'job');
  if (failures.length > 0) throw new Error(`${jobs} failed; the same command tries them again.`);
}

/** Names each cause once for each seed, after the first job that it ended: a bad file fails all rows alike. */
export function failuresByCause(failures: readonly string[]): string[] {
  const byCause = new Map<string, string[]>();
  for (const failure of failures) {
    const cause = /, seed \d+: [^]*$/.exec(failure)?.[0] ?? failure;
    byCause.set(cause, [...(byCause.get(cause) ?? []), failure.slice(0, failure.length - cause.length)]);
  }
  return [...byCause].map(([cause, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more ${others.length === 1 ? 'job' : 'jobs'}`;
    return `${first}${more}${cause}`;
  });
}

/** Says how many jobs were run, and how many results were found. */
export function printCounts({ settled, reused, failed, total }: PlanCounts): void {
  const ran = settled - reused - failed;
  console.log(`${counted(total, 'job')}: ${ran} run, ${reused} found in the store, ${failed} failed.`);
}
