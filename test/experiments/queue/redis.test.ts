import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeRedis, redisOptions, requireRedis } from '../../../lib/experiments/queue/redis-connection';
import { redisRunner } from '../../../lib/experiments/queue/redis-runner';
import { clearQueue, queueStatus } from '../../../lib/experiments/queue/redis-status';
import { serveRedis, type RedisWorkerOptions } from '../../../lib/experiments/queue/redis-worker';
import { runPlan } from '../../../lib/experiments/queue/run-plan';
import { ResultStore } from '../../../lib/experiments/store/result-store';
import { redisMissing, RedisServer } from '../../support/redis-server';
import { executorModule, planTiny, startsIn, tinyUnit } from '../../support/unit-executor';

describe('redis address', () => {
  it('is read in all its parts', () => {
    const { retryStrategy: _, ...options } = redisOptions('rediss://user:p%40ss@queue.example:6380/2');
    assert.deepEqual(options, {
      ...{ host: 'queue.example', port: 6380, username: 'user', password: 'p@ss', db: 2, tls: {} },
      maxRetriesPerRequest: null,
    });
    assert.equal(redisOptions('valkey://h').port, 6379);
    assert.equal(describeRedis('redis://user:secret@h:1/2'), 'redis://h:1/2');
  });

  for (const url of ['localhost:6379', 'http://localhost', 'redis://', '', 'redis://:secret@h/zero']) {
    it(`is refused as '${url}', without a password in the message`, () => {
      assert.throws(() => redisOptions(url), /^Error: --queue: expected (?!.*secret)/);
    });
  }

  it('is refused at once where no server answers', async () => {
    await assert.rejects(requireRedis('redis://:secret@127.0.0.1:1'), (error: Error) => {
      assert.match(error.message, /^--queue redis:\/\/127\.0\.0\.1:1: no answer \(connect ECONNREFUSED/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });
});

const missing = redisMissing();

describe(`units on a Redis server${missing ? `, skipped: ${missing}` : ''}`, () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-queue-'));
  const log = path.join(root, 'log');
  let server: RedisServer;
  before(async function () {
    if (missing) this.skip();
    process.env.TELLTALE_TEST_LOG = log;
    server = await RedisServer.start();
  });
  afterEach(() => fs.rmSync(log, { force: true }));
  after(async () => {
    delete process.env.TELLTALE_TEST_LOG;
    await server?.remove();
    fs.rmSync(root, { recursive: true });
  });
  let folders = 0;
  const newStore = () => ResultStore.open(path.join(root, String(folders++)));
  const plan = (channels: readonly string[]) => planTiny(channels.map((channel) => tinyUnit(channel)));

  /** Serves the queue while `body` runs. */
  async function withWorker<T>(body: () => Promise<T>, options: Partial<RedisWorkerOptions> = {}): Promise<T> {
    const abort = new AbortController();
    const serving = serveRedis({ url: server.url, workers: 2, executorModule, signal: abort.signal, ...options });
    try {
      return await body();
    } finally {
      abort.abort();
      await serving;
    }
  }

  it('are run once each, and come back through the queue to the same figures as here', async () => {
    const channels = ['a', 'b', 'c', 'd', 'e', 'f'];
    const store = newStore();
    const far = await withWorker(() =>
      runPlan(plan(channels), { store, workers: 1, runner: redisRunner({ url: server.url, store }) }),
    );
    assert.deepEqual(far.counts, { settled: 6, total: 6, reused: 0, failed: 0 });
    assert.deepEqual(
      startsIn(log).sort(),
      channels.map((channel) => `${channel} 0`),
    );
    const near = await runPlan(plan(channels), { workers: 2, executorModule });
    const rocAuc = ({ records }: typeof near) => records.map((record) => record!.result.rows.tiny!.rocAuc);
    assert.deepEqual(rocAuc(far), rocAuc(near));
    assert.equal(store.list().length, 6);
  });

  it('are given up after three attempts, listed with their error, and tried again by the next run', async () => {
    await clearQueue(server.url);
    const channels = ['bad-2', 'deadly-2', 'g'];
    const run = () => runPlan(plan(channels), { workers: 1, runner: redisRunner({ url: server.url }) });
    const first = await withWorker(run);
    assert.deepEqual(first.failures.map(({ message }) => message).sort(), [
      'the worker process was ended by SIGKILL (3 attempts)',
      'this channel is bad (3 attempts)',
    ]);
    assert.ok(first.records[2]);
    const { failed, waiting, running } = await queueStatus(server.url);
    assert.deepEqual(failed.map(({ planned, attempts }) => [planned.unit.channel, attempts]).sort(), [
      ['bad-2', 3],
      ['deadly-2', 3],
    ]);
    assert.deepEqual([waiting, running], [0, 0]);
    fs.rmSync(log);
    await withWorker(run);
    assert.equal(startsIn(log).filter((line) => line === 'bad-2 0').length, 3);
    assert.equal(startsIn(log).filter((line) => line === 'g 0').length, 0, 'the server still held its result');
  });

  it('leave no timer behind that would keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await new Promise((resolve) => setImmediate(resolve)); // until mocha's own timer runs
    const before = timers();
    await withWorker(() => runPlan(plan(['j']), { workers: 1, runner: redisRunner({ url: server.url }) }));
    // BullMQ's last attempt to read events waits for five seconds before it sees that nobody listens.
    for (let i = 0; i < 70 && timers() > before; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(timers() <= before, `${timers()} timers, ${before} before`);
  });

  it('are stored by the worker where it shares the folder', async () => {
    const store = newStore();
    const far = await withWorker(
      () => runPlan(plan(['h', 'i']), { store, workers: 1, runner: redisRunner({ url: server.url, store }) }),
      { store },
    );
    assert.equal(far.counts.settled, 2);
    assert.equal(store.hashes().length, 2);
  });

  it('go back to the queue from a worker that is stopped', async () => {
    const abort = new AbortController();
    const running = runPlan(plan(['slow-3000']), { workers: 1, runner: redisRunner({ url: server.url }) });
    const begun = async () => {
      while (startsIn(log).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      abort.abort();
    };
    const options = { url: server.url, workers: 1, executorModule };
    await Promise.all([serveRedis({ ...options, signal: abort.signal }), begun()]);
    const { counts } = await withWorker(() => running);
    assert.deepEqual([counts.settled, counts.failed, startsIn(log).length], [1, 0, 2]);
  });
});
