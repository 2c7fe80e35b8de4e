/**
 * npm run worker -- --queue redis://HOST:6379 [--store SHARED] [--workers 2]    serves a queue until it is stopped
 * npm run worker -- --queue redis://HOST:6379 --status                          says what the queue holds
 * npm run worker -- --units units.json --slice 3/100 --store SHARED             runs a share of a plan, as a Slurm array does
 */
import { Command, Option } from 'commander';
import { findSmapMsl } from '../lib/data';
import { clearQueue, queueStatus } from '../lib/runs/redis/status';
import { loadExecutor } from '../lib/runs/load-executor';
import { describeRedis } from '../lib/runs/redis/connection';
import { serveRedis } from '../lib/runs/redis/worker';
import { runPlan } from '../lib/runs/run-plan';
import { ResultStore } from '../lib/runs/store/result-store';
import { readUnitsFile, sliceUnits } from '../lib/runs/store/jobs-file';
import { fromInvocation, runCommand } from './support/command';
import { stopPolitely } from './support/interrupt';
import { wholeNumber } from './support/numbers';
import { progressBar } from './support/progress';
import { nameOf, reportPlan } from './support/report-plan';

interface Options {
  queue?: string;
  units?: string;
  slice?: string;
  store?: string;
  workers: number;
  maxMemory?: number;
  lostAfter?: number;
  status?: boolean;
  clear?: boolean;
  data?: string;
  executor?: string;
}

const command = new Command('npm run worker --')
  .description('Runs units of an experiment: from a queue, as one of many workers, or a share of a plan.')
  .option('--queue <url>', 'Redis or Valkey server, redis://[user:password@]host:port')
  .option('--units <file>', 'instead of --queue: a plan, written by npm run experiment -- ... --units FILE')
  .option('--slice <I/N>', 'with --units: the I-th of N shares of the plan (default: all of it)')
  .option('--store <folder>', 'where results are kept; with --queue they go to the runner besides')
  .option(
    '--data <folder>',
    "telemetry to use where the plan's folder is none here (default: TELLTALE_DATA, data/smap-msl)",
  )
  .option('--workers <number>', 'units at a time, each in a process of its own', wholeNumber(1, 1024), 1)
  .option(
    '--max-memory <MB>',
    'resident memory of each process; a unit that needs more fails (Linux)',
    wholeNumber(512, 2 ** 22),
  )
  .option('--lost-after <seconds>', 'of silence, after which units go to another worker (30)', wholeNumber(1, 3600))
  .option('--status', 'with --queue: say what it holds, and which units were given up')
  .option('--clear', 'with --queue: take every unit off it')
  .addOption(new Option('--executor <module>', 'for tests: what runs the units').hideHelp());

async function showStatus(url: string): Promise<void> {
  const { waiting, running, done, workers, failed } = await queueStatus(url);
  console.log(`${waiting} waiting, ${running} running, ${done} done, ${failed.length} given up; ${workers} workers`);
  for (const { planned, attempts, message } of failed) {
    console.log(`given up after ${attempts} attempts: ${nameOf(planned)}: ${message}`);
  }
}

/** Serves a queue until it is stopped. */
async function serve(url: string, options: Options): Promise<void> {
  const onNote = (note: string) => console.error(`Note: ${note}`);
  const store = options.store ? ResultStore.open(fromInvocation(options.store), { onNote }) : undefined;
  const { signal, release } = stopPolitely('Units in hand go back to the queue.');
  const { workers, maxMemory: memoryMb, lostAfter: lostAfterSeconds, executor: executorModule } = options;
  const onServing = () => console.log(`Serving ${describeRedis(url)}, ${workers} at a time. Ctrl-C stops.`);
  const onDone = (planned: Parameters<typeof nameOf>[0], seconds: number) =>
    console.log(`done: ${nameOf(planned)} in ${seconds.toFixed(1)} s`);
  await serveRedis({
    url,
    workers,
    memoryMb,
    lostAfterSeconds,
    executorModule,
    store,
    signal,
    onNote,
    onServing,
    onDone,
    onFailure: (planned, message) => console.error(`failed: ${planned ? nameOf(planned) : 'a unit'}: ${message}`),
  }).finally(release);
  // Where the server is away, BullMQ still waits for it, and would keep this process for ever.
  process.exit();
}

/** Runs a share of a plan into a store that other shares may be writing to at the same time. */
async function runSlice(file: string, options: Options): Promise<void> {
  if (!options.store) throw new Error('--units needs --store, the folder in which the results come together.');
  const units = sliceUnits(readUnitsFile(file, loadExecutor(options.executor).parse), options.slice ?? '1/1');
  const { signal, release } = stopPolitely('Finished units are stored; the same command goes on from them.');
  const bar = progressBar('units');
  const store = ResultStore.open(fromInvocation(options.store), { onNote: bar.note });
  const { workers, maxMemory: memoryMb, executor: executorModule } = options;
  let last = { done: 0, total: units.length };
  const result = await runPlan(units, {
    store,
    workers,
    memoryMb,
    executorModule,
    signal,
    onNote: bar.note,
    onSettled: ({ unit }, { settled: done, total, reused, failed }) => {
      last = { done, total };
      bar.update({ label: unit.channel, ...last, reused, failed });
    },
    onEpoch: ({ unit }, progress) => bar.update({ label: unit.channel, ...last, ...progress }),
  }).finally(() => {
    bar.stop();
    release();
  });
  reportPlan(result);
}

runCommand(command, async () => {
  const options = command.opts<Options>();
  const { queue, units, status, clear } = options;
  if ((queue === undefined) === (units === undefined)) throw new Error('Expected either --queue or --units.');
  if ((status || clear) && queue === undefined) throw new Error('--status and --clear need --queue.');
  if (options.slice !== undefined && units === undefined) throw new Error('--slice needs --units.');
  // The processes that run the units look there.
  if (options.data !== undefined) process.env.TELLTALE_DATA = findSmapMsl({ data: fromInvocation(options.data) }).root;
  if (units !== undefined) return runSlice(fromInvocation(units), options);
  if (clear) await clearQueue(queue!);
  if (clear || status) return showStatus(queue!);
  return serve(queue!, options);
});
