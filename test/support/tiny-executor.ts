/**
 * Runs tiny jobs in no time, for tests of the engine: the figure follows from the job, and the channel's name says what else is
 * to happen. Every start is written to the file TELLTALE_TEST_LOG, so that a test can count, and the number of the process to
 * the same name with .pids.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { contentHash, zodFault } from '../../lib/base/index';
import { planJobs } from '../../lib/runs/store/plan';
import type { Executor } from '../../lib/runs/executor';
import type { PlannedJob } from '../../lib/runs/store/job-record';

/** mocha, too, may run its tests in processes of their own. */
const inWorker = path.basename(process.argv[1] ?? '') === 'job-process.ts';

const jobSchema = z.strictObject({ channel: z.string(), seed: z.int() });

/** A job that has nothing to do with detectors: the engine does not know the difference. */
export type TinyJob = Readonly<z.infer<typeof jobSchema>>;

export interface TinyResult {
  /** In [0, 1); drawn from the job. */
  readonly drawn: number;
  readonly steps: number;
  readonly seconds: number;
}

export function tinyJob(channel: string, seed = 0): TinyJob {
  return { channel, seed };
}

export function planTiny(jobs: readonly TinyJob[]): PlannedJob<TinyJob>[] {
  return planJobs(jobs, executor);
}

export const executor: Executor<TinyJob, TinyResult> = {
  module: __filename,
  code: () => 'tiny',
  parse: (value) => {
    const parsed = jobSchema.safeParse(value);
    if (!parsed.success) throw new Error(`Not a tiny job: ${zodFault(parsed.error, 'job')}.`);
    return parsed.data;
  },
  prepare: () => Promise.resolve({ backend: 'none', tiny: '0' }),
  nameOf: ({ channel, seed }) => `${channel}, seed ${seed}`,
  identityOf: (job) => job,
  placeOf: ({ channel }) => ({ channel }),
  fingerprint: ({ channel }) => (channel === 'other-data' && inWorker ? 'elsewhere' : 'data'),
  run: async ({ channel, seed }, { onProgress }) => {
    const started = performance.now();
    const log = process.env.TELLTALE_TEST_LOG;
    if (log) {
      fs.appendFileSync(log, `${channel} ${seed}\n`);
      fs.appendFileSync(`${log}.pids`, `${process.pid}\n`);
    }
    onProgress?.({ part: 'first' });
    await behave(channel, log);
    const drawn = parseInt(contentHash([channel, seed]).slice(0, 8), 16) / 2 ** 32;
    return { drawn, steps: 1, seconds: (performance.now() - started) / 1000 };
  },
};

async function behave(channel: string, log?: string): Promise<void> {
  const [what, amount] = channel.split('-');
  if (what === 'slow') await sleep(Number(amount));
  if (what === 'busy') {
    const used = () => process.cpuUsage().user + process.cpuUsage().system; // asking takes the system's time
    const end = used() + 1000 * Number(amount);
    while (used() < end);
  }
  if (what === 'bad') throw new Error('this channel is bad');
  if (what === 'deadly') process.kill(process.pid, 'SIGKILL');
  if (what === 'once' && count(log, channel) === 1) process.kill(process.pid, 'SIGKILL');
  if (what === 'greedy') {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(1_000_000).fill(0.5));
  }
  if (what === 'large') await takeMemory(Number(amount));
  if (what === 'say') process.stderr.write(`${channel} is said on standard error\n`);
}

const taken: Buffer[] = [];

/** Takes memory outside V8's heap, as tensors do, in small steps; holds it for longer than its parent looks away; and keeps it. */
async function takeMemory(megabytes: number): Promise<void> {
  for (let i = 0; i < megabytes; i += 10) {
    taken.push(Buffer.alloc(10 * 2 ** 20, 1)); // filled: what is only reserved is not resident
    await sleep(1);
  }
  await sleep(600);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function count(log: string | undefined, channel: string): number {
  return startsIn(log!).filter((line) => line.startsWith(`${channel} `)).length;
}

/** Lists one `channel seed` for each time a job was begun. */
export function startsIn(log: string): string[] {
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n').filter(Boolean) : [];
}
