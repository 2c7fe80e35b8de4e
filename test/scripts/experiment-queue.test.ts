import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import type { ResultRow, Stored } from '../../lib/experiments';
import { ResultStore } from '../../lib/runs';
import { start, until, type Started } from '../support/processes';
import { redisMissing, RedisServer } from '../support/redis-server';

const missing = redisMissing();

describe(`npm run experiment -- --queue${missing ? `, skipped: ${missing}` : ''}`, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-far-'));
  const [data, store, logs] = ['data', 'store', 'logs'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  let server: RedisServer;
  let worker: Started | undefined;
  before(async function () {
    if (missing) this.skip();
    simulateSmapMsl(data, { channels: ['D-1'], length: 1200 });
    server = await RedisServer.start();
  });
  after(async () => {
    worker?.child.kill('SIGKILL');
    await server?.remove();
    fs.rmSync(folder, { recursive: true });
  });
  const experiment = (...args: string[]) => {
    const what = ['--model', 'autoencoder', '--data', data, '--channels', 'D-1', '--profile', 'smoke'];
    return start('scripts/experiment.ts', [...what, '--queue', server.url, '--store', store, ...args]);
  };

  const recordsOf = () => ResultStore.open(store, { create: false }).list() as Stored[];

  it('ends with 1 at Ctrl-C while the server is away', async () => {
    const { child, ended, output } = experiment('--store', path.join(folder, 'none'));
    await until('the runner to wait for a worker', () => /no worker yet/.test(output()));
    await server.kill();
    child.kill('SIGINT');
    assert.equal(await ended, 1, output());
    assert.match(output(), /Interrupted: unfinished jobs have no results/);
    assert.doesNotMatch(output(), /^\|/m, 'no table of nothing');
    await server.run();
  });

  it('shares a store with a worker, reuses its results, and runs them again with --force', async () => {
    worker = start('scripts/worker.ts', ['--queue', server.url, '--store', store]);
    const run = async (...args: string[]) => {
      const { ended, output } = experiment(...args);
      assert.equal(await ended, 0, output());
      assert.match(output(), /^\| autoencoder +\|/m);
      const record = recordsOf().find(({ job }) => job.detector === 'autoencoder')!;
      return { finishedAt: record.run.finishedAt, rocAuc: record.result.measures.rocAuc };
    };
    const first = await run('--tensorboard', logs);
    assert.equal(fs.readdirSync(path.join(logs, 'autoencoder')).length, 1);
    assert.deepEqual(await run(), first);
    const forced = await run('--force');
    assert.notEqual(forced.finishedAt, first.finishedAt);
    assert.equal(forced.rocAuc, first.rocAuc);
  });

  it('runs an experiment from a file, and keeps its results by their hash', async () => {
    const file = path.join(folder, 'experiment.json');
    const fields = { model: 'autoencoder', data, channels: ['D-1'], profile: 'smoke', seeds: [0, 1] };
    fs.writeFileSync(file, JSON.stringify(fields));
    const known = recordsOf().find(({ job }) => job.detector === 'autoencoder')!;
    const { ended, output } = start('scripts/experiment.ts', [
      '--experiment',
      file,
      '--queue',
      server.url,
      '--store',
      store,
    ]);
    assert.equal(await ended, 0, output());
    assert.match(output(), /^\| autoencoder +\| .*\.\d{3} ± \.\d{3}/m);
    const records = recordsOf().filter(({ job }) => job.detector === 'autoencoder');
    assert.ok(
      records.some(({ run }) => run.finishedAt === known.run.finishedAt),
      'the first seed was run again',
    );
    assert.deepEqual(records.map(({ job }) => job.seed).sort(), [0, 1]);
    const [kept, ...others] = fs.readdirSync(path.join(store, 'experiments'));
    assert.deepEqual(others, []);
    const { hash, results } = JSON.parse(fs.readFileSync(path.join(store, 'experiments', kept), 'utf8')) as {
      hash: string;
      results: readonly ResultRow[];
    };
    assert.equal(kept, `${hash}.json`);
    for (const { row, seed, measures } of results.filter((each) => each.row === 'autoencoder')) {
      const { result } = records.find(({ job }) => job.seed === seed)!;
      assert.equal(measures.rocAuc, result.measures.rocAuc, row);
    }
  });
});
