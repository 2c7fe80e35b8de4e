import assert from 'node:assert/strict';
import { parseSweep } from '../../lib/experiments';
import { refuseClashes, refuseVaried, type GivenOptions, type Options } from '../../scripts/support/experiment-options';
import { fieldsOfSweep } from '../../scripts/support/run-sweep';

/** Options as commander leaves them: those given over the defaults. */
function optionsOf(own: Partial<Options>): GivenOptions {
  const defaults: Options = { profile: 'quick', seed: 0, workers: 2, store: 'results/store' };
  return { ...defaults, ...own, given: (option) => Object.hasOwn(own, option) };
}

describe('options of an experiment', () => {
  for (const [clash, own] of [
    ['--seeds and --seed', { seed: 1, seeds: [0, 2] }],
    ['--force and --reuse-earlier', { force: true, reuseEarlier: true }],
    ['--no-store and --reuse-earlier', { store: false, reuseEarlier: true }],
    ['--queue and --workers', { queue: 'redis://h', workers: 2 }],
    ['--queue and --max-memory', { queue: 'redis://h', maxMemory: 512 }],
    ['--jobs and --json', { jobs: 'j', json: 'f' }],
    ['--jobs and --tables', { jobs: 'j', tables: 'f' }],
    ['--jobs and --figure', { jobs: 'j', figure: 'f.png' }],
    ['--jobs and --workers', { jobs: 'j', workers: 2 }],
    ['--jobs and --store', { jobs: 'j', store: 's' }],
    ['--jobs and --no-store', { jobs: 'j', store: false }],
    ['--jobs and --force', { jobs: 'j', force: true }],
    ['--jobs and --reuse-earlier', { jobs: 'j', reuseEarlier: true }],
    ['--jobs and --queue', { jobs: 'j', queue: 'redis://h' }],
    ['--jobs and --max-memory', { jobs: 'j', maxMemory: 512 }],
    ['--jobs and --tensorboard', { jobs: 'j', tensorboard: 't' }],
  ] as const) {
    it(`refuse ${clash} together`, () => {
      assert.throws(() => refuseClashes(optionsOf(own)), new RegExp(`^Error: ${clash} exclude each other`));
    });
  }

  it('are taken where none of them is dropped', () => {
    for (const own of [{}, { jobs: 'j', sweep: 's', seeds: [0, 1] }, { queue: 'redis://h', force: true }] as const) {
      refuseClashes(optionsOf(own));
    }
  });

  it('are refused for what a sweep sets itself', () => {
    const fields = (sweep: unknown) => fieldsOfSweep(parseSweep(sweep, 'sweep.json'));
    const space = { 'protocol.windowSize': [5, 9] };
    for (const [option, own, sweep] of [
      ['--seeds', { seeds: [0, 1] }, { seeds: [4, 5] }],
      ['--seed', { seed: 3 }, { grid: { seed: [4, 5] } }],
      ['--profile', { profile: 'smoke' }, { grid: { profile: ['quick', 'full'] } }],
      ['--window-size', { windowSize: 20 }, { random: { samples: 2, space } }],
      ['--percentile', { percentile: 80 }, { grid: { 'protocol.threshold.percentile': [80, 90] } }],
      ['--measured-on', { measuredOn: ['steps'] }, { grid: { 'protocol.measuredOn': [['steps']] } }],
    ] as const) {
      const message = new RegExp(`^Error: --sweep and ${option} exclude each other: the sweep sets this itself\\.$`);
      assert.throws(() => refuseVaried(optionsOf(own), fields(sweep)), message);
      refuseVaried(optionsOf(own), fields({ grid: { 'config.components': [1, 2] } }));
    }
  });
});
