import assert from 'node:assert/strict';
import type { Series } from '../../lib/data';
import {
  contextMembers,
  findSeriesDetector,
  isOffline,
  pooledContextScores,
  defaultPooledContextConfig,
  type ScoreOptions,
  type SeriesPair,
} from '../../lib/detectors';
import { measure } from '../../lib/experiments/measures';
import { smapMslProtocol } from '../../lib/experiments';
import { firstSteps, wavePair } from '../support/wave-pair';

const pair = wavePair();
const options: ScoreOptions = { seed: 0, profile: 'smoke', windows: smapMslProtocol, steps: true };
const score = (config: object = {}, series: SeriesPair = pair) =>
  findSeriesDetector('pooled-context').detector.score(series, { ...options, config: { ...config } });

describe('the pooled-context ensemble', () => {
  it('scores every step of both series, without windows of its own', async () => {
    const { steps, windows, history } = await score();
    assert.deepEqual([steps!.train.length, steps!.test.length, windows, history], [800, 2400, undefined, undefined]);
    assert.ok(steps!.train.every(Number.isFinite) && steps!.test.every(Number.isFinite));
    assert.deepEqual({ ...(await score()) }, pooledContextScores(pair, defaultPooledContextConfig));
  });

  it('finds both stretches, and no others', async () => {
    const scores = await score({
      contexts: [50],
      sequences: { members: contextMembers, share: 0.3, context: 50 },
    });
    const scored = { scores, test: pair.test, protocol: smapMslProtocol };
    const { measures } = measure(scored, ['windows', 'steps', 'events']);
    assert.ok(measures.rocAuc! > 0.9 && measures.vusPr! > 0.7, JSON.stringify(measures));
    const { truePositives, falsePositives, falseNegatives, predictedShare } = measures;
    assert.deepEqual([truePositives, falsePositives, falseNegatives], [2, 0, 0]);
    assert.ok(predictedShare! > 180 / 2400 && predictedShare! < 0.4, `${predictedShare}`);
  });

  it('looks at the scored feature alone, or at all where all are measured', async () => {
    const values = pair.test.values.map((value, i) => (i % 2 === 1 ? 4 : value));
    const other = { ...pair, test: { ...pair.test, values } };
    assert.deepEqual(await score({}, other), await score());
    const all = { targets: 'all' } as const;
    assert.notDeepEqual(await score({}, { ...other, ...all }), await score({}, { ...pair, ...all }));
  });

  it('leaves steps that are labelled anomalous out of the pool', async () => {
    const labels = new Uint8Array(800).fill(1, 300, 360);
    const values = pair.train.values.map((value, i) => (labels[i >> 1] ? 1000 : value));
    const train: Series = { ...pair.train, labels, values };
    const without: Series = {
      ...pair.train,
      length: 740,
      labels: new Uint8Array(740),
      values: pair.train.values.filter((_, i) => !labels[i >> 1]),
    };
    assert.deepEqual(await score({}, { ...pair, train }), await score({}, { ...pair, train: without }));
    const nothing = { ...pair.train, labels: new Uint8Array(800).fill(1) };
    assert.throws(
      () => score({}, { ...pair, train: nothing }),
      /wave: all 800 time steps are labelled anomalous; training needs normal ones/,
    );
  });

  it('scores short series by shorter stretches', async () => {
    const short = { ...pair, train: firstSteps(pair.train, 24), test: firstSteps(pair.test, 60) };
    const { steps } = await score({}, short);
    assert.deepEqual([steps!.train.length, steps!.test.length], [24, 60]);
    assert.ok(steps!.train.every(Number.isFinite) && steps!.test.every(Number.isFinite));
  });

  it('says whether its scores depend on later steps', () => {
    const causal = { compareWith: 'training', calibration: 'none' } as const;
    assert.deepEqual(
      [
        causal,
        { ...causal, calibration: 'tail' },
        { ...causal, calibration: 'median' },
        defaultPooledContextConfig,
      ].map((settings) => isOffline(settings as typeof defaultPooledContextConfig)),
      [false, false, true, true],
    );
  });
});
