import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries, type Series } from '../../lib/data';
import { findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../lib/detectors';
import { autoencoderMember } from '../../lib/detectors/autoencoder-member';
import { joinWindows, stretches } from '../../lib/detectors/stretches';
import { smapMslProtocol } from '../../lib/experiments';
import { rocAuc } from '../../lib/metrics';
import { loadBackend } from '../../lib/runtime';
import { firstSteps, wavePair } from '../support/wave-pair';

const pair = wavePair();
const training = { epochs: 12 };
const options: ScoreOptions = { seed: 0, profile: 'quick', windows: smapMslProtocol, steps: true, training };
const small = { windowSizes: [30, 50], latentDims: [2], hiddenUnits: [16], contexts: [50], shares: [0.1], stride: 20 };
const causal = { ...small, form: 'causal', contexts: [20] };
const { detector } = findSeriesDetector('autoencoder-ensemble');
const score = async (config: object, series: SeriesPair = pair) =>
  (await detector.score(series, { ...options, config: { ...config } })).steps!;
const line = (...values: number[]) => makeSeries({ name: 'line', features: 1, values: Float64Array.from(values) });

describe('stretches', () => {
  it('lie around every so manieth step, or end with it, and are moved inside the series', () => {
    const series = line(0, 1, 2, 3, 4, 5, 6);
    const cut = (alignment: 'centred' | 'causal') => stretches(series, { windowSize: 3, stride: 2, alignment });
    assert.deepEqual([...cut('centred').values], [0, 1, 2, 1, 2, 3, 3, 4, 5, 4, 5, 6]);
    assert.deepEqual([...cut('causal').values], [0, 1, 2, 0, 1, 2, 2, 3, 4, 4, 5, 6]);
    assert.deepEqual([...cut('causal').starts], [0, 0, 2, 4]);
  });

  it('repeat the last step of a series that is shorter, and keep the features of a step together', () => {
    const two = makeSeries({ name: 'two', features: 2, values: Float64Array.of(1, 10, 2, 20) });
    const { values, count } = stretches(two, { windowSize: 3, stride: 5, alignment: 'causal' });
    assert.deepEqual([count, [...values]], [1, [1, 10, 2, 20, 2, 20]]);
  });

  it('are joined in order', () => {
    const cut = (series: Series) => stretches(series, { windowSize: 2, stride: 1, alignment: 'causal' });
    const { values, count, starts } = joinWindows(cut(line(1, 2)), cut(line(3, 4, 5)));
    assert.deepEqual([count, [...values]], [5, [1, 2, 1, 2, 3, 4, 3, 4, 4, 5]]);
    assert.deepEqual([...starts], [0, 0, 0, 0, 1]);
  });
});

describe('the autoencoder ensemble', () => {
  before(() => loadBackend());

  for (const [form, config] of Object.entries({ offline: small, causal })) {
    it(`${form}: finds the stretches, gives the same for one seed and another for another, leaves no tensor behind`, async () => {
      const before = tf.memory().numTensors;
      const { train, test } = await score(config);
      assert.deepEqual([train.length, test.length], [800, 2400]);
      const found = rocAuc(test, pair.test.labels!);
      assert.ok(found > (form === 'causal' ? 0.8 : 0.9), `${found}`); // a trailing average is late
      assert.deepEqual(await score(config), { train, test });
      const other = await detector.score(pair, { ...options, seed: 1, config });
      assert.notDeepEqual(other.steps!.test, test);
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it('learns from the test series only where it is offline, and never from labels', async () => {
    const labels = pair.test.labels!.map((label) => 1 - label);
    assert.deepEqual(await score(small, { ...pair, test: { ...pair.test, labels } }), await score(small));
    const values = pair.test.values.slice();
    values.fill(3, 2 * 1500);
    const changed = { ...pair, test: { ...pair.test, values } };
    assert.notDeepEqual((await score(small, changed)).train, (await score(small)).train);
    const [before, after] = [await score(causal), await score(causal, changed)];
    assert.deepEqual(after.train, before.train);
    assert.deepEqual(after.test.subarray(0, 1500), before.test.subarray(0, 1500));
    assert.notDeepEqual(after.test, before.test);
    const cut = { ...pair, test: firstSteps(pair.test, 1003) };
    assert.deepEqual((await score(causal, cut)).test, before.test.slice(0, 1003));
  });

  it('sees the scored feature alone, on any scale', async () => {
    const values = pair.test.values.map((value, i) => (i % 2 === 1 ? 4 : value));
    assert.deepEqual(await score(small, { ...pair, test: { ...pair.test, values } }), await score(small));
    const times = (series: Series) => ({ ...series, values: series.values.map((value) => 1024 * value) });
    const scaled = { ...pair, train: times(pair.train), test: times(pair.test) };
    for (const config of [small, causal]) assert.deepEqual(await score(config, scaled), await score(config));
    const all = await score(small, { ...pair, targets: 'all' });
    assert.notDeepEqual(all, await score(small));
  });

  it('averages errors and distances that are each brought to mean one', async () => {
    const { train, test } = await score(small);
    const all = [...train, ...test];
    assert.ok(Math.abs(all.reduce((sum, value) => sum + value) / all.length - 1) < 1e-9);
    const ofTraining = (await score(causal)).train;
    assert.ok(Math.abs(ofTraining.reduce((sum, value) => sum + value) / ofTraining.length - 1) < 1e-9);
  });

  it('gives finite scores of constant and of short series', async () => {
    const flat = (length: number, value: number) => line(...new Array<number>(length).fill(value));
    const pairs: SeriesPair[] = [
      { train: flat(400, 2), test: flat(600, 2), targets: 'first' },
      { train: flat(400, 2), test: flat(600, 5), targets: 'first' },
      { ...pair, train: firstSteps(pair.train, 24), test: firstSteps(pair.test, 60) },
      { ...pair, train: firstSteps(pair.train, 60), test: firstSteps(pair.test, 8) },
    ];
    for (const each of pairs) {
      for (const config of [small, causal]) {
        const { train, test } = await score(config, each);
        assert.deepEqual([train.length, test.length], [each.train.length, each.test.length]);
        assert.ok([...train, ...test].every(Number.isFinite));
      }
    }
  });

  it('counts the steps and the weights of all members', async () => {
    const found = await detector.score(pair, { ...options, profile: 'smoke', config: small });
    const one = await detector.score(pair, { ...options, profile: 'smoke', config: { ...small, windowSizes: [30] } });
    // Of 30 and 50 inputs: inputs-16-2-16-inputs.
    const weights = (inputs: number) => 16 * (inputs + 1) + 2 * 17 + 16 * 3 + inputs * 17;
    assert.deepEqual([found.parameters, one.parameters], [weights(30) + weights(50), weights(30)]);
    assert.equal(found.history!.steps, 2 * one.history!.steps);
  });

  it('refuses bad settings by name', () => {
    const check = (config: object) => () => detector.check(pair, { ...options, config: { ...config } });
    check({})();
    assert.throws(check({ form: 'online' }), /autoencoder-ensemble\.form must be offline or causal, found "online"/);
    for (const name of ['windowSizes', 'latentDims', 'contexts']) {
      const message = `autoencoder-ensemble.${name} must be a list of one or more positive whole numbers, found [0]`;
      assert.throws(check({ [name]: [0] }), { message: `${message}.` });
    }
    assert.throws(
      check({ shares: [] }),
      /autoencoder-ensemble\.shares must be a list of one or more numbers between 0 and 1/,
    );
    assert.throws(
      check({ hiddenUnits: 64 }),
      /autoencoder-ensemble\.hiddenUnits must be a list of positive whole numbers/,
    );
    assert.throws(check({ stride: 0 }), /autoencoder-ensemble\.stride must be a whole number of at least 1/);
    assert.throws(check({ windows: [50] }), /config\.windows: autoencoder-ensemble has no such setting/);
  });
});

describe('a member of it', () => {
  before(() => loadBackend());

  it('reconstructs what it has learnt better the longer it is trained, and gives a code for every row', async () => {
    const train = line(...Array.from({ length: 400 }, (_, t) => Math.sin(t / 5)));
    const error = async (epochs: number) => {
      const { train: view, test } = await autoencoderMember(
        { train, test: train },
        {
          windowSize: 20, stride: 2, alignment: 'centred', hiddenUnits: [16], latentDim: 2, fittedTo: 'training', seed: 0,
          training: { epochs, batchSize: 32, learningRate: 3e-3 },
        }, // prettier-ignore
      );
      assert.deepEqual([view.codes.count, view.codes.width, view.errors.length], [200, 2, 200]);
      assert.deepEqual(test, view);
      return view.errors.reduce((sum, value) => sum + value) / view.errors.length;
    };
    const [before, after] = [await error(1), await error(60)];
    assert.ok(after < before / 5, `${before} to ${after}`);
  });
});
