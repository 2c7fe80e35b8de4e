/**
 * npm run worker -- --queue redis://HOST:6379 [--store SHARED] [--workers 2]    serves a queue until it is stopped
 * npm run worker -- --queue redis://HOST:6379 --status                          says what the queue holds
 * npm run worker -- --jobs jobs.json --slice 3/100 --store SHARED             runs a share of a plan, as a Slurm array does
 */
import { counted } from '../lib/base';
import { Command, Option } from 'commander';
import { findSmapMsl } from '../lib/data';
import { executor as ownExecutor, executorWithoutPrograms, isEpochProgress } from '../lib/experiments';
import {
  loadExecutor,
  readJobsFile,
  ResultStore,
  runPlan,
  sliceJobs,
  type AnyExecutor,
  type PlannedJob,
} from '../lib/runs';
import { clearQueue, describeRedis, queueStatus, serveRedis } from '../lib/runs/redis';
import { fromInvocation, runCommand } from './support/command';
import { stopPolitely } from './support/interrupt';
import { wholeNumber } from './support/numbers';
import { progressBar } from './support/progress';
import { printCounts, requireAll } from './support/experiment-place';

interface Options {
  queue?: string;
  jobs?: string;
  slice?: string;
  store?: string;
  workers: number;
  maxMemory?: number;
  lostAfter?: number;
  status?: boolean;
  clear?: boolean;
  data?: string;
  programs?: boolean;
  executor?: string;
}

const command = new Command('npm run worker --')
  .description('Runs jobs of an experiment: from a queue, as one of many workers, or a share of a plan.')
  .option('--queue <url>', 'Redis or Valkey server, redis://[user:password@]host:port')
  .option('--jobs <file>', 'instead of --queue: a plan, written by npm run experiment -- ... --jobs FILE')
  .option('--slice <I/N>', 'with --jobs: the I-th of N shares of the plan (default: all of it)')
  .option('--store <folder>', 'where results are kept; with --queue they go to the runner besides')
  .option(
    '--data <folder>',
    "telemetry to use if this machine does not have the plan's folder (default: TELLTALE_DATA, data/smap-msl)",
  )
  .option('--workers <number>', 'jobs at a time, each in a separate process', wholeNumber(1, 1024), 1)
  .option(
    '--max-memory <MB>',
    'resident memory of each process; a job that needs more fails (Linux)',
    wholeNumber(512, 2 ** 22),
  )
  .option('--lost-after <seconds>', 'of silence, after which jobs go to another worker (30)', wholeNumber(1, 3600))
  .option(
    '--programs',
    'with --queue: also take jobs whose detector is a program; whoever can write to the queue can then start any here',
  )
  .option('--status', 'with --queue: say what it holds, and which jobs were given up')
  .option('--clear', 'with --queue: take every job off it')
  .addOption(new Option('--executor <module>', 'for tests: what runs the jobs').hideHelp());

async function showStatus(url: string): Promise<void> {
  const { waiting, running, done, workers, failed } = await queueStatus(url);
  console.log(
    `${waiting} waiting, ${running} running, ${done} done, ${failed.length} given up; ${counted(workers, 'worker')}`,
  );
  for (const { planned, attempts, message } of failed) {
    console.log(`given up after ${attempts} attempts: ${planned.name}: ${message}`);
  }
}

/** Finds what runs the jobs: this project's own executor, or a test's. Programs that a queue names are started if asked for. */
function executorOf({ executor, queue, programs }: Options): AnyExecutor {
  if (executor !== undefined) return loadExecutor(executor);
  return queue === undefined || programs ? ownExecutor : executorWithoutPrograms;
}

/** Serves a queue until it is stopped. */
async function serve(url: string, options: Options): Promise<void> {
  const onNote = (note: string) => console.error(`Note: ${note}`);
  const store = options.store ? ResultStore.open(fromInvocation(options.store), { onNote }) : undefined;
  const { signal, release } = stopPolitely('Jobs in hand go back to the queue.');
  const { workers, maxMemory: memoryMb, lostAfter: lostAfterSeconds } = options;
  await serveRedis({
    url,
    workers,
    memoryMb,
    lostAfterSeconds,
    executor: executorOf(options),
    store,
    signal,
    onNote,
    onServing: () => console.log(`Serving ${describeRedis(url)}, ${workers} at a time. Ctrl-C stops.`),
    onDone: (planned, seconds) => console.log(`done: ${labelOf(planned)} in ${seconds.toFixed(1)} s`),
    onFailure: (planned, message) => console.error(`failed: ${planned ? labelOf(planned) : 'a job'}: ${message}`),
  }).finally(release);
  // Where the server is away, BullMQ still waits for it, and would keep this process for ever.
  process.exit();
}

/** Names a job for messages. */
function labelOf({ name, hash }: Pick<PlannedJob, 'name' | 'hash'>): string {
  return `${name} (${hash.slice(0, 8)})`;
}

/** Runs a share of a plan into a store that other shares may be writing to at the same time. */
async function runSlice(file: string, options: Options): Promise<void> {
  if (!options.store) throw new Error('--jobs needs --store, the folder in which the results come together.');
  const executor = executorOf(options);
  const jobs = sliceJobs(readJobsFile(file, executor), options.slice ?? '1/1');
  const { signal, release } = stopPolitely('Finished jobs are stored; the same command continues from them.');
  const bar = progressBar('jobs');
  const store = ResultStore.open(fromInvocation(options.store), { onNote: bar.note });
  const { workers, maxMemory: memoryMb } = options;
  let last = { done: 0, total: jobs.length };
  const { counts, failures, interrupted } = await runPlan(jobs, {
    store,
    workers,
    apart: true,
    memoryMb,
    executor,
    signal,
    onNote: bar.note,
    onSettled: ({ name: label }, { settled: done, total, reused, failed }) => {
      last = { done, total };
      bar.update({ label, ...last, reused, failed });
    },
    onProgress: ({ name: label }, progress) =>
      bar.update({ label, ...last, ...(isEpochProgress(progress) && progress) }),
  }).finally(() => {
    bar.stop();
    release();
  });
  printCounts(counts);
  requireAll({ failures: failures.map(({ planned, message }) => `${labelOf(planned)}: ${message}`), interrupted });
}

runCommand(command, async () => {
  const options = command.opts<Options>();
  const { queue, jobs, status, clear } = options;
  if ((queue === undefined) === (jobs === undefined)) throw new Error('Expected either --queue or --jobs.');
  if ((status || clear) && queue === undefined) throw new Error('--status and --clear need --queue.');
  if (options.programs && queue === undefined) throw new Error('--programs needs --queue; a plan names its own.');
  if (options.slice !== undefined && jobs === undefined) throw new Error('--slice needs --jobs.');
  // The processes that run the jobs look there.
  if (options.data !== undefined) process.env.TELLTALE_DATA = findSmapMsl({ data: fromInvocation(options.data) }).root;
  if (jobs !== undefined) return runSlice(fromInvocation(jobs), options);
  if (clear) await clearQueue(queue!);
  if (clear || status) return showStatus(queue!);
  return serve(queue!, options);
});
