import assert from 'node:assert/strict';
import { chosenDetector } from '../../scripts/support/chosen-detector';
import { decidedBySuite, refuse, type GivenOptions, type Options } from '../../scripts/support/experiment-options';

/** Options as commander leaves them: those given over the defaults. */
function optionsOf(own: Partial<Options>): GivenOptions {
  const defaults: Options = { profile: 'quick', seed: 0, workers: 2, store: 'results/store' };
  return { ...defaults, ...own, given: (option) => Object.hasOwn(own, option) };
}

const chosen = (own: Partial<Options> & ({ model: string } | { detector: string })) =>
  chosenDetector({ ...optionsOf(own), ...own });

describe('the detector that options name', () => {
  it('is a model with the config that --config names', () => {
    const { row, configFile } = chosen({ model: 'lstm-vae', config: 'report-3' });
    assert.deepEqual([row.detector, row.label, configFile], ['lstm-vae', undefined, undefined]);
    assert.equal(row.config!['beta'], 0.1);
  });

  it('is a program with what is said of it', () => {
    const { row, name } = chosen({
      detector: 'node own.mjs',
      detectorVersion: '3',
      detectorTimeout: 20,
      windowSize: 50,
    });
    const { folder, ...config } = row.config as Record<string, unknown>;
    assert.deepEqual([row.detector, row.label, name], ['program', 'node own.mjs', 'node own.mjs']);
    assert.equal(typeof folder, 'string');
    const own = { command: 'node own.mjs', name: 'node own.mjs' };
    assert.deepEqual(config, { ...own, version: '3', timeoutSeconds: 20, windowSize: 50 });
  });

  it('is a file of ONNX', () => {
    const { row } = chosen({ detector: 'a.onnx', detectorLayout: 'features-steps', detectorOutput: 'scores' });
    const { folder: _, ...config } = row.config as Record<string, unknown>;
    assert.deepEqual(config, { file: 'a.onnx', name: 'a.onnx', layout: 'features-steps', output: 'scores' });
  });

  for (const [what, own, message] of [
    [
      'both',
      { detector: 'a', model: 'pca' },
      /^Error: --detector and --model exclude each other: one detector is run at a time\.$/,
    ],
    [
      'a config of a program',
      { detector: 'a', config: 'c.json' },
      /^Error: --detector and --config exclude each other/,
    ],
    ['a sweep of a program', { detector: 'a', sweep: 's.json' }, /^Error: --detector and --sweep exclude each other/],
    [
      'options of a program for a model',
      { model: 'pca', exchange: 'csv' },
      /^Error: --model pca and --exchange exclude each other: they are for --detector\.$/,
    ],
    [
      'options of a program for a file',
      { detector: 'a.onnx', exchange: 'csv' },
      /'a\.onnx': expected no exchange for a file of ONNX/,
    ],
    [
      'options of a file for a program',
      { detector: 'a', detectorLayout: 'features-steps' },
      /'a': expected no layout for a program/,
    ],
    ['a shell', { detector: 'a | b' }, /it is started without a shell/],
    ['an unknown model', { model: 'pcb' }, /unknown detector 'pcb', expected .*Did you mean pca\?/],
    ['what a program is called by jobs', { model: 'program' }, /unknown detector 'program', expected lstm-vae/],
  ] as const) {
    it(`cannot be ${what}`, () => assert.throws(() => chosen(own), message));
  }

  it('is none where a suite is run', () => {
    const options = optionsOf({ suite: 'reports', detector: 'a' });
    assert.throws(() => refuse('--suite reports', options, decidedBySuite), /--suite reports and --detector exclude/);
  });
});
