import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { redisRunner } from '../../lib/runs/redis/runner';
import { runPlan } from '../../lib/runs/run-plan';
import { ResultStore } from '../../lib/runs/store/result-store';
import { sleep, start, until, type Started } from '../support/processes';
import { redisMissing, RedisServer } from '../support/redis-server';
import { executor, planTiny, startsIn, tinyJob } from '../support/tiny-executor';

const missing = redisMissing();

describe(`jobs on a Redis server, with faults${missing ? `, skipped: ${missing}` : ''}`, () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-faults-'));
  const servers: RedisServer[] = [];
  const workers: Started[] = [];
  before(function () {
    if (missing) this.skip();
  });
  afterEach(() => workers.splice(0).forEach(({ child }) => child.kill('SIGKILL')));
  after(async () => {
    for (const server of servers) await server.remove();
    fs.rmSync(root, { recursive: true });
  });
  const startServer = async (durable: boolean) => {
    const server = await RedisServer.start(durable);
    servers.push(server);
    return server;
  };
  const startWorker = async ({ url }: RedisServer, log: string) => {
    const args = ['--queue', url, '--lost-after', '2', '--executor', executor.module];
    const worker = start('scripts/worker.ts', args, { TELLTALE_TEST_LOG: log });
    workers.push(worker);
    await until('the worker to serve', () => /Serving/.test(worker.output()));
    return worker;
  };
  const runnerOf = ({ url }: RedisServer, store: ResultStore) => redisRunner({ url, store, code: executor.code() });
  const planOf = (count: number) => planTiny(Array.from({ length: count }, (_, seed) => tinyJob('slow-300', seed)));
  const undisturbed = async (count: number) =>
    (await runPlan(planOf(count), { workers: 2, executor })).records.map((each) => each!.result.drawn);

  it('three workers, one killed in the middle: every job finishes once, but for the one in flight', async () => {
    const server = await startServer(true);
    const log = path.join(root, 'three.log');
    const [victim] = await Promise.all([1, 2, 3].map(() => startWorker(server, log)));
    const store = ResultStore.open(path.join(root, 'three'));
    const running = runPlan(planOf(30), { store, workers: 1, executor, runner: runnerOf(server, store) });
    await until('the victim to have a job', () => /done/.test(victim.output()));
    victim.child.kill('SIGKILL');
    const { records, counts } = await running;
    assert.deepEqual(counts, { settled: 30, total: 30, reused: 0, failed: 0 });
    const starts = startsIn(log);
    assert.equal(new Set(starts).size, 30);
    assert.ok(starts.length <= 31, `${starts.length} starts of 30 jobs`);
    assert.deepEqual(records.map((each) => each!.result.drawn), await undisturbed(30)); // prettier-ignore
    process.stdout.write(`    30 jobs, ${starts.length} starts\n`);
  });

  for (const durable of [true, false]) {
    const kind = durable ? 'that writes to disk' : 'that forgets everything';
    it(`a server ${kind} is stopped and started in the middle: nothing is lost`, async () => {
      const server = await startServer(durable);
      const log = path.join(root, `restart-${durable}.log`);
      await Promise.all([startWorker(server, log), startWorker(server, log)]);
      const store = ResultStore.open(path.join(root, `restart-${durable}`));
      const notes: string[] = [];
      const onNote = (note: string) => notes.push(note);
      const running = runPlan(planOf(20), {
        store,
        workers: 1,
        executor,
        runner: runnerOf(server, store),
        onNote,
      });
      // At most the two jobs in flight, and no result that only the server holds.
      const onlyInFlight = () => startsIn(log).length - store.hashes().length <= 2;
      await until('four results', () => store.hashes().length >= 4 && onlyInFlight());
      await server.kill();
      await sleep(1000);
      await server.run();
      const { records, counts } = await running;
      assert.deepEqual([counts.settled, counts.failed], [20, 0]);
      assert.deepEqual(records.map((each) => each!.result.drawn), await undisturbed(20)); // prettier-ignore
      const starts = startsIn(log);
      assert.equal(new Set(starts).size, 20);
      // Two were in flight.
      assert.ok(starts.length <= 22, `${starts.length} starts of 20 jobs`);
      assert.match(notes.join('\n'), /waiting for it to come back/);
      process.stdout.write(`    20 jobs, ${starts.length} starts\n`);
    });
  }
});
