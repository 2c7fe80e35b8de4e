import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries } from '../../lib/data';
import { findSeriesDetector, type ScoreOptions, type SeriesPair } from '../../lib/detectors';
import { smapMslProtocol } from '../../lib/experiments';
import { rocAuc } from '../../lib/metrics';
import { loadBackend } from '../../lib/runtime';
import { firstSteps, wavePair } from '../support/wave-pair';

const pair = wavePair();
const options: ScoreOptions = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true };
const { detector } = findSeriesDetector('paano');
const config = { patchSize: 32, iterations: 20, learningRate: 1e-3 };
const score = async (series: SeriesPair = pair, seed = 0) =>
  (await detector.score(series, { ...options, seed, config })).steps!;

describe('PaAno', () => {
  before(() => loadBackend());

  it('finds the stretches, gives the same for one seed and another for another, leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { train, test } = await score();
    assert.deepEqual([train.length, test.length], [800, 2400]);
    assert.ok(rocAuc(test, pair.test.labels!) > 0.8, `${rocAuc(test, pair.test.labels!)}`);
    assert.deepEqual(await score(), { train, test });
    assert.notDeepEqual((await score(pair, 1)).test, test);
    assert.equal(tf.memory().numTensors, before);
  });

  it('learns from, and compares with, training patches alone', async () => {
    const values = pair.test.values.slice();
    values.fill(3, 2 * 1500);
    const changed = await score({ ...pair, test: { ...pair.test, values } });
    assert.deepEqual(changed.train, (await score()).train);
    assert.deepEqual(changed.test.subarray(0, 1400), (await score()).test.subarray(0, 1400));
  });

  it('sees the scored feature alone', async () => {
    const values = pair.test.values.map((value, i) => (i % 2 === 1 ? 4 : value));
    assert.deepEqual(await score({ ...pair, test: { ...pair.test, values } }), await score());
  });

  it('gives finite scores of constant and of short series', async () => {
    const flat = (length: number) =>
      makeSeries({ name: 'flat', features: 1, values: new Float64Array(length).fill(2) });
    const pairs: SeriesPair[] = [
      { train: flat(300), test: flat(400), targets: 'first' },
      { ...pair, train: firstSteps(pair.train, 60), test: firstSteps(pair.test, 40) },
    ];
    for (const each of pairs) {
      const { train, test } = await score(each);
      assert.deepEqual([train.length, test.length], [each.train.length, each.test.length]);
      assert.ok([...train, ...test].every(Number.isFinite));
    }
  });

  it('turns the event loop as it trains and embeds, and ends once it is aborted', async () => {
    const scored = async (iterations: number, signal?: AbortSignal) => {
      let turns = 0;
      let counting = true;
      const count = () => {
        turns++;
        if (counting) setImmediate(count);
      };
      setImmediate(count);
      const begun = performance.now();
      await detector.score(pair, { ...options, config: { ...config, iterations, stride: 1 }, signal });
      counting = false;
      return { turns, seconds: (performance.now() - begun) / 1000 };
    };
    // 20 batches of training; 2 of 512 training patches, 5 of 512 test patches.
    assert.ok((await scored(20)).turns >= 27);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const { seconds } = await scored(100_000, abort.signal);
    assert.ok(seconds < 5, `${seconds} s`);
  });

  it('refuses bad settings by name', () => {
    const check = (config: object) => () => detector.check(pair, { ...options, config: { ...config } });
    check({})();
    assert.throws(check({ channels: [8] }), /paano\.channels must be .*four of them, found \[8\]/);
    assert.throws(check({ batchSize: 1 }), /paano\.batchSize must be a whole number of at least 2, found 1/);
    assert.throws(check({ learningRate: 0 }), /paano\.learningRate must be a number above 0, found 0/);
    assert.throws(check({ patch: 64 }), /config\.patch: paano has no such setting/);
  });
});
