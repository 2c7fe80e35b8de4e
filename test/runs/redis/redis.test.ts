import { Worker } from 'bullmq';
import Redis from 'ioredis';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executeJob } from '../../../lib/runs/execute-job';
import {
  describeRedis,
  QUEUE_NAME,
  redisOptions,
  redisTemplate,
  requireRedis,
} from '../../../lib/runs/redis/connection';
import { readJob, queuedJob } from '../../../lib/runs/redis/job';
import { redisRunner } from '../../../lib/runs/redis/runner';
import { clearQueue, queueStatus } from '../../../lib/runs/redis/status';
import { serveRedis, type RedisWorkerOptions } from '../../../lib/runs/redis/worker';
import { runPlan } from '../../../lib/runs/run-plan';
import { ResultStore } from '../../../lib/runs/store/result-store';
import { redisMissing, RedisServer } from '../../support/redis-server';
import { encodeRecord } from '../../../lib/runs/store/job-record';
import { until } from '../../support/processes';
import { executor, planTiny, startsIn, tinyJob } from '../../support/tiny-executor';

describe('redis address', () => {
  it('is read in all its parts', () => {
    const { retryStrategy: _, ...options } = redisOptions('rediss://user:p%40ss@queue.example:6380/2');
    assert.deepEqual(options, {
      host: 'queue.example',
      port: 6380,
      username: 'user',
      password: 'p@ss',
      db: 2,
      tls: {},
      maxRetriesPerRequest: null,
    });
    assert.equal(redisOptions('valkey://h').port, 6379);
    const environment = { TELLTALE_REDIS_USER: 'user', TELLTALE_REDIS_PASSWORD: 'secret' };
    const login = (url: string, variables: NodeJS.ProcessEnv) => {
      const { username, password } = redisOptions(url, variables);
      return [username, password];
    };
    assert.deepEqual(login('redis://h', environment), ['user', 'secret']);
    assert.deepEqual(login('redis://other@h', environment), ['other', 'secret']);
    assert.deepEqual(login('redis://:own@h', environment), [undefined, 'own']);
    assert.deepEqual(login('redis://h', {}), [undefined, undefined]);
    assert.equal(describeRedis('redis://user:secret@h:1/2'), 'redis://h:1/2');
    assert.equal(redisTemplate('redis://user:secret@h:1/2'), 'redis://USER:PASSWORD@h:1/2');
    assert.equal(redisTemplate('rediss://:secret@h:1'), 'rediss://:PASSWORD@h:1');
    assert.equal(redisTemplate('redis://h:1'), 'redis://h:1');
  });

  for (const url of [
    'localhost:6379',
    'http://localhost',
    'redis://',
    '',
    'redis://:secret@h/zero',
    'redis://:secret%zz@h',
  ]) {
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

describe('a job on the queue', () => {
  const [planned] = planTiny([tinyJob('a')]);
  const { data } = queuedJob(planned);
  const read = (job: unknown) => readJob(JSON.parse(JSON.stringify(job)), executor);

  it('is read as it was written', () => {
    assert.deepEqual(read({ ...data, force: true }), { ...data, force: true });
  });

  for (const [what, job, message] of [
    ['something else', { x: 1 }, /^Error: This job on the queue is not a job of Telltale\.$/],
    ['of another version', { ...data, telltale: '0.0.9' }, /made by Telltale 0\.0\.9; this worker is/],
    ['empty', { ...data, planned: { ...planned, job: {} } }, /This job on the queue: Not a tiny job: channel: /],
    [
      'changed',
      { ...data, planned: { ...planned, job: { ...planned.job, seed: 9 } } },
      /its hash [0-9a-f]{12} is not that of its job/,
    ],
  ] as const) {
    it(`is refused where it is ${what}`, () => assert.throws(() => read(job), message));
  }
});

const missing = redisMissing();

describe(`jobs on a Redis server${missing ? `, skipped: ${missing}` : ''}`, () => {
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
  const plan = (channels: readonly string[]) => planTiny(channels.map((channel) => tinyJob(channel)));

  const runnerOf = (options: { store?: ResultStore; force?: boolean } = {}) =>
    redisRunner({ url: server.url, code: executor.code(), ...options });

  const runOn = (channels: readonly string[], options: { store?: ResultStore; force?: boolean } = {}) =>
    runPlan(plan(channels), { ...options, workers: 1, executor, runner: runnerOf(options) });

  /** Serves the queue with this result for every job while `body` runs. */
  async function withResults<T>(result: unknown, body: () => Promise<T>): Promise<T> {
    const worker = new Worker(QUEUE_NAME, () => Promise.resolve(result), { connection: redisOptions(server.url) });
    try {
      return await body();
    } finally {
      await worker.close();
    }
  }

  /** Serves the queue while `body` runs. */
  async function withWorker<T>(body: () => Promise<T>, options: Partial<RedisWorkerOptions> = {}): Promise<T> {
    const abort = new AbortController();
    const serving = serveRedis({ url: server.url, workers: 2, executor, signal: abort.signal, ...options });
    try {
      return await body();
    } finally {
      abort.abort();
      await serving;
    }
  }

  it('are refused where the server wants a password, and so is a wrong one', async () => {
    const url = server.url.replace('//', '//:sesame@');
    const client = new Redis(server.url);
    await client.config('SET', 'requirepass', 'sesame');
    try {
      await assert.rejects(
        requireRedis(server.url),
        /: the server wants a password: TELLTALE_REDIS_PASSWORD in .*, or redis:\/\/:PASSWORD@host:port\.$/,
      );
      await assert.rejects(
        requireRedis(url.replace('sesame', 'wrong')),
        /: the server refused the user or the password\.$/,
      );
      await requireRedis(url);
    } finally {
      await client.config('SET', 'requirepass', '');
      client.disconnect();
    }
  });

  it('are run once each, and come back through the queue to the same figures as here', async () => {
    const channels = ['a', 'b', 'c', 'd', 'e', 'f'];
    const store = newStore();
    const far = await withWorker(() =>
      runPlan(plan(channels), { store, workers: 1, executor, runner: runnerOf({ store }) }),
    );
    assert.deepEqual(far.counts, { settled: 6, total: 6, reused: 0, failed: 0 });
    assert.deepEqual(
      startsIn(log).sort(),
      channels.map((channel) => `${channel} 0`),
    );
    const near = await runPlan(plan(channels), { workers: 2, executor });
    const drawn = ({ records }: typeof near) => records.map((record) => record!.result.drawn);
    assert.deepEqual(drawn(far), drawn(near));
    assert.equal(store.list().length, 6);
  });

  it('tell of their progress, whatever it is', async () => {
    const told: object[] = [];
    const onProgress = (_: unknown, progress: object) => told.push(progress);
    await withWorker(() => runPlan(plan(['slow-400']), { workers: 1, executor, runner: runnerOf(), onProgress }));
    assert.deepEqual(told, [{ part: 'first' }]);
  });

  it('are given up after three attempts, listed with their error, and tried again by the next run', async () => {
    await clearQueue(server.url);
    const channels = ['bad-2', 'deadly-2', 'g'];
    // A new store each time: what it does not hold, the server may.
    const run = () => runOn(channels, { store: newStore() });
    const first = await withWorker(run);
    assert.deepEqual(first.failures.map(({ message }) => message).sort(), [
      'the worker process was ended by SIGKILL (3 attempts)',
      'this channel is bad (3 attempts)',
    ]);
    assert.ok(first.records[2]);
    const { failed, waiting, running } = await queueStatus(server.url);
    assert.deepEqual(failed.map(({ planned, attempts }) => [planned.name, attempts]).sort(), [
      ['bad-2, seed 0', 3],
      ['deadly-2, seed 0', 3],
    ]);
    assert.deepEqual([waiting, running], [0, 0]);
    fs.rmSync(log);
    // The clock of the worker that gave them up was ahead: no clock may decide whose failure it is.
    const client = new Redis(server.url);
    for (const { planned } of failed) await client.hset(`bull:${QUEUE_NAME}:${planned.hash}`, 'finishedOn', 9e12);
    client.disconnect();
    await withWorker(run);
    assert.equal(startsIn(log).filter((line) => line === 'bad-2 0').length, 3);
    assert.equal(startsIn(log).filter((line) => line === 'g 0').length, 0, 'the server still held its result');
  });

  it('leave no timer behind that would keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await new Promise((resolve) => setImmediate(resolve)); // until mocha's own timer runs
    const before = timers();
    await withWorker(() => runPlan(plan(['j']), { workers: 1, executor, runner: runnerOf() }));
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
      () => runPlan(plan(['h', 'i']), { store, workers: 1, executor, runner: runnerOf({ store }) }),
      { store },
    );
    assert.equal(far.counts.settled, 2);
    assert.equal(store.hashes().length, 2);
  });

  it('come back from a worker that keeps them in its own folder', async () => {
    await clearQueue(server.url);
    const own = newStore();
    const { counts } = await withWorker(() => runOn(['h', 'i']), { store: own, workers: 1 });
    assert.deepEqual([counts.settled, counts.failed, own.hashes().length], [2, 0, 2]);
  });

  it('are run again with force, though the server and a store that all share hold their results', async () => {
    await clearQueue(server.url);
    const store = newStore();
    const run = (force: boolean) => runOn(['h', 'i'], { store, force });
    const serve = async () => {
      await run(false);
      const forced = await run(true);
      assert.deepEqual([forced.counts.settled, forced.counts.reused, startsIn(log).length], [2, 0, 4]);
      const again = await run(false);
      assert.deepEqual([again.counts.reused, startsIn(log).length], [2, 4]);
    };
    await withWorker(serve, { store, workers: 1 });
  });

  it('are run again where there is no store, or other sources made what the server holds', async () => {
    await clearQueue(server.url);
    const record = (await executeJob(plan(['m'])[0], executor))!;
    const earlier = encodeRecord({ ...record, versions: { ...record.versions, code: 'other' } });
    const notes: string[] = [];
    const [runner, onNote] = [runnerOf(), (note: string) => notes.push(note)];
    await withResults({ record: earlier }, () => runPlan(plan(['m']), { workers: 1, executor, runner, onNote }));
    assert.match(notes.join('\n'), /^1 of 1 result was made by other sources than those here$/m);
    fs.rmSync(log);
    const serve = async () => {
      for (const [channel, store, starts] of [
        ['k', undefined, 1],
        ['k', undefined, 2],
        ['k', newStore(), 2],
        ['m', newStore(), 3],
      ] as const) {
        await runOn([channel], { store });
        assert.equal(startsIn(log).length, starts);
      }
    };
    await withWorker(serve, { workers: 1 });
  });

  it('fail where what comes back cannot be used, after one more attempt', async () => {
    await clearQueue(server.url);
    for (const result of [{ stored: 'elsewhere' }, { record: '{}' }]) {
      const { failures } = await withResults(result, () => runOn(['n']));
      assert.deepEqual(failures.map(({ message }) => message.replace(/\(.*\)/, '')), ['its result cannot be used ']); // prettier-ignore
    }
  });

  it('leave runner and worker free to end while the server is away', async () => {
    await clearQueue(server.url);
    const abort = new AbortController();
    const options = { workers: 1, signal: abort.signal };
    const running = runPlan(plan(['slow-60000']), { ...options, executor, runner: runnerOf() });
    const serving = serveRedis({ ...options, url: server.url, executor });
    await until('the job to begin', () => startsIn(log).length > 0);
    await server.kill();
    try {
      abort.abort();
      const ended = Promise.all([running, serving]).then(([{ interrupted }]) => interrupted);
      const late = new Promise((resolve) => setTimeout(resolve, 20_000, 'late').unref());
      assert.equal(await Promise.race([ended, late]), true);
    } finally {
      await server.run();
      await clearQueue(server.url);
    }
  });

  it('go back to the queue from a worker that is stopped', async () => {
    const abort = new AbortController();
    const running = runPlan(plan(['slow-3000']), { workers: 1, executor, runner: runnerOf() });
    const begun = async () => {
      while (startsIn(log).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      abort.abort();
    };
    const options = { url: server.url, workers: 1, executor };
    await Promise.all([serveRedis({ ...options, signal: abort.signal }), begun()]);
    const { counts } = await withWorker(() => running);
    assert.deepEqual([counts.settled, counts.failed, startsIn(log).length], [1, 0, 2]);
  });
});
