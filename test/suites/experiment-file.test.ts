import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { experimentHash, parseExperiment, planExperiment, runExperiment, type ModelPlan } from '../../lib/experiments';

const parse = (value: unknown) => parseExperiment(value, 'exp.json');

/** A random walk of two features; of the test series the first steps are labelled. */
function writeFiles(folder: string, { shift = 0 } = {}): void {
  fs.mkdirSync(folder, { recursive: true });
  const rows = (label: (time: number) => string) =>
    Array.from({ length: 60 }, (_, time) => `${(time % 4) + shift},${time % 3}${label(time)}`).join('\n');
  fs.writeFileSync(path.join(folder, 'train.csv'), `a,b\n${rows(() => '')}\n`);
  fs.writeFileSync(path.join(folder, 'test.csv'), `a,b,label\n${rows((time) => (time < 20 ? ',1' : ',0'))}\n`);
}

describe('an experiment as data', () => {
  it('has defaults, and keeps what it says', () => {
    assert.deepEqual(parse({ model: 'pca' }), {
      model: 'pca',
      channels: 'all',
      protocol: {},
      profile: 'quick',
      seeds: [0],
    });
    const all = {
      model: 'lstm-vae',
      config: { latentDim: 4 },
      training: { epochs: 3, learningRate: 0.01 },
      data: 'telemetry',
      channels: ['D-1', 'P-1'],
      protocol: { windowSize: 20, stride: 2, percentile: 99.5 },
      profile: 'smoke',
      seeds: [3, 1],
    };
    assert.deepEqual(parse(all), all);
    assert.deepEqual(parse({ report: 'report-1' }), { report: 'report-1', profile: 'quick' });
    assert.deepEqual(parse({ model: 'vae', config: {}, training: {} }), parse({ model: 'vae' }));
  });

  for (const [what, value, message] of [
    ['nothing', {}, /^Error: exp\.json: experiment: expected report or model\.$/],
    ['a list', [], /^Error: exp\.json: experiment: .*expected object, received array/],
    ['both', { model: 'vae', report: 'report-1' }, /^Error: exp\.json: model: report and model exclude each other\.$/],
    [
      'an unknown field',
      { modle: 'vae' },
      /^Error: exp\.json: modle: no such field; expected report, model, .*\. Did you mean model\?$/,
    ],
    [
      'an unknown model',
      { model: 'lstm' },
      /^Error: exp\.json: model: unknown model 'lstm', expected lstm-vae, .*\. Did you mean lstm-vae\?$/,
    ],
    [
      "the leaderboard's ensemble",
      { model: 'pooled-context' },
      /^Error: exp\.json: model: pooled-context is no model of a file, expected --model pooled-context on the command line\.$/,
    ],
    [
      'an unknown report',
      { report: 'leaderboard' },
      /^Error: exp\.json: report: unknown report 'leaderboard', expected reports, report-1, /,
    ],
    [
      'an unknown setting',
      { model: 'vae', config: { latentDims: 2 } },
      /^Error: exp\.json: config\.latentDims: vae has no such setting; expected .*\. Did you mean latentDim\?$/,
    ],
    [
      'training of what is not trained',
      { model: 'pca', training: { epochs: 5 } },
      /^Error: exp\.json: training: expected none, as pca is not trained in steps\.$/,
    ],
    ['no epochs', { model: 'vae', training: { epochs: 0 } }, /^Error: exp\.json: training\.epochs: /],
    [
      'an unknown option of training',
      { model: 'vae', training: { epoch: 1 } },
      /^Error: exp\.json: training\.epoch: no such field; expected epochs, /,
    ],
    ['a number as data', { model: 'vae', data: 3 }, /^Error: exp\.json: data: expected a folder, or train and test/],
    [
      'data without a test file',
      { model: 'vae', data: { train: 'a.csv' } },
      /^Error: exp\.json: data\.test: .*expected string/,
    ],
    ['a file without a name', { model: 'vae', data: { train: '', test: 'b' } }, /data\.train: expected a name\.$/],
    [
      'an unknown part of data',
      { model: 'vae', data: { train: 'a', test: 'b', label: 'c' } },
      /^Error: exp\.json: data\.label: no such field; expected train, test, labels, .*Did you mean labels\?$/,
    ],
    [
      'an empty list of channels',
      { model: 'vae', channels: [] },
      /^Error: exp\.json: channels: expected at least one\.$/,
    ],
    [
      'a channel twice',
      { model: 'vae', channels: ['a', 'b', 'a'] },
      /^Error: exp\.json: channels: a is named twice\.$/,
    ],
    [
      'channels of files',
      { model: 'vae', data: { train: 'a', test: 'b' }, channels: ['c'] },
      /^Error: exp\.json: channels: expected none beside a pair of files/,
    ],
    [
      'a percentile above 100',
      { model: 'vae', protocol: { percentile: 101 } },
      /^Error: exp\.json: protocol\.percentile: /,
    ],
    ['an unknown profile', { model: 'vae', profile: 'fast' }, /^Error: exp\.json: profile: .*"smoke"/],
    ['no seeds', { model: 'vae', seeds: [] }, /^Error: exp\.json: seeds: expected at least one\.$/],
    ['half a seed', { model: 'vae', seeds: [0, 1.5] }, /^Error: exp\.json: seeds\.1: /],
    ['a seed twice', { model: 'vae', seeds: [1, 0, 1] }, /^Error: exp\.json: seeds: 1 is named twice\.$/],
    ...[{ config: {} }, { training: {} }, { channels: 'all' }, { protocol: {} }, { seeds: [0] }].map((decided) => {
      const [name] = Object.keys(decided) as [string];
      return [`${name} beside a report`, { report: 'report-1', ...decided }, new RegExp(`^Error: exp\\.json: ${name}: expected none beside report`)] as const; // prettier-ignore
    }),
    [
      'files beside a report',
      { report: 'report-1', data: { train: 'a', test: 'b' } },
      /^Error: exp\.json: data: expected a folder/,
    ],
  ] as const) {
    it(`refuses ${what}, with the field's name`, () => assert.throws(() => parse(value), message));
  }

  describe('is named by a hash', () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-experiment-'));
    const [here, there] = [path.join(root, 'here'), path.join(root, 'there')];
    const files = { train: 'train.csv', test: 'test.csv' };
    const hashOf = (value: unknown, folder = here) => experimentHash(planExperiment(parse(value), folder).units);
    before(() => {
      writeFiles(here);
      writeFiles(there);
      writeFiles(path.join(root, 'other'), { shift: 1 });
    });
    after(() => fs.rmSync(root, { recursive: true }));
    const base = { model: 'vae', config: { latentDim: 2, beta: 0.5 }, data: files, seeds: [0, 1], profile: 'smoke' };

    it('that is the same in another order of keys, in another folder, and with the defaults written out', () => {
      const hash = hashOf(base);
      assert.match(hash, /^[0-9a-f]{64}$/);
      const reordered = {
        profile: 'smoke',
        seeds: [0, 1],
        data: { test: 'test.csv', train: './train.csv' },
        config: { beta: 0.5, latentDim: 2 },
        model: 'vae',
      };
      assert.equal(hashOf(reordered), hash);
      assert.equal(hashOf(base, there), hash);
      const data = { train: path.join(there, 'train.csv'), test: path.join(there, 'test.csv') };
      assert.equal(hashOf({ ...base, data }), hash);
      assert.equal(hashOf({ ...base, training: {}, protocol: { windowSize: 10, stride: 5, percentile: 70 } }), hash);
    });

    it('that is another one for other seeds, settings, training, protocol, profile or data', () => {
      const others = [
        base,
        { ...base, seeds: [0, 2] },
        { ...base, seeds: [0] },
        { ...base, model: 'autoencoder', config: {} },
        { ...base, config: { latentDim: 3, beta: 0.5 } },
        { ...base, training: { epochs: 1 } },
        { ...base, protocol: { percentile: 71 } },
        { ...base, profile: 'quick' },
      ].map((each) => hashOf(each));
      const hashes = [...others, hashOf(base, path.join(root, 'other'))];
      assert.equal(new Set(hashes).size, 9);
    });

    it('of all units of a report', () => {
      const data = path.join(root, 'telemetry');
      simulateSmapMsl(data, { channels: ['D-1'], length: 1200 });
      const plan = planExperiment(parse({ report: 'report-1', data: 'telemetry', profile: 'smoke' }), root);
      assert.ok('tables' in plan && plan.units.length === plan.tables[0].rows.length);
      const quick = hashOf({ report: 'report-1', data, profile: 'quick' });
      assert.notEqual(experimentHash(plan.units), quick);
    });

    it('and is trained as it says', async () => {
      const value = { model: 'autoencoder', data: files, training: { epochs: 1 }, profile: 'smoke' };
      const plan = planExperiment(parse(value), here) as ModelPlan;
      const { channels, config } = await runExperiment({ ...plan.experiment, ...plan, seed: 0 });
      assert.deepEqual([channels[0].epochs, config.training], [1, { epochs: 1 }], "and not the profile's two epochs");
    });

    it('and its units carry its settings, for each seed and channel', () => {
      simulateSmapMsl(path.join(root, 'two'), { channels: ['P-1', 'D-1'], length: 1200 });
      const fields = { model: 'anomaly-transformer', data: '../two', channels: ['P-1', 'D-1'], seeds: [5, 6] };
      const settings = { config: { modelDim: 8 }, training: { epochs: 2 }, protocol: { stride: 25 } };
      const { units, source, simulated } = planExperiment(parse({ ...fields, ...settings }), here) as ModelPlan;
      assert.deepEqual([source.channels, simulated], [['P-1', 'D-1'], true]);
      const places = units.map(({ seed, channel }) => `${channel} ${seed}`);
      assert.deepEqual(places, ['P-1 5', 'D-1 5', 'P-1 6', 'D-1 6']);
      for (const { config, training, protocol } of units) {
        assert.deepEqual({ config, training }, { config: { modelDim: 8 }, training: { epochs: 2 } });
        assert.deepEqual(
          [protocol.windowSize, protocol.stride],
          [200, 25],
          'the windows of its report, but for stride',
        );
      }
    });
  });
});
