import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executeJob } from '../../lib/runs/execute-job';
import { runPlan, type RunPlanOptions } from '../../lib/runs/run-plan';
import type { JobRunner } from '../../lib/runs/job-queue';
import { ResultStore } from '../../lib/runs/store/result-store';
import { StoreError } from '../../lib/runs/store/store-error';
import type { JobRecord } from '../../lib/runs/store/job-record';
import { until } from '../support/processes';
import { executor, planTiny, startsIn, tinyJob, type TinyJob, type TinyResult } from '../support/tiny-executor';

/** Elsewhere a process does not learn how large another is. */
const seesMemory = fs.existsSync('/proc/self/status');

describe('runPlan, in worker processes', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-plan-'));
  const log = path.join(root, 'log');
  before(() => (process.env.TELLTALE_TEST_LOG = log));
  afterEach(() => fs.rmSync(log, { force: true }));
  after(() => {
    delete process.env.TELLTALE_TEST_LOG;
    fs.rmSync(root, { recursive: true });
  });
  let folders = 0;
  const newStore = () => ResultStore.open(path.join(root, String(folders++)));
  const run = (channels: readonly string[], options: Partial<RunPlanOptions<TinyJob, TinyResult>> = {}) =>
    runPlan(planTiny(channels.map((channel) => tinyJob(channel))), { workers: 2, executor, ...options });

  it('gives the records in the order of the plan, and runs a job that is named twice once', async () => {
    const { records, counts, interrupted } = await run(['slow-300', 'b', 'c', 'b']);
    assert.deepEqual(
      records.map((record) => record?.job.channel),
      ['slow-300', 'b', 'c', 'b'],
    );
    assert.deepEqual(startsIn(log).sort(), ['b 0', 'c 0', 'slow-300 0']);
    assert.deepEqual([counts, interrupted], [{ settled: 3, total: 3, reused: 0, failed: 0 }, false]);
    const { peakMemoryBytes, seconds } = records[0]!.run;
    assert.ok(seconds >= 0.29 && peakMemoryBytes > 2 ** 24 && peakMemoryBytes < 2 ** 31);
  });

  it('hands on what a job tells of its progress, whatever it is', async () => {
    const told: object[] = [];
    await run(['a'], { onProgress: ({ name }, progress) => told.push({ name, ...progress }) });
    assert.deepEqual(told, [{ name: 'a, seed 0', part: 'first' }]);
  });

  it('runs only what is missing, and everything with force', async () => {
    const store = newStore();
    await run(['a', 'b'], { store });
    const again = await run(['a', 'b', 'c'], { store });
    assert.deepEqual(again.counts, { settled: 3, total: 3, reused: 2, failed: 0 });
    assert.deepEqual(startsIn(log).sort(), ['a 0', 'b 0', 'c 0']);
    fs.appendFileSync(store.fileOf(again.records[1]!.hash), 'x');
    const repaired = await run(['a', 'b', 'c'], { store });
    assert.equal(repaired.counts.reused, 2);
    const forced = await run(['a', 'b', 'c'], { store, force: true });
    assert.deepEqual([forced.counts.reused, startsIn(log).length], [0, 7]);
  });

  it('reports a job that fails and finishes the others', async () => {
    const { failures, records, counts } = await run(['bad-1', 'a', 'other-data', 'b']);
    assert.deepEqual(
      failures.map(({ planned, message }) => [planned.job.channel, message.replace(os.hostname(), 'HOST')]).sort(),
      [
        ['bad-1', 'this channel is bad'],
        ['other-data', 'HOST holds other data (fingerprint elsewhere) than was planned (data).'],
      ],
    );
    assert.equal(records.filter(Boolean).length, 2);
    assert.deepEqual([counts.failed, counts.settled], [2, 4]);
    assert.equal(startsIn(log).filter((line) => line === 'bad-1 0').length, 1, 'a job that throws is not tried again');
  });

  it('tries a job again when its process is killed, three times at most', async () => {
    const notes: string[] = [];
    const { records, failures } = await run(['once-1', 'deadly-1', 'a'], { onNote: (note) => notes.push(note) });
    assert.deepEqual(
      records.map((record) => record?.job.channel),
      ['once-1', undefined, 'a'],
    );
    assert.match(failures[0].message, /^the worker process was ended by SIGKILL \(3 times\)$/);
    assert.equal(notes.length, 3);
    assert.deepEqual(startsIn(log).sort(), ['a 0', ...Array(3).fill('deadly-1 0'), 'once-1 0', 'once-1 0']);
  });

  it('ends a job at the bound of its memory, for good, and finishes the others', async function () {
    if (!seesMemory) this.skip();
    const { failures, records } = await run(['large-600', 'a', 'b'], { memoryMb: 400 });
    const [failure, ...others] = failures;
    assert.deepEqual([failure.planned.job.channel, others.length], ['large-600', 0]);
    const sentence =
      /^the worker process was ended at (\d+) MB of resident memory, above the 400 MB of --max-memory; Node with TensorFlow alone takes up to 500 MB$/;
    const [, found] = sentence.exec(failure.message) ?? assert.fail(failure.message);
    assert.ok(Number(found) > 400 && Number(found) < 900, found);
    assert.deepEqual(
      records.map((record) => record?.job.channel),
      [undefined, 'a', 'b'],
    );
    assert.deepEqual(startsIn(log).sort(), ['a 0', 'b 0', 'large-600 0'], 'it would need as much again');
  });

  it('begins a job again where earlier ones had left its process too little memory', async function () {
    if (!seesMemory) this.skip();
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    const { records } = await run(['large-290', 'large-300'], { workers: 1, memoryMb: 550, onNote });
    const sizes = records.map((record) => record!.run.peakMemoryBytes / 2 ** 20);
    assert.ok(
      sizes.every((size) => size > 300 && size < 550),
      String(sizes),
    );
    assert.equal(notes.length, 1);
    assert.match(notes[0], /^large-300, seed 0: .* --max-memory, with what earlier jobs had left in it; tried again$/);
    assert.deepEqual(startsIn(log), ['large-290 0', 'large-300 0', 'large-300 0']);
  });

  it("bounds V8's heap too, and passes on what a bounded worker says", async () => {
    const said: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = (text: string) => said.push(text) > 0;
    try {
      const { failures, records } = await run(['greedy-1', 'say-it'], { memoryMb: 200 });
      await until('what was said', () => said.length > 0);
      assert.match(failures[0].message, / 200 MB( of --max-memory)?; Node with TensorFlow alone takes/);
      assert.ok(records[1]);
    } finally {
      process.stderr.write = write;
    }
    assert.deepEqual(said, ['say-it is said on standard error\n']);
    assert.deepEqual(startsIn(log).sort(), ['greedy-1 0', 'say-it 0']);
  });

  it('stops when aborted, keeps what is finished and continues from there', async () => {
    const [store, abort] = [newStore(), new AbortController()];
    const channels = ['a', 'b', 'slow-60000', 'slow-50000', 'c'];
    const stopped = await run(channels, {
      store,
      signal: abort.signal,
      onSettled: (_, { settled }) => settled === 2 && abort.abort(),
    });
    assert.deepEqual([stopped.interrupted, stopped.counts.settled, store.hashes().length], [true, 2, 2]);
    assert.equal((await run(['a', 'b', 'c'], { store })).counts.reused, 2);
  });

  it('begins nothing more and ends with one error when a result cannot be kept', async () => {
    const store = newStore();
    const write = store.write.bind(store);
    store.write = (record) => {
      if (record.name === 'b, seed 0') throw new StoreError('no space');
      write(record);
    };
    await assert.rejects(run(['a', 'b', 'c'], { store, workers: 1 }), new StoreError('no space'));
    assert.deepEqual(startsIn(log), ['a 0', 'b 0']);
    assert.equal(store.hashes().length, 1);
  });
});

describe('runPlan, on stored results', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-stale-'));
  after(() => fs.rmSync(root, { recursive: true }));
  let folders = 0;
  const newStore = () => ResultStore.open(path.join(root, String(folders++)));
  let begun: string[] = [];
  beforeEach(() => (begun = []));
  const runner: JobRunner = async (jobs, { onRecord, onFailure }) => {
    for (const planned of jobs) {
      begun.push(planned.name);
      const record = await executeJob(planned, executor).catch((error: Error) => error.message);
      if (typeof record === 'string') onFailure(planned, record);
      else onRecord(record!);
    }
  };
  const runHere = (channels: readonly string[], options: Partial<RunPlanOptions<TinyJob, TinyResult>> = {}) =>
    runPlan(planTiny(channels.map((channel) => tinyJob(channel))), { workers: 1, executor, runner, ...options });

  for (const [what, change, here] of [
    ['other sources', { versions: { code: 'other' } }, undefined],
    ['another version', { versions: { telltale: '0.0.9' } }, undefined],
    ['another backend', { backend: 'wasm on CPU' }, { backend: 'none', tiny: '0' }],
    ['another TensorFlow', { versions: { tensorflow: '2.9.1' } }, { backend: 'none', tiny: '0' }],
  ] as const) {
    it(`runs again what ${what} made, or uses it where asked to, and says so`, async () => {
      const notes: string[] = [];
      const [store, backend] = [newStore(), here];
      const [a, b] = (await runHere(['a', 'b'], { store })).records;
      const changed: object = {
        ...a,
        ...change,
        versions: { ...a!.versions, ...('versions' in change && change.versions) },
      };
      store.write(changed as JobRecord);
      const onNote = (note: string) => notes.push(note);
      const earlier = await runHere(['a', 'b'], { store, backend, onNote, reuseEarlier: true });
      assert.equal(earlier.counts.reused, 2);
      assert.match(
        notes[0],
        /^1 stored result was made by other sources or another backend, and is used all the same$/,
      );
      notes.length = 0;
      const again = await runHere(['a', 'b'], { store, backend, onNote });
      assert.deepEqual([again.counts.reused, begun], [1, ['a, seed 0', 'b, seed 0', 'a, seed 0']]);
      assert.match(notes[0], /and is run again; --reuse-earlier uses them$/);
      assert.equal(again.records[1]!.run.finishedAt, b!.run.finishedAt);
      assert.equal((await runHere(['a', 'b'], { store, backend })).counts.reused, 2);
    });
  }

  it('says so where the results come from different backends', async () => {
    const notes: string[] = [];
    const store = newStore();
    const [a] = (await runHere(['a'], { store })).records;
    store.write({ ...a!, backend: 'wasm on CPU' });
    await runHere(['a', 'b'], { store, onNote: (note) => notes.push(note) });
    assert.deepEqual(notes, [
      'the results come from none (tiny 0) and wasm on CPU (tiny 0): their last digits may differ',
    ]);
  });

  it('leaves a stale result in the store until there is a new one', async () => {
    const store = newStore();
    const [planned] = planTiny([tinyJob('bad-7')]);
    const record = (await runHere(['a'])).records[0]!;
    store.write({ ...record, ...planned, versions: { ...record.versions, code: 'other' } });
    assert.equal((await runHere(['bad-7'], { store })).counts.failed, 1);
    assert.equal(store.read(planned.hash)!.versions.code, 'other');
  });
});
