import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import type { ExperimentResult } from '../../lib/experiments';
import { ResultStore } from '../../lib/runs/store/result-store';
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

  it('ends with 1 at Ctrl-C while the server is away', async () => {
    const { child, ended, output } = experiment('--store', path.join(folder, 'none'));
    await until('the runner to wait for a worker', () => /no worker yet/.test(output()));
    await server.kill();
    child.kill('SIGINT');
    assert.equal(await ended, 1, output());
    assert.match(output(), /Interrupted: there is no figure of what was not finished/);
    assert.doesNotMatch(output(), /^\|/m, 'no table of nothing');
    await server.run();
  });

  it('shares a store with a worker, reuses its results, and runs them again with --force', async () => {
    worker = start('scripts/worker.ts', ['--queue', server.url, '--store', store]);
    const run = async (...args: string[]) => {
      const { ended, output } = experiment(...args);
      assert.equal(await ended, 0, output());
      assert.match(output(), /^\| autoencoder +\|/m);
      const [record] = ResultStore.open(store, { create: false }).list();
      return { finishedAt: record.run.finishedAt, rocAuc: record.result.rows.autoencoder.rocAuc };
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
    const [known] = ResultStore.open(store, { create: false }).list();
    const { ended, output } = start('scripts/experiment.ts', [
      '--experiment',
      file,
      '--queue',
      server.url,
      '--store',
      store,
    ]);
    assert.equal(await ended, 0, output());
    assert.match(output(), /Macro average over 1 channel, 2 seeds/);
    const records = ResultStore.open(store, { create: false }).list();
    assert.ok(
      records.some(({ run }) => run.finishedAt === known.run.finishedAt),
      'the first seed was run again',
    );
    assert.deepEqual(records.map(({ unit }) => unit.seed).sort(), [0, 1]);
    const [kept, ...others] = fs.readdirSync(path.join(store, 'experiments'));
    assert.deepEqual(others, []);
    const { hash, runs } = JSON.parse(fs.readFileSync(path.join(store, 'experiments', kept), 'utf8')) as {
      hash: string;
      runs: readonly ExperimentResult[];
    };
    assert.equal(kept, `${hash}.json`);
    for (const { config, channels } of runs) {
      const { result } = records.find(({ unit }) => unit.seed === config.seed)!;
      assert.equal(channels[0].rocAuc, result.rows.autoencoder.rocAuc);
    }
  });
});
