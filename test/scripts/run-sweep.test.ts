import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import type { Unit } from '../../lib/experiments';
import { parseSweep } from '../../lib/experiments/sweep';
import { runSweep, sweepUnits } from '../../scripts/support/run-sweep';

const unit: Unit = {
  model: 'autoencoder',
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
  after(() => fs.rmSync(folder, { recursive: true }));

  it('has units without baselines, and refuses a setting that the model has not, before anything is run', () => {
    const units = sweepUnits(parse({ grid: { 'config.latentDim': [2, 3] } }), [unit]);
    assert.deepEqual(units.map(({ baselines }) => baselines), [[], []]); // prettier-ignore
    assert.throws(
      () => sweepUnits(parse({ grid: { 'config.latentDims': [2] } }), [unit]),
      /^Error: --sweep: grid\.config\.latentDims: no such field of autoencoder; expected config\..*\. Did you mean config\.latentDim\?$/,
    );
    const space = { latentDim: [1, 2] };
    assert.throws(
      () => sweepUnits(parse({ random: { samples: 1, space } }), [unit]),
      /random\.space\.latentDim: no such field .*Did you mean config\.latentDim\?$/,
    );
    assert.throws(
      () => sweepUnits(parse({ grid: { 'protocol.thresholdK': [1] } }), [unit]),
      /Did you mean protocol\.threshold\.k\?$/,
    );
    assert.equal(sweepUnits(parse({ grid: { model: ['pca'], 'config.components': [1] } }), [unit]).length, 1);
  });

  it('of seeds alone prints a table of them, and writes the curves of every training', async () => {
    const printed: string[] = [];
    const table = mock.method(console, 'log', (text: string) => void printed.push(text));
    const sweep = parse({ seeds: [4, 5] });
    const tensorboard = path.join(folder, 'logs');
    const bar = { update: () => undefined, note: () => undefined, stop: () => undefined };
    try {
      await runSweep(sweep, sweepUnits(sweep, [unit]), { workers: 1, bar, tensorboard });
    } finally {
      table.mock.restore();
    }
    assert.match(printed.join('\n'), /\| seed +\| +Units \| +ROC-AUC .*\| +F1 \|.*\n.*\n\| 4 +\| +1 .*\n\| 5 +\| +1 /);
    assert.equal(fs.readdirSync(path.join(tensorboard, 'autoencoder')).length, 2);
  });

  const config = path.join(folder, 'config.json');
  for (const [what, args, message] of [
    [
      'a setting that the model has not',
      ['--config', config],
      /config\.depth: pca has no such setting; expected explainedVariance, components/,
    ],
    ['a config that is none', ['--config', folder], /expected a model's config, which cannot be read/],
    ['a folder of logs that is a file', ['--tensorboard', config], /--tensorboard .*config\.json: expected a folder/],
  ] as const) {
    it(`says at once what is wrong with ${what}`, () => {
      fs.writeFileSync(config, '{"depth": 3}');
      const [train, test] = ['train.csv', 'test.csv'].map((name) => path.join(folder, name));
      const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 5}`);
      fs.writeFileSync(train, ['a,b', ...rows].join('\n'));
      fs.writeFileSync(test, ['a,b,label', ...rows.map((row, i) => `${row},${i < 20 ? 1 : 0}`)].join('\n'));
      const run = ['--model', 'pca', '--train', train, '--test', test, '--no-store', ...args];
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--import', 'tsx', 'scripts/experiment.ts', ...run],
        { cwd: path.join(__dirname, '..', '..'), encoding: 'utf8' },
      );
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stdout, /ROC-AUC/);
    });
  }
});
