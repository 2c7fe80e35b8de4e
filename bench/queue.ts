/**
 * node --import ./scripts/typescript.mjs bench/queue.ts: what the queue and the store can do, and what follows for 1,000
 * jobs on 100 machines.
 *
 * Starts its own Redis server. The jobs do nothing, so that what is measured is the cost of handing them out: through
 * BullMQ alone, and with each job run in a worker process as `npm run worker` does.
 */
import { Queue, QueueEvents, Worker } from 'bullmq';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { redisOptions } from '../lib/runs/redis/connection';
import { readOutcome, queuedJob, type QueuedJob } from '../lib/runs/redis/job';
import { redisRunner } from '../lib/runs/redis/runner';
import { runPlan } from '../lib/runs/run-plan';
import { executeJob } from '../lib/runs/execute-job';
import { ResultStore } from '../lib/runs/store/result-store';
import { encodeRecord, type JobRecord } from '../lib/runs/store/job-record';
import { start, until } from '../test/support/processes';
import { RedisServer } from '../test/support/redis-server';
import { executor, planTiny, tinyJob } from '../test/support/tiny-executor';

const JOBS = 1000;
const MACHINES = 100;
/** As long as a smoke run, a quick one and report 3's sizes take; s. */
const JOB_SECONDS = [1, 10, 100, 1000];
/** About a record with the training history of a hundred epochs; bytes. */
const RECORD_BYTES = 20_000;

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};
const planOf = (count: number, name: string) => planTiny(Array.from({ length: count }, (_, i) => tinyJob(name, i)));

/** Makes a record of about RECORD_BYTES, which serves every job of a plan. */
async function someRecord(): Promise<JobRecord> {
  const record = (await executeJob(planOf(1, 'record')[0], executor))!;
  return { ...record, backend: 'x'.repeat(RECORD_BYTES - encodeRecord(record).length) };
}

/**
 * Measures jobs a second: handed out and done, by workers in this process that return a record at once (Redis and this
 * one process together, so at least what Redis can do); and collected as a runner does it: looked up, checked and
 * stored, one by one.
 */
async function queueRate(
  url: string,
  workers: number,
  { record, folder }: { record: JobRecord; folder: string },
): Promise<{ add: number; serve: number; collect: number }> {
  const connection = redisOptions(url);
  const name = `bench-${workers}`;
  const queue = new Queue<QueuedJob>(name, { connection });
  const events = new QueueEvents(name, { connection });
  await events.waitUntilReady();
  const plan = planOf(JOBS, name);
  const add = await seconds(() => queue.addBulk(plan.map(queuedJob)));
  const outcomes = new Map(plan.map(({ hash }) => [hash, { record: encodeRecord({ ...record, hash }) }]));
  let done = 0;
  const serveJob = ({ id }: { id?: string }) => Promise.resolve(outcomes.get(id!)!);
  const consumers = Array.from({ length: workers }, () => new Worker(name, serveJob, { connection, autorun: false }));
  events.on('completed', () => (done += 1));
  consumers.forEach((consumer) => void consumer.run());
  const serve = await seconds(() => until('all jobs', () => done >= JOBS));
  const store = ResultStore.open(path.join(folder, name));
  const collect = await seconds(async () => {
    for (const { hash } of plan) {
      const job = (await queue.getJob(hash))!;
      await job.getState();
      store.write(readOutcome(job.returnvalue, hash));
    }
  });
  await Promise.all([...consumers, events, queue].map((each) => each.close()));
  return { add: JOBS / add, serve: JOBS / serve, collect: JOBS / collect };
}

/** Measures jobs a second through `npm run worker` processes, once they are warm. */
async function workerRate(
  url: string,
  count: number,
  { folder, kind }: { folder: string; kind: string },
): Promise<number> {
  const args = ['--queue', url, '--executor', executor.module];
  const workers = Array.from({ length: count }, () => start('scripts/worker.ts', args));
  await until('the workers', () => workers.every(({ output }) => /Serving/.test(output())));
  const run = (jobs: number, name: string) => {
    const store = ResultStore.open(path.join(folder, name));
    return runPlan(planOf(jobs, name), {
      store,
      workers: 1,
      executor,
      runner: redisRunner({ url, store, code: executor.code() }),
    });
  };
  await run(4 * count, `${kind}-warm-${count}`);
  const jobs = 100;
  const took = await seconds(() => run(jobs, `${kind}-rate-${count}`));
  workers.forEach(({ child }) => child.kill('SIGKILL'));
  return jobs / took;
}

async function main(): Promise<void> {
  const server = await RedisServer.start();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bench-'));
  try {
    console.log(
      `${os.availableParallelism()} cores, load ${os.loadavg()[0].toFixed(1)}; Redis with appendfsync always; records of ${RECORD_BYTES / 1000} kB`,
    );
    const record = await someRecord();
    const rates = [];
    for (const workers of [1, 2, 3, 20]) {
      const rate = await queueRate(server.url, workers, { record, folder });
      rates.push(rate);
      const { add, serve, collect } = rate;
      console.log(
        `queue, ${workers} consumers: add ${add.toFixed(0)}/s, serve ${serve.toFixed(0)}/s, collect ${collect.toFixed(0)}/s`,
      );
    }
    for (const [kind, what] of [
      ['empty', 'empty jobs'],
      ['busy-100', 'jobs of 100 ms of processor time'],
    ] as const) {
      for (const count of [1, 2, 3]) {
        const rate = await workerRate(server.url, count, { folder, kind });
        console.log(`${count} npm run worker processes, ${what}: ${rate.toFixed(1)}/s`);
      }
    }
    // Of the numbers of consumers, the largest is the most like a room of machines.
    const { serve, collect } = rates.at(-1)!;
    plan({ 'the queue': serve, 'the runner, which collects and stores': collect });
  } finally {
    await server.remove();
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * Computes what each part of the system allows at the least, in jobs a second, and which one is the first to be too
 * slow.
 */
function plan(limits: Readonly<Record<string, number>>): void {
  const [part, rate] = Object.entries(limits).sort((a, b) => a[1] - b[1])[0];
  console.log(`\n${JOBS} jobs on ${MACHINES} machines, one job at a time each:`);
  for (const each of JOB_SECONDS) {
    const rounds = Math.ceil(JOBS / MACHINES);
    const machines = rounds * each;
    const central = JOBS / rate;
    const wanted = MACHINES / each;
    const verdict =
      wanted > rate
        ? `limited by ${part}`
        : `limited by the machines; ${part} is used to ${((100 * wanted) / rate).toFixed(1)} %`;
    console.log(
      `  jobs of ${each} s: ${Math.max(machines, central).toFixed(0)} s, ${wanted.toFixed(1)} jobs/s wanted: ${verdict}`,
    );
  }
  console.log(
    `First bottleneck: ${part}, at ${rate.toFixed(0)} jobs/s; ${MACHINES} machines reach it with jobs under ${(MACHINES / rate).toFixed(2)} s.`,
  );
}

void main();
