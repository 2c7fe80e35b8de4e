import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { pointScores, slidingWindows, type Series } from '../../lib/data';
import {
  cutWindows,
  findSeriesDetector,
  runDetector,
  scoredSeries,
  smoothPair,
  type ScoreOptions,
  type SeriesPair,
  type SeriesScores,
  type View,
} from '../../lib/detectors';
import { smapMslProtocol } from '../../lib/experiments';
import { RangeDistance } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { firstSteps, wavePair } from '../support/wave-pair';

const pair = wavePair();
const { windowSize, stride, validationFraction } = smapMslProtocol;
const windows = { windowSize, stride, validationFraction };
const options: ScoreOptions = { seed: 3, profile: 'smoke', windows, steps: true };

/** Scores without what the detector costs: its time is never the same twice. */
const score = async (name: string, more: Partial<ScoreOptions> = {}, series: SeriesPair = pair) => {
  const scores = await findSeriesDetector(name).detector.score(series, { ...options, ...more });
  const { scoring: _scoring, parameters: _parameters, ...rest } = scores;
  return rest satisfies SeriesScores;
};

const seen = (name: string, view: View, series: SeriesPair = pair) => score(name, { view }, series);

/** The pair with every value of its second feature, the command, replaced in the test series. */
const withCommand = (value: number): SeriesPair => ({
  ...pair,
  test: { ...pair.test, values: pair.test.values.map((each, i) => (i % 2 === 1 ? value : each)) },
});

describe('a detector of windows on series', () => {
  before(() => loadBackend());

  for (const name of ['autoencoder', 'nearest-neighbour', 'random']) {
    it(`scores the protocol's windows as runDetector does: ${name}`, async () => {
      const { windows: found } = await score(name);
      const cut = cutWindows(pair, { ...windows, seed: 3 });
      const expected = await runDetector(name, { windows: cut, seed: 3, profile: 'smoke' });
      assert.deepEqual(found, {
        train: Float64Array.from(expected.train),
        test: Float64Array.from(expected.test),
      });
      assert.deepEqual([found.train.length, found.test.length], [127, 479]);
    });
  }

  it('gives every step the mean of all windows that cover it, of training windows and those held out', async () => {
    const { steps } = await score('range');
    const cut = cutWindows(pair, { ...windows, seed: 3 });
    assert.deepEqual([cut.train.count, cut.validation.count], [127, 32]);
    const model = new RangeDistance({ windowSize, features: 2 });
    model.fitTo(cut.train);
    const all = { train: slidingWindows(pair.train, windows), test: cut.test };
    assert.deepEqual(steps!.train, pointScores(scoreWindows(model, all.train), all.train, 800));
    assert.deepEqual(steps!.test, pointScores(scoreWindows(model, all.test), all.test, 2400));
    model.dispose();
  });

  it('says how many steps give how many windows where none is left to train on', () => {
    const every8th = Uint8Array.from({ length: 800 }, (_, step) => +(step % 8 === 0));
    const labelled = { ...pair, train: { ...pair.train, labels: every8th } };
    assert.throws(() => cutWindows(labelled, { ...windows, seed: 3 }), {
      name: 'DataError',
      message:
        'wave: expected at least 2 normal windows to train on; found 800 time steps that give 159 windows of 10 ' +
        'with stride 5, of which 159 are labelled anomalous',
    });
    const short = { ...pair, train: firstSteps(pair.train, 12) };
    assert.throws(() => cutWindows(short, { ...windows, seed: 3 }), /12 time steps that give 1 window of 10 .* 0 are/);
  });

  it('leaves the steps out where only windows are wanted', async () => {
    for (const name of ['k-means', 'random']) {
      const both = await score(name);
      const alone = await score(name, { steps: false });
      assert.deepEqual([alone.windows, alone.steps], [both.windows, undefined], name);
    }
  });

  it('does not learn from windows that hold a labelled step, and scores all steps', async () => {
    const labels = new Uint8Array(800).fill(1, 300, 360);
    const values = pair.train.values.map((value, i) => (labels[i >> 1] ? 4 : value));
    const train: Series = { ...pair.train, labels, values };
    for (const name of ['nearest-neighbour', 'k-means', 'all-anomalous', 'autoencoder']) {
      const { steps } = await score(name, {}, { ...pair, train });
      assert.deepEqual([steps!.train.length, steps!.test.length], [800, 2400], name);
      assert.ok(steps!.train.every(Number.isFinite) && steps!.test.every(Number.isFinite), name);
    }
    const { steps } = await score('nearest-neighbour', {}, { ...pair, train });
    // Windows of nothing but 4 would be near to the labelled ones, had these been kept.
    const four: Series = { ...pair.test, values: pair.test.values.map(() => 4) };
    const { steps: far } = await score('nearest-neighbour', {}, { ...pair, train, test: four });
    assert.ok(Math.min(...far!.test) > Math.max(...steps!.test));
  });

  it('may see windows of another size: there are then no scores of the protocol’s windows', async () => {
    const { windows: none, steps } = await seen('range', { windowSize: 50, stride: 25 });
    assert.equal(none, undefined);
    const own = { windowSize: 50, stride: 25 };
    const { steps: asProtocol, windows: found } = await score('range', { windows: { ...own, validationFraction } });
    assert.deepEqual(steps, asProtocol);
    assert.equal(found!.test.length, (2400 - 50) / 25 + 1);
    const same = await seen('range', { windowSize: 10, stride: 5 });
    assert.deepEqual(same, await score('range'), 'as the protocol has them');
    const unwanted = await score('range', { view: { windowSize: 50 }, steps: false });
    assert.equal(unwanted.steps!.test.length, 2400, 'steps are all there is');
  });

  it('takes shorter windows of a short series, and moves them by no more than their size', async () => {
    const short = { ...pair, train: firstSteps(pair.train, 24), test: firstSteps(pair.test, 60) };
    const { steps } = await seen('range', { windowSize: 50, stride: 25 }, short);
    assert.deepEqual([steps!.train.length, steps!.test.length], [24, 60]);
    assert.deepEqual(
      await seen('range', { windowSize: 6, stride: 6 }, short),
      await seen('range', { windowSize: 50, stride: 25 }, short),
    );
    await assert.rejects(
      score('range', {}, { ...pair, test: firstSteps(pair.test, 9) }),
      /wave: expected at least 10 time steps for one window, found 9/,
    );
  });

  it('may see the scored features alone', async () => {
    const alone = await seen('nearest-neighbour', { features: 'scored' });
    const one = { ...pair, train: scoredSeries(pair.train, 'first'), test: scoredSeries(pair.test, 'first') };
    assert.deepEqual(alone, await score('nearest-neighbour', {}, one));
    assert.deepEqual(await seen('nearest-neighbour', { features: 'scored' }, withCommand(4)), alone);
    assert.notDeepEqual(await score('nearest-neighbour', {}, withCommand(4)), await score('nearest-neighbour'));
    const measured = { ...pair, targets: 'all' } as const;
    assert.deepEqual(
      await seen('nearest-neighbour', { features: 'scored' }, measured),
      await score('nearest-neighbour'),
    );
  });

  it('may be judged by the errors of the scored features alone', async () => {
    const view = { errors: 'scored' } as const;
    const training = { epochs: 1 };
    const telemetry = await score('autoencoder', { view, training });
    const all = await score('autoencoder', { training });
    assert.notDeepEqual(telemetry.windows, all.windows);
    // A command that was never sent changes the error of all features more than it changes the telemetry's.
    const change = async (more: Partial<ScoreOptions>, before: SeriesScores) => {
      const { windows: after } = await score('autoencoder', { ...more, training }, withCommand(4));
      return after!.test.reduce((sum, each, i) => sum + Math.abs(each - before.windows!.test[i]), 0);
    };
    assert.ok((await change({}, all)) > 4 * (await change({ view }, telemetry)));
    const measured = { ...pair, targets: 'all' } as const;
    assert.deepEqual((await score('autoencoder', { view, training }, measured)).windows, all.windows);
  });

  it('may score single steps, of a detector that does', async () => {
    const config = { modelDim: 8, heads: 1, layers: 1, feedForwardDim: 8 };
    const more = { config, training: { epochs: 1 } };
    const own = { windowSize: 20, stride: 20 };
    const ofWindows = await score('anomaly-transformer', { ...more, windows: { ...options.windows, ...own } });
    const view = { scores: 'steps' } as const;
    const ofSteps = await score('anomaly-transformer', { ...more, view, windows: { ...options.windows, ...own } });
    assert.equal(ofSteps.windows, undefined, 'its scores are not those of windows');
    const { train, test } = ofSteps.steps!;
    assert.deepEqual([train.length, test.length], [pair.train.length, pair.test.length]);
    // The mean of a window's discrepancies is the window's score.
    ofWindows.windows!.test.forEach((expected, i) => {
      const inWindow = test.subarray(i * 20, (i + 1) * 20);
      const mean = inWindow.reduce((sum, each) => sum + each, 0) / 20;
      assert.ok(Math.abs(mean - expected) < 1e-5 * Math.abs(expected), `window ${i}: ${mean}, expected ${expected}`);
      assert.ok(new Set(inWindow).size > 1, `window ${i}: its steps differ`);
    });
    const message = 'view.scores: expected windows, as k-means does not score single steps; found steps.';
    await assert.rejects(score('k-means', { view }), { message });
    const clash = 'view.scores: expected windows, as the errors of scored features are of windows; found steps.';
    await assert.rejects(score('anomaly-transformer', { view: { ...view, errors: 'scored' } }), { message: clash });
  });

  it('refuses, before any work, to be judged by errors of features where it has none', async () => {
    const view = { errors: 'scored' } as const;
    const message = 'view.errors: expected all, as k-means does not reconstruct windows; found scored.';
    await assert.rejects(score('k-means', { view }), { message });
    await assert.rejects(score('k-means', { view }, { ...pair, train: firstSteps(pair.train, 1) }), { message });
    assert.throws(() => findSeriesDetector('k-means').detector.check(pair, { ...options, view }), { message });
  });

  it('may be averaged over context, which leaves no scores of windows', async () => {
    const { steps } = await score('range');
    const smooth = await seen('range', { context: 100 });
    assert.deepEqual(smooth, { history: undefined, steps: smoothPair(steps!, 100) });
    const trained = await score('range', { view: { context: 100 }, steps: false });
    assert.deepEqual(trained.steps, smooth.steps);
  });

  it('may predict the whole series, or places by chance, where it knows nothing', async () => {
    const whole = await seen('all-anomalous', { sequences: 'whole' });
    assert.deepEqual(whole.sequences, [{ start: 0, end: 2400 }]);
    const chance = await seen('random', { sequences: 'chance' });
    const covered = chance.sequences!.reduce((sum, { start, end }) => sum + end - start, 0);
    assert.ok(chance.sequences!.length > 0 && covered > 0 && covered < 1200, `${covered}`);
    const highest = Array.from(chance.steps!.test.keys()).sort(
      (a, b) => chance.steps!.test[b] - chance.steps!.test[a],
    )[0];
    assert.ok(chance.sequences!.some(({ start, end }) => start <= highest && highest < end));
    assert.deepEqual((await seen('random', { sequences: 'chance' })).sequences, chance.sequences);
    assert.equal((await seen('random', { sequences: 'dynamic' })).sequences, undefined);
  });

  it('checks its settings on the windows that it would see, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const check = (name: string, more: Partial<ScoreOptions>) =>
      findSeriesDetector(name).detector.check(pair, { ...options, ...more });
    check('lstm-vae', {});
    assert.throws(() => check('lstm-forecaster', { config: { horizon: 10 } }), /horizon.*10/);
    check('lstm-forecaster', { config: { horizon: 10 }, view: { windowSize: 11 } });
    assert.throws(() => check('pca', { config: { components: 0 } }), /components.*0/);
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('findSeriesDetector', () => {
  it('says of each what it is, what may be set and whether it is trained', () => {
    const { kind, settings, trained, ofWindows } = findSeriesDetector('k-means');
    assert.deepEqual([kind, settings, trained, ofWindows], ['baseline', ['clusters'], false, true]);
    assert.equal(findSeriesDetector('forecast-errors').trained, true);
    assert.deepEqual(
      ['k-means', 'forecast-errors', 'multi-scale'].map((name) => findSeriesDetector(name).seeded),
      [true, true, false],
    );
    assert.equal(findSeriesDetector('multi-scale').kind, 'ensemble');
    assert.throws(
      () => findSeriesDetector('lstm-vea'),
      /unknown detector 'lstm-vea', expected lstm-vae, .*multi-scale, forecast-errors, .*time-index, .*\. Did you mean lstm-vae\?$/,
    );
  });
});
