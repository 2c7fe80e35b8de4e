import assert from 'node:assert/strict';
import { expandSweep, parseSweep, sweepSettings } from '../../lib/experiments/sweep';
import { smapMslProtocol } from '../../lib/experiments';
import type { Job } from '../../lib/experiments/job';

const jobOf = (channel: string, seed = 0): Job => ({
  detector: 'vae',
  source: { kind: 'periodic', channels: ['a', 'b'] },
  channel,
  protocol: smapMslProtocol,
  profile: 'smoke',
  seed,
});

const parse = (sweep: unknown) => parseSweep(sweep, 'sweep.json');

describe('sweeps', () => {
  it('are every combination of a grid with every job and seed', () => {
    const grid = { 'config.latentDim': [2, 4], profile: ['smoke', 'quick', 'full'] };
    const jobs = expandSweep(parse({ grid, seeds: [7, 8] }), [jobOf('a'), jobOf('b')]);
    assert.equal(jobs.length, 2 * 3 * 2 * 2);
    assert.deepEqual(jobs[0], { ...jobOf('a', 7), config: { latentDim: 2 }, profile: 'smoke' });
    assert.deepEqual(jobs.at(-1), { ...jobOf('b', 8), config: { latentDim: 4 }, profile: 'full' });
  });

  it('leave what they do not name, and the jobs as they were', () => {
    const job = { ...jobOf('a', 3), config: { beta: 0.1, latentDim: 9 } };
    const [changed] = expandSweep(parse({ grid: { 'config.latentDim': [2] } }), [job]);
    assert.deepEqual(changed, { ...job, config: { beta: 0.1, latentDim: 2 } });
    assert.equal(job.config.latentDim, 9);
  });

  it('draw at random within their bounds, the same for the same seed, each field from a stream of its own', () => {
    const rate = { low: 1e-4, high: 1e-1, scale: 'log' };
    const space = {
      'training.learningRate': rate,
      'config.units': { low: 16, high: 64, step: 16 },
      'config.beta': [1, 2],
    };
    const draw = (options: object) => sweepSettings(parse({ random: { samples: 400, seed: 5, space, ...options } }));
    const settings = draw({});
    assert.equal(settings.length, 400);
    assert.deepEqual(draw({}), settings);
    assert.notDeepEqual(draw({ seed: 6 }), settings);
    const rates = settings.map((each) => each['training.learningRate'] as number);
    assert.ok(rates.every((each) => each >= 1e-4 && each < 1e-1));
    const belowMiddle = rates.filter((each) => each < Math.sqrt(1e-5)).length;
    assert.ok(belowMiddle > 150 && belowMiddle < 250, `${belowMiddle} of 400 in the lower half of the magnitudes`);
    assert.deepEqual(new Set(settings.map((each) => each['config.units'])), new Set([16, 32, 48, 64]));
    assert.deepEqual(new Set(settings.map((each) => each['config.beta'])), new Set([1, 2]));
    const alone = draw({ space: { 'training.learningRate': rate } }).map((each) => each['training.learningRate']);
    assert.deepEqual(alone, rates);
  });

  it('hold no setting twice', () => {
    assert.equal(sweepSettings(parse({ random: { samples: 50, space: { seed: [1, 2, 3] } } })).length, 3);
  });

  it('are counted before they are made', () => {
    const grid = (fields: number, values: number) =>
      Object.fromEntries(Array.from({ length: fields }, (_, i) => [`config.f${i}`, Array.from({ length: values }).map((__, v) => v)])); // prettier-ignore
    assert.throws(() => parse({ grid: grid(6, 16) }), {
      message:
        'sweep.json: sweep: expected at most 100,000 settings, found 16,777,216; ' +
        'name fewer values, or draw settings with random.',
    });
    assert.throws(() => parse({ grid: grid(400, 16) }), /at most 100,000 settings, found /);
    const random = { samples: 100_000, space: { seed: [0, 1] } };
    assert.throws(() => parse({ random, grid: grid(1, 2) }), /at most 100,000 settings, found 200,000; /);
    const sweep = parse({ grid: grid(4, 10), seeds: [0, 1, 2, 3, 4, 5] });
    assert.throws(() => expandSweep(sweep, [jobOf('a'), jobOf('b')]), {
      message: 'Sweep: expected at most 100,000 jobs; found 10,000 settings of 2 jobs with 6 seeds.',
    });
  });

  for (const [what, sweep, message] of [
    ['nothing', {}, /^Error: sweep\.json: sweep: expected grid, random or seeds\.$/],
    ['an unknown field', { gird: {} }, /sweep\.json: gird: no such field; expected grid, .*Did you mean grid\?$/],
    ['a number for a choice', { random: { samples: 1, space: { a: 3 } } }, /space\.a: expected a list of values, or /],
    [
      'half a range',
      { random: { samples: 1, space: { a: { low: 2 } } } },
      /space\.a\.high: expected a number, found none/,
    ],
    ['an empty list', { grid: { 'config.beta': [] } }, /sweep\.json: grid\.config\.beta: /],
    ['a seed twice', { seeds: [1, 0, 1] }, /sweep\.json: seeds: 1 is named twice\.$/],
    ['no samples', { random: { samples: 0, space: { a: [1] } } }, /sweep\.json: random\.samples: /],
    ['bounds the wrong way round', { random: { samples: 1, space: { a: { low: 2, high: 1 } } } }, /random\.space\.a: /],
    ['a list', [], /sweep\.json: sweep: /],
  ] as const) {
    it(`with ${what} are refused, with the field's name`, () => assert.throws(() => parse(sweep), message));
  }

  for (const [what, sweep, message] of [
    ['a profile', { grid: { profile: ['fast'] } }, /^DataError: profile: /],
    ['a seed', { seeds: [2 ** 31] }, /^DataError: seed: /],
    ['a setting', { grid: { 'config.depth': [2] } }, /^DataError: config\.depth: vae has no such setting/],
  ] as const) {
    it(`refuse a value that is not ${what}, with the field's name`, () =>
      assert.throws(() => expandSweep(parse(sweep), [jobOf('a')]), message));
  }

  it('cannot set what lies within something that is not an object', () => {
    const sweep = parse({ grid: { 'detector.size': [1] } });
    assert.throws(() => expandSweep(sweep, [jobOf('a')]), /detector\.size cannot be set, as detector is not an object/);
  });
});
