import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadChannel, simulateSmapMsl, writeNpy } from '../../lib/data';
import { executor, executorWithoutPrograms, smapMslProtocol, smapMslSource, type Job } from '../../lib/experiments';
import { executeJob } from '../../lib/runs/execute-job';
import { readJobsFile, writeJobsFile } from '../../lib/runs/store/jobs-file';
import { planJobs } from '../../lib/runs/store/plan';

describe('the executor of jobs on detectors', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-executor-'));
  const root = path.join(folder, 'data');
  const dataHere = process.env.TELLTALE_DATA;
  before(() => simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 1200 }));
  after(() => {
    if (dataHere === undefined) delete process.env.TELLTALE_DATA;
    else process.env.TELLTALE_DATA = dataHere;
    fs.rmSync(folder, { recursive: true });
  });
  const jobOn = (place: string, channels: string[], more: Partial<Job> = {}): Job => ({
    detector: 'random',
    channel: 'D-1',
    profile: 'smoke',
    protocol: smapMslProtocol,
    seed: 0,
    source: smapMslSource(place, channels),
    ...more,
  });
  const hashOf = (job: Job) => planJobs([job], executor)[0].hash;

  it('gives one name wherever the same data lies and whichever channels are run beside', () => {
    const copy = path.join(folder, 'copy');
    fs.cpSync(root, copy, { recursive: true });
    const name = hashOf(jobOn(root, ['D-1']));
    assert.equal(hashOf(jobOn(copy, ['P-1', 'D-1'])), name);
    assert.notEqual(hashOf(jobOn(root, ['D-1'], { seed: 1 })), name);
    writeNpy(path.join(copy, 'train', 'D-1.npy'), { shape: [400, 25], data: new Float64Array(400 * 25) });
    assert.notEqual(hashOf(jobOn(copy, ['D-1'])), name, 'the data has changed');
  });

  it('gives another name for everything else that a job holds', () => {
    const jobs: Partial<Job>[] = [
      {},
      { detector: 'pca' },
      { detector: 'pca', config: { components: 2 } },
      { channel: 'P-1' },
      { profile: 'quick' },
      { seed: 1 },
      { view: { context: 300 } },
      { probe: 'dense' },
      { keep: ['windows'] },
      { detector: 'vae' },
      { detector: 'vae', training: { epochs: 3 } },
      { protocol: { ...smapMslProtocol, stride: 10 } },
      { protocol: { ...smapMslProtocol, measuredOn: ['events'] } },
    ];
    const hashes = jobs.map((more) => hashOf(jobOn(root, ['P-1', 'D-1'], more)));
    assert.equal(new Set(hashes).size, jobs.length);
  });

  it('gives two names to the same data by a source that scores one feature and one that scores all', () => {
    const channel = loadChannel(root, 'D-1');
    const [train, test] = (['train', 'test'] as const).map((split) => {
      const { names, length, features, values } = channel[split];
      const rows = Array.from({ length }, (_, i) => values.slice(i * features, (i + 1) * features).join());
      const file = path.join(folder, `${split}.csv`);
      fs.writeFileSync(file, [names.join(), ...rows, ''].join('\n'));
      return file;
    });
    const labels = path.join(folder, 'labels.npy');
    const ones = Float64Array.from(channel.test.labels!);
    writeNpy(labels, { shape: [ones.length], data: ones });
    const source: Job['source'] = { kind: 'files', files: { train, test, labels }, channels: ['D-1'] };
    const [first, all] = planJobs([jobOn(root, ['D-1']), jobOn(root, ['D-1'], { source })], executor);
    assert.equal(first.data, all.data, 'the fingerprint of the same data');
    assert.notEqual(first.hash, all.hash);
  });

  it('takes jobs back from a file as they were planned', () => {
    const file = path.join(folder, 'jobs.json');
    const jobs = [jobOn(root, ['D-1'], { seed: 3 }), jobOn(root, ['D-1'], { detector: 'pca', config: {} })];
    const plan = planJobs(jobs, executor);
    writeJobsFile(file, plan);
    assert.deepEqual(readJobsFile(file, executor), plan);
    assert.deepEqual(
      plan.map(({ name }) => name),
      ['random on D-1, seed 3', 'pca on D-1, seed 0'],
    );
  });

  it("takes this machine's telemetry where the planner's folder does not exist, and refuses other telemetry", async () => {
    const [planned, own, other] = ['planned', 'own', 'other'].map((name) => path.join(folder, name));
    simulateSmapMsl(planned, { channels: ['D-1'], length: 1200 });
    const [plan] = planJobs([jobOn(planned, ['D-1'], { detector: 'range' })], executor);
    fs.renameSync(planned, own);
    process.env.TELLTALE_DATA = own;
    const record = (await executeJob(plan, executor))!;
    assert.deepEqual(record.job, plan.job, 'as it was planned');
    assert.match(record.backend, / on (CPU|GPU)$/);
    simulateSmapMsl(other, { channels: ['D-1'], length: 1300 });
    process.env.TELLTALE_DATA = other;
    await assert.rejects(executeJob(plan, executor), /holds other data \(fingerprint [0-9a-f]{16}\) than was planned/);
  });

  describe('of a program', () => {
    const [here, there] = ['here', 'there'].map((name) => path.join(folder, name));
    const config = { command: 'node own.mjs weights.txt', folder: here, name: 'own.mjs' };
    const jobOf = (more: object = {}) => jobOn(root, ['D-1'], { detector: 'program', config: { ...config, ...more } });
    before(() => {
      for (const place of [here, there]) {
        fs.mkdirSync(place);
        fs.writeFileSync(path.join(place, 'own.mjs'), "console.log('nothing is written');");
        fs.writeFileSync(path.join(place, 'weights.txt'), '1');
      }
    });

    it('gives one name wherever it lies, however long it may take and whatever it is called', () => {
      const name = hashOf(jobOf());
      for (const more of [{ folder: there }, { timeoutSeconds: 5, memoryMb: 100 }, { name: 'other' }]) {
        assert.equal(hashOf(jobOf(more)), name, JSON.stringify(more));
      }
      for (const more of [{ version: '2' }, { command: 'node own.mjs' }, { exchange: 'csv' }, { windowSize: 20 }]) {
        assert.notEqual(hashOf(jobOf(more)), name, JSON.stringify(more));
      }
    });

    it('gives another name once a file that its command names has changed', () => {
      const name = hashOf(jobOf({ folder: there }));
      fs.writeFileSync(path.join(there, 'weights.txt'), '2');
      assert.notEqual(hashOf(jobOf({ folder: there })), name);
      fs.writeFileSync(path.join(there, 'weights.txt'), '1');
      assert.equal(hashOf(jobOf({ folder: there })), name);
    });

    it('is not taken from a queue where programs are not asked for', () => {
      assert.throws(() => executorWithoutPrograms.parse(jobOf()), {
        name: 'DataError',
        message: /expected a job without a program, found 'node own\.mjs weights\.txt'; npm run worker -- --programs/,
      });
      assert.equal(executorWithoutPrograms.parse(jobOn(root, ['D-1'])).detector, 'random');
    });

    it('refuses a program that was edited after the job was planned, and names it in messages', async () => {
      const [plan] = planJobs([jobOf()], executor);
      assert.match(plan.data, /^[0-9a-f]{16} own\.mjs:[0-9a-f]{12} weights\.txt:[0-9a-f]{12}$/);
      assert.equal(plan.name, 'own.mjs on D-1, seed 0');
      await assert.rejects(executeJob(plan, executor), /^Error: own\.mjs: expected 1200 scores.*nothing is written$/);
      fs.writeFileSync(path.join(here, 'own.mjs'), '// edited');
      await assert.rejects(
        executeJob(plan, executor),
        /holds other data \(fingerprint .* own\.mjs:.*\) than was planned/,
      );
    });
  });
});
