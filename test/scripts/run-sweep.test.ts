import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { parseSweep, type Job } from '../../lib/experiments';
import { runSweep, sweepJobs } from '../../scripts/support/run-sweep';

const job: Job = {
  detector: 'autoencoder',
  source: { kind: 'correlated', channels: ['samples'], train: 300, testNormal: 100, testAnomalous: 20 },
  channel: 'samples',
  protocol: {
    windowSize: 1,
    stride: 1,
    validationFraction: 0.2,
    scaling: 'z-score',
    threshold: { kind: 'sigma', k: 3 },
  },
  profile: 'smoke',
  seed: 0,
};
const parse = (sweep: unknown) => parseSweep(sweep, 'sweep.json');

describe('a sweep from the command line', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-sweep-'));
  const [train, test] = ['train.csv', 'test.csv'].map((name) => path.join(folder, name)) as [string, string];
  before(() => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 5}`);
    fs.writeFileSync(train, ['a,b', ...rows].join('\n'));
    fs.writeFileSync(test, ['a,b,label', ...rows.map((row, i) => `${row},${i < 20 ? 1 : 0}`)].join('\n'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const experiment = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [...RUN_TYPESCRIPT, 'scripts/experiment.ts', '--train', train, '--test', test, ...args],
      { cwd: path.join(__dirname, '..', '..'), encoding: 'utf8' },
    );

  it('refuses a setting that the detector lacks, before anything is run', () => {
    const jobs = sweepJobs(parse({ grid: { 'config.latentDim': [2, 3] } }), [job]);
    assert.deepEqual(
      jobs.map(({ config }) => config!.latentDim),
      [2, 3],
    );
    assert.throws(
      () => sweepJobs(parse({ grid: { 'config.latentDims': [2] } }), [job]),
      /^Error: grid\.config\.latentDims: autoencoder has no such field; expected config\..*\. Did you mean config\.latentDim\?$/,
    );
    const space = { latentDim: [1, 2] };
    assert.throws(
      () => sweepJobs(parse({ random: { samples: 1, space } }), [job]),
      /random\.space\.latentDim: autoencoder has no such field.*Did you mean config\.latentDim\?$/,
    );
    assert.throws(
      () => sweepJobs(parse({ grid: { 'protocol.thresholdK': [1] } }), [job]),
      /Did you mean protocol\.threshold\.k\?$/,
    );
    const whole: Job = { ...job, detector: 'multi-scale', protocol: { ...job.protocol, measuredOn: ['steps'] } };
    const windows = { 'protocol.stride': [1, 2] };
    assert.throws(
      () => sweepJobs(parse({ grid: windows }), [whole]),
      /^Error: grid\.protocol\.stride: multi-scale has no such field; expected config\..*/,
    );
    const measured = { ...windows, 'protocol.measuredOn': [['steps'], ['windows']] };
    assert.equal(sweepJobs(parse({ grid: measured }), [whole]).length, 4);
    assert.equal(sweepJobs(parse({ grid: { detector: ['pca'], 'config.components': [1] } }), [job]).length, 1);
  });

  it('of seeds alone prints a table of them, and writes the curves of every training', async () => {
    const printed: string[] = [];
    const table = mock.method(console, 'log', (text: string) => void printed.push(text));
    const sweep = parse({ seeds: [4, 5] });
    const tensorboard = path.join(folder, 'logs');
    const bar = { update: () => undefined, note: () => undefined, stop: () => undefined };
    try {
      await runSweep(sweep, sweepJobs(sweep, [job]), { workers: 1, bar, tensorboard });
    } finally {
      table.mock.restore();
    }
    assert.match(printed.join('\n'), /\| seed +\| +Jobs \| +ROC-AUC .*\| +F1 \|.*\n.*\n\| 4 +\| +1 .*\n\| 5 +\| +1 /);
    assert.equal(fs.readdirSync(path.join(tensorboard, 'autoencoder')).length, 2);
  });

  it('is of the detector alone, not of the baselines that are the same detector with other settings', () => {
    const [sweep, jobs] = ['of-shares.json', 'jobs.json'].map((name) => path.join(folder, name));
    fs.writeFileSync(sweep, JSON.stringify({ grid: { 'protocol.stride': [2, 3] } }));
    for (const [model, ...more] of [['multi-scale'], ['k-means', '--measured-on', 'steps']]) {
      const run = experiment('--model', model, '--sweep', sweep, '--jobs', jobs, ...more);
      assert.equal(run.status, 0, run.stderr);
      assert.match(run.stdout, /^2 jobs written/);
    }
  });

  const write = (name: string, content: unknown) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const grid = (name: string, fields: object) => ['--sweep', write(name, { grid: fields })];
  for (const [what, args, message] of [
    [
      'a setting that the model lacks',
      () => ['--config', write('unknown.json', { component: 3 })],
      /^\n\/.*\/unknown\.json: config\.component: pca has no such setting; expected .*Did you mean components\?$/m,
    ],
    [
      'a value of the wrong type',
      () => ['--config', write('type.json', { components: 'two' })],
      /^\n\/.*\/type\.json: pca\.components must be .*, found "two"\.$/m,
    ],
    [
      'a list for a config',
      () => ['--config', write('list.json', [3])],
      /^\n\/.*\/list\.json: expected settings by their names, found \[3\]\.$/m,
    ],
    ['a folder for a config', () => ['--config', folder], /expected a model's config, which cannot be read/],
    [
      'a field of a sweep that there is not',
      () => grid('field.json', { 'config.component': [3] }),
      /^\n\/.*\/field\.json: grid\.config\.component: pca has no such field; .*Did you mean config\.components\?$/m,
    ],
    [
      'a value of a sweep',
      () => grid('value.json', { 'protocol.windowSize': [0] }),
      /^\n\/.*\/value\.json: protocol\.windowSize: expected a number above 0, found 0\.$/m,
    ],
    [
      "a setting's value in a sweep beside a config",
      () => ['--config', write('config.json', {}), ...grid('setting.json', { 'config.components': [1, 'two'] })],
      /^\n\/.*\/config\.json with \/.*\/setting\.json: pca\.components must be .*, found "two"\.$/m,
    ],
    [
      'a folder of logs that is a file',
      () => ['--tensorboard', write('config.json', {})],
      /--tensorboard .*config\.json: expected a folder/,
    ],
  ] as const) {
    it(`says at once what is wrong with ${what}`, () => {
      const { status, stdout, stderr } = experiment('--model', 'pca', '--no-store', ...args());
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.doesNotMatch(stdout, /ROC-AUC/);
    });
  }
});
