import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { loadSource, planTable, runSuite, type Protocol } from '../../lib/experiments';
import { chosenCuts } from '../../lib/experiments/chosen-cuts';
import { planLeaderboard } from '../../lib/leaderboard';
import { trivialDetectors } from '../../lib/models';
import { experimentHash, parseExperiment, planExperiment } from '../../lib/suites';

const parse = (value: unknown) => parseExperiment(value, 'exp.json');

/** A random walk of two features; of the test series the first steps are labelled. */
function writeFiles(folder: string, { shift = 0 } = {}): void {
  fs.mkdirSync(folder, { recursive: true });
  const rows = (label: (time: number) => string) =>
    Array.from({ length: 60 }, (_, time) => `${(time % 4) + shift},${time % 3}${label(time)}`).join('\n');
  fs.writeFileSync(path.join(folder, 'train.csv'), `a,b\n${rows(() => '')}\n`);
  fs.writeFileSync(path.join(folder, 'test.csv'), `a,b,label\n${rows((time) => (time < 20 ? ',1' : ',0'))}\n`);
}

const percentileOf = ({ threshold }: Protocol) => (threshold?.kind === 'percentile' ? threshold.percentile : undefined);

describe('an experiment as a file', () => {
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
      view: { windowSize: 50, context: 300 },
      data: 'telemetry',
      channels: ['D-1', 'P-1'],
      protocol: {
        windowSize: 20,
        stride: 2,
        percentile: 99.5,
        measuredOn: ['windows', 'events', 'alarms'],
        stepSeconds: 300,
      },
      profile: 'smoke',
      seeds: [3, 1],
    };
    assert.deepEqual(parse(all), all);
    for (const [model, measuredOn] of [['multi-scale', ['steps', 'windows']], ['multi-scale'], ['pca', ['steps']]]) {
      parse({ model, protocol: { stride: 2, measuredOn } });
    }
    const common = { channels: 'all', protocol: {}, profile: 'quick', seeds: [0] };
    assert.deepEqual(parse({ detector: 'python a.py' }), { detector: { command: 'python a.py' }, ...common });
    const detector = { command: 'a', name: 'mine', version: '2', exchange: 'csv', timeoutSeconds: 9, memoryMb: 500 };
    assert.deepEqual(parse({ detector }), { detector, ...common });
    assert.deepEqual(parse({ suite: 'report-1' }), { suite: 'report-1', profile: 'quick' });
    assert.deepEqual(parse({ model: 'vae', config: {}, training: {}, view: {} }), parse({ model: 'vae' }));
  });

  for (const [what, value, message] of [
    ['nothing', {}, /^Error: exp\.json: experiment: expected suite, model or detector\.$/],
    ['a list', [], /^Error: exp\.json: experiment: expected an object, found \[\]\.$/],
    ['both', { model: 'vae', suite: 'report-1' }, /^Error: exp\.json: model: suite and model exclude each other\.$/],
    [
      'a model and a detector',
      { model: 'vae', detector: 'a' },
      /^Error: exp\.json: detector: model and detector exclude each other\.$/,
    ],
    [
      'a config beside a detector',
      { detector: 'a', config: { k: 1 } },
      /^Error: exp\.json: config: expected none beside detector, whose settings are part of its command\.$/,
    ],
    [
      'a detector beside a suite',
      { suite: 'report-1', detector: 'a' },
      /^Error: exp\.json: detector: expected none beside suite, which decides it\.$/,
    ],
    [
      'an unknown field of a detector',
      { detector: { command: 'a', timeout: 5 } },
      /^Error: exp\.json: detector\.timeout: no such field; expected command, name, .*\. Did you mean .*\?$/,
    ],
    [
      'a detector without a command',
      { detector: { name: 'mine' } },
      /^Error: exp\.json: detector\.command: expected a text, found none\.$/,
    ],
    [
      'what jobs call a program',
      { model: 'program' },
      /^Error: exp\.json: model: unknown detector 'program', expected lstm-vae, /,
    ],
    [
      'an unknown field',
      { modle: 'vae' },
      /^Error: exp\.json: modle: no such field; expected suite, model, .*\. Did you mean model\?$/,
    ],
    [
      'an unknown detector',
      { model: 'lstm' },
      /^Error: exp\.json: model: unknown detector 'lstm', expected lstm-vae, .*\. Did you mean lstm-vae\?$/,
    ],
    [
      'an unknown setting of what scores whole series',
      { model: 'multi-scale', config: { share: [0.1] } },
      /^Error: exp\.json: config\.share: multi-scale has no such setting; expected scales, .*Did you mean shares\?$/,
    ],
    [
      'an unknown suite',
      { suite: 'report-4' },
      /^Error: exp\.json: suite: unknown suite 'report-4', expected reports, .*, leaderboard\. Did you mean report-1\?$/,
    ],
    [
      'an unknown setting',
      { model: 'vae', config: { latentDims: 2 } },
      /^Error: exp\.json: config\.latentDims: vae has no such setting; expected .*\. Did you mean latentDim\?$/,
    ],
    [
      'training of what is not trained',
      { model: 'pca', training: { epochs: 5 } },
      /^Error: exp\.json: training: expected none, as pca is not trained in steps; found epochs\.$/,
    ],
    ['no epochs', { model: 'vae', training: { epochs: 0 } }, /^Error: exp\.json: training\.epochs: /],
    [
      'an unknown option of training',
      { model: 'vae', training: { epoch: 1 } },
      /^Error: exp\.json: training\.epoch: no such field; expected epochs, /,
    ],
    ['a number as data', { model: 'vae', data: 3 }, /^Error: exp\.json: data: expected a folder, train and test /],
    [
      'data without a test file',
      { model: 'vae', data: { train: 'a.csv' } },
      /^Error: exp\.json: data\.test: expected a text, found none\.$/,
    ],
    [
      'data of an unknown kind',
      { model: 'vae', data: { kind: 'file', channels: ['a'] } },
      /^Error: exp\.json: data\.kind: expected periodic, .*, smap-msl, .*, found "file"\. Did you mean files\?$/,
    ],
    [
      'channels of data of a kind under another name',
      { model: 'vae', data: { kind: 'periodic', chanels: ['a'] } },
      /^Error: exp\.json: data\.chanels: no such field; expected kind, channels, .*\. Did you mean channels\?$/,
    ],
    [
      'an unknown option of data of a kind',
      { model: 'vae', data: { kind: 'periodic', channels: ['a'], lenght: 9 } },
      /^Error: exp\.json: data\.lenght: no such field; expected kind, .*\. Did you mean length\?$/,
    ],
    [
      'a bad option of data of a kind',
      { model: 'vae', data: { kind: 'periodic', channels: ['a'], length: 0 } },
      /^Error: exp\.json: data\.length: /,
    ],
    [
      'channels beside data that names them',
      { model: 'vae', data: { kind: 'periodic', channels: ['a'] }, channels: ['a'] },
      /^Error: exp\.json: channels: expected none beside data that names its channels\.$/,
    ],
    [
      'windows where none are scored or measured',
      { model: 'multi-scale', protocol: { stride: 2, measuredOn: ['steps'] } },
      /^Error: exp\.json: protocol\.stride: expected none, as multi-scale scores series as a whole and windows are /,
    ],
    [
      'the length of a step where nothing is counted by the day',
      { model: 'vae', protocol: { measuredOn: ['steps'], stepSeconds: 5 } },
      /^Error: exp\.json: protocol\.stepSeconds: expected none where no alarms are measured, /,
    ],
    [
      'a step of no length',
      { model: 'vae', protocol: { measuredOn: ['alarms'], stepSeconds: 0 } },
      /^Error: exp\.json: protocol\.stepSeconds: expected .*, found 0\.$/,
    ],
    ['a view of no step', { model: 'vae', view: { context: 0 } }, /^Error: exp\.json: view\.context: /],
    [
      'an unknown part of the view',
      { model: 'vae', view: { contex: 3 } },
      /^Error: exp\.json: view\.contex: no such field; expected windowSize, .*Did you mean context\?$/,
    ],
    [
      'a measure in the place of what is measured on',
      { model: 'vae', protocol: { measuredOn: ['f1'] } },
      /^Error: exp\.json: protocol\.measuredOn\.0: /,
    ],
    [
      'a view that its detector cannot take',
      { model: 'k-means', view: { errors: 'scored' } },
      /^Error: exp\.json: view\.errors: expected all, as k-means does not reconstruct windows; found scored\.$/,
    ],
    ['a name of a channel that is a number', { model: 'vae', channels: ['a', 3] }, /: channels\.1: expected a text, /],
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
      'a channel of data of a kind twice',
      { model: 'vae', data: { kind: 'files', files: { train: 'a', test: 'b' }, channels: ['p1', 'p1'] } },
      /^Error: exp\.json: data\.channels: p1 is named twice\.$/,
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
    [
      'an unknown profile',
      { model: 'vae', profile: 'fast' },
      /^Error: exp\.json: profile: expected smoke, quick, full, found "fast"\.$/,
    ],
    ['no seeds', { model: 'vae', seeds: [] }, /^Error: exp\.json: seeds: expected at least one\.$/],
    ['half a seed', { model: 'vae', seeds: [0, 1.5] }, /^Error: exp\.json: seeds\.1: /],
    ['a seed twice', { model: 'vae', seeds: [1, 0, 1] }, /^Error: exp\.json: seeds: 1 is named twice\.$/],
    ...[{ config: {} }, { training: {} }, { view: {} }, { channels: 'all' }, { protocol: {} }, { seeds: [0] }].map(
      (decided) => {
        const [name] = Object.keys(decided) as [string];
        return [`${name} beside a suite`, { suite: 'report-1', ...decided }, new RegExp(`^Error: exp\\.json: ${name}: expected none beside suite`)] as const; // prettier-ignore
      },
    ),
    [
      'files beside a suite',
      { suite: 'report-1', data: { train: 'a', test: 'b' } },
      /^Error: exp\.json: data: expected a folder/,
    ],
  ] as const) {
    it(`refuses ${what}, with the field's name`, () => assert.throws(() => parse(value), message));
  }

  describe('is named by a hash', () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-experiment-'));
    const [here, there] = [path.join(root, 'here'), path.join(root, 'there')];
    const files = { train: 'train.csv', test: 'test.csv' };
    const hashOf = (value: unknown, folder = here) => experimentHash(planExperiment(parse(value), folder).jobs);
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
        { ...base, protocol: { measuredOn: ['events'] } },
        { ...base, view: { context: 100 } },
        { ...base, profile: 'quick' },
      ].map((each) => hashOf(each));
      const hashes = [...others, hashOf(base, path.join(root, 'other'))];
      assert.equal(new Set(hashes).size, 11);
    });

    it('of all jobs of a suite', () => {
      const data = path.join(root, 'telemetry');
      simulateSmapMsl(data, { channels: ['D-1'], length: 1200 });
      const plan = planExperiment(parse({ suite: 'report-1', data: 'telemetry', profile: 'smoke' }), root);
      assert.equal(plan.jobs.length, plan.tables[0].rows.length);
      const quick = hashOf({ suite: 'report-1', data, profile: 'quick' });
      assert.notEqual(experimentHash(plan.jobs), quick);
    });

    it('of the jobs of the leaderboard', () => {
      const data = path.join(root, 'judged');
      simulateSmapMsl(data, { channels: ['P-1', 'D-1'], length: 600 });
      const plan = planExperiment(parse({ suite: 'leaderboard', data: 'judged', profile: 'smoke' }), root);
      const { tables } = planLeaderboard({ root: data, profile: 'smoke' });
      assert.deepEqual(plan.tables, tables);
      assert.deepEqual(
        plan.jobs,
        planTable(tables[0], 'smoke').map(({ job }) => job),
      );
    });

    it('and its alarms are counted by the day of the steps that it gives', () => {
      const protocol = { measuredOn: ['alarms'], stepSeconds: 300 };
      const { jobs } = planExperiment(parse({ ...base, protocol }), here);
      assert.ok(jobs.length > 0 && jobs.every((job) => job.protocol.stepSeconds === 300));
    });

    it('and a detector from outside is started in the folder of the file, under its own name', () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-own-'));
      try {
        writeFiles(folder);
        fs.writeFileSync(path.join(folder, 'own.mjs'), '// a detector');
        const data = { train: 'train.csv', test: 'test.csv' };
        const { tables } = planExperiment(
          parse({ detector: 'node own.mjs', data, protocol: { windowSize: 7 } }),
          folder,
        );
        const [own] = tables[0].rows;
        assert.deepEqual([own.label, own.detector], ['own.mjs', 'program']);
        assert.deepEqual(own.config, { command: 'node own.mjs', folder, windowSize: 7, name: 'own.mjs' });
        assert.equal(tables[0].protocol.windowSize, 7);
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    });

    it('and is trained as it says', async () => {
      const value = { model: 'autoencoder', data: files, training: { epochs: 1 }, profile: 'smoke' };
      const { tables } = planExperiment(parse(value), here);
      const { results } = await runSuite(tables, { profile: 'smoke' });
      const [{ epochs }] = results.row('autoencoder').rows;
      assert.equal(epochs, 1, "and not the profile's two epochs");
    });

    it('and its jobs carry its settings, for each seed and channel, beside the trivial detectors', () => {
      simulateSmapMsl(path.join(root, 'two'), { channels: ['P-1', 'D-1'], length: 1200 });
      const fields = { model: 'anomaly-transformer', data: '../two', channels: ['P-1', 'D-1'], seeds: [5, 6] };
      const settings = { config: { modelDim: 8 }, training: { epochs: 2 }, view: { context: 30 } };
      const value = { ...fields, ...settings, protocol: { stride: 25, percentile: 90 } };
      const { tables, jobs, simulated, data } = planExperiment(parse(value), here);
      assert.deepEqual([tables.length, simulated, data], [1, true, path.join(root, 'two')]);
      const own = jobs.filter(({ detector }) => detector === 'anomaly-transformer');
      assert.deepEqual(
        own.map(({ seed, channel }) => `${channel} ${seed}`),
        ['P-1 5', 'D-1 5', 'P-1 6', 'D-1 6'],
      );
      for (const { config, training, view } of own) assert.deepEqual({ config, training, view }, settings);
      const others = jobs.filter((job) => !own.includes(job));
      assert.deepEqual([...new Set(others.map(({ detector }) => detector))], [...trivialDetectors, 'time-index']);
      const cuts = chosenCuts(data);
      assert.notEqual(cuts.get('P-1'), cuts.get('D-1'));
      const placed = others.filter(({ detector }) => detector === 'time-index');
      for (const { config, training, view } of others.filter((job) => !placed.includes(job))) {
        assert.deepEqual({ config, training, view }, { config: undefined, training: undefined, view: undefined });
      }
      assert.deepEqual(
        [
          ...new Set(
            placed.map(({ config, protocol }) => `${Object.keys(config ?? {}).join()} ${percentileOf(protocol)}`),
          ),
        ],
        [...new Set([' 90', ' 60', `prior ${cuts.get('P-1')}`, `prior ${cuts.get('D-1')}`, 'prior 90'])],
        'the time index, the cut after the first 60 %, that of the other incident for each channel, the position prior',
      );
      for (const { protocol } of jobs) {
        assert.deepEqual(
          [protocol.windowSize, protocol.stride],
          [200, 25],
          'the windows of its report, but for stride',
        );
      }
      for (const { protocol } of own) assert.equal(percentileOf(protocol), 90);
    });

    it('and has no results of a channel without labels, however its data is named', () => {
      const data = path.join(root, 'unlabelled');
      simulateSmapMsl(data, { channels: ['P-1', 'D-1'], length: 600 });
      const labels = path.join(data, 'labeled_anomalies.csv');
      const rows = fs.readFileSync(labels, 'utf8').split('\n');
      fs.writeFileSync(labels, rows.filter((row) => !row.startsWith('D-1,')).join('\n'));
      const message = /^DataError: D-1: its anomalies are not labelled; nothing can be measured\.$/;
      const named = { data: 'unlabelled', channels: ['P-1', 'D-1'] };
      const ofKind = { data: { kind: 'smap-msl', root: 'unlabelled', channels: ['P-1', 'D-1'] } };
      for (const each of [named, ofKind]) assert.throws(() => hashOf({ model: 'range', ...each }, root), message);
      const { source, channel } = planExperiment(parse({ model: 'range', ...ofKind }), root).jobs[1];
      assert.throws(() => loadSource(source, channel), message);
    });

    it('and a source of any kind is taken as it is, its files from the folder of the experiment', () => {
      const generated = { kind: 'periodic', channels: ['series'], length: 500 };
      const plan = planExperiment(parse({ model: 'pca', data: generated }), here);
      assert.deepEqual([plan.jobs[0].source, plan.data, plan.simulated], [generated, 'periodic', false]);
      const source = { kind: 'files', files, channels: ['test.csv'] };
      assert.equal(hashOf({ ...base, data: source }), hashOf(base));
      const telemetry = { kind: 'smap-msl', root: 'telemetry', channels: ['D-1'] };
      const [{ source: found }] = planExperiment(parse({ model: 'pca', data: telemetry }), root).jobs;
      assert.deepEqual(found, { ...telemetry, root: path.join(root, 'telemetry') });
    });
  });
});
