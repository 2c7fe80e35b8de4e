import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import { makeSeries, type Series } from '../../../lib/data';
import { causalNames, findSeriesDetector } from '../../../lib/detectors/catalogue';
import type { CausalScorer } from '../../../lib/detectors/causal';
import { causalMultiScaleConfig } from '../../../lib/detectors/multi-scale';
import { scoresOn, spike } from './scores-on';

const formOf = (name: string) => findSeriesDetector(name).causal!;
const stepsOf = ({ values, length, features }: Series) =>
  Array.from({ length }, (_, step) => values.slice(step * features, (step + 1) * features));
const pushAll = (scorer: CausalScorer, steps: readonly Float64Array[]) => steps.map((step) => scorer.push(step));

/** Makes a wave with noise, of two features. */
function twoWaves(length: number, seed = 0): Series {
  const random = new Random(seed);
  const at = (i: number) => Math.sin(i / (i % 2 === 0 ? 18 : 40)) + random.normal(0, 0.1);
  const values = Float64Array.from({ length: 2 * length }, (_, i) => at(i));
  return makeSeries({ name: `waves ${seed}`, features: 2, values });
}

const states = {
  'multi-scale': { scales: [16, 64], contexts: [5, 32] },
  'random-cut-forest': { trees: 7, leaves: 40, context: 3 },
  'half-space-trees': { height: 6, window: 70 },
  'autoregression-residuals': { lags: 6, context: 4 },
} as const;

describe('scorers of streams', () => {
  it('are there for every detector that is made for streams', () => {
    assert.deepEqual([...causalNames].sort(), Object.keys(states).sort());
  });

  for (const [name, config] of Object.entries(states)) {
    it(`of ${name} continue from their state to the last bit, wherever it was taken`, () => {
      const form = formOf(name);
      const scorer = form.fit(twoWaves(900), config, 3);
      const steps = stepsOf(twoWaves(700, 1));
      const random = new Random(5);
      const cuts = new Set(Array.from({ length: 6 }, () => random.integer(700)).concat(0, 3, 15));
      const kept: [number, string][] = [];
      const whole = steps.map((step, i) => {
        if (cuts.has(i)) kept.push([i, JSON.stringify(scorer)]);
        if (i === 400) scorer.restart();
        return scorer.push(step);
      });
      assert.ok(new Set(whole).size > 300, 'scores that differ');
      for (const [cut, state] of kept) {
        const resumed = form.resume(JSON.parse(state));
        assert.equal(JSON.stringify(resumed), state);
        const found = steps.slice(cut).map((step, i) => {
          if (cut + i === 400) resumed.restart();
          return resumed.push(step);
        });
        assert.deepEqual(found, whole.slice(cut), `from ${cut}`);
      }
    });

    it(`of ${name} say what is wrong with a state`, () => {
      const form = formOf(name);
      const state = JSON.parse(JSON.stringify(form.fit(twoWaves(200), config, 0))) as Record<string, object>;
      const expected = { name: 'DataError', message: new RegExp(`expected the state of ${name}; found a fault \\(`) };
      for (const wrong of [undefined, [], {}, { ...state, more: 1 }]) {
        assert.throws(() => form.resume(wrong), expected);
      }
      const spoil = (value: unknown, key: string): unknown => {
        if (key === 'values') return 'AAAA';
        if (typeof value !== 'object' || value === null) return value;
        const each = Object.entries(value).map(([inner, one]) => [inner, spoil(one, inner)]);
        return Array.isArray(value) ? each.map(([, one]) => one) : Object.fromEntries(each);
      };
      assert.throws(() => form.resume(spoil(state, '')), /expected \d+ packed numbers; found 0.375/);
    });
  }

  for (const name of causalNames.filter((each) => each !== 'multi-scale')) {
    it(`of ${name} give the scores of the series detector to the last bit`, async () => {
      const pair = spike();
      const { test } = await scoresOn(name, pair, { context: 3 }, 2);
      const scores = pushAll(formOf(name).fit(pair.train, { context: 3 }, 2), stepsOf(pair.test));
      const first = scores.findIndex((score) => score !== undefined);
      assert.ok(first < formOf(name).steps({ context: 3 }));
      assert.deepEqual(scores.slice(first), [...test.slice(first)]);
    });
  }

  const pairs = {
    'two features': { train: twoWaves(1500), test: twoWaves(1300, 1), config: {} },
    'a test series shorter than the stretches': { train: twoWaves(1500), test: twoWaves(100, 1), config: {} },
    'a training series shorter than the stretches': { train: twoWaves(90), test: twoWaves(400, 1), config: {} },
    'a training series of one step': { train: twoWaves(1), test: twoWaves(30, 1), config: {} },
    'stretches next to each other': { train: twoWaves(300), test: twoWaves(200, 1), config: { scales: [3, 8] } },
    'quantiles, and two averages': {
      train: twoWaves(500),
      test: twoWaves(400, 1),
      config: { describe: 'quantiles', contexts: [7, 300] },
    },
    'a pool that is full': {
      train: twoWaves(11_500),
      test: twoWaves(1500, 1),
      config: { scales: [16], shares: [0.01] },
    },
    'a training series so long that stretches lie further apart': {
      train: twoWaves(20_500),
      test: twoWaves(1000, 1),
      config: { scales: [24], shares: [0.01] },
    },
  };
  for (const [what, { train, test, config }] of Object.entries(pairs)) {
    it(`of multi-scale give the scores of the series detector to the last bit, with ${what}`, async () => {
      const { steps } = await findSeriesDetector('multi-scale').detector.score(
        { train, test, targets: 'all' },
        {
          config: { ...causalMultiScaleConfig, ...config },
          seed: 0,
          profile: 'smoke',
          windows: { windowSize: 10, stride: 5, validationFraction: 0.2 },
          steps: true,
        },
      );
      const scores = pushAll(formOf('multi-scale').fit(train, config, 0), stepsOf(test));
      assert.deepEqual(scores, [...steps!.test]);
    }).timeout(60_000);
  }

  it('leave steps of the training series out that are labelled anomalous', () => {
    const labelled = { ...twoWaves(400), labels: Uint8Array.from({ length: 400 }, (_, i) => Number(i > 350)) };
    const cut = makeSeries({ name: 'cut', features: 2, values: labelled.values.slice(0, 702) });
    for (const name of causalNames) {
      const [whole, alone] = [labelled, cut].map((train) => JSON.stringify(formOf(name).fit(train, {}, 0)));
      assert.equal(whole, alone, name);
    }
  });

  it('refuse a setting that a stream cannot have', () => {
    assert.throws(() => formOf('multi-scale').fit(twoWaves(100), { pool: 'both' }, 0), /config\.pool: multi-scale has no such setting/); // prettier-ignore
    assert.throws(() => formOf('half-space-trees').steps({ shingle: 0 }), /half-space-trees\.shingle must be/);
  });
});
