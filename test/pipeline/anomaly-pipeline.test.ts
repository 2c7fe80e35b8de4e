import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeSeries, type Series } from '../../lib/data';
import { protocolFor } from '../../lib/experiments';
import { configAt, detectorNames, type DetectorName } from '../../lib/models';
import { AnomalyPipeline, measureDrift, PipelineError, type PipelineOptions } from '../../lib/pipeline';
import { fittedPipeline, sineSeries, smallVae } from './samples';

describe('AnomalyPipeline', () => {
  let pipeline: AnomalyPipeline;
  before(async () => {
    pipeline = await fittedPipeline();
  });
  after(() => pipeline.dispose());

  it('finds a shifted stretch and says which feature it was, and when', () => {
    const series = sineSeries({ seed: 1, length: 300, anomaly: [200, 215] });
    const { scores, predictions, segments } = pipeline.predict(series);
    assert.equal(scores.length, 300);
    const found = segments.find(({ start, end }) => start <= 200 && end >= 215)!;
    assert.ok(found, JSON.stringify(segments));
    assert.ok(found.end <= 215 + 7, 'no window reaches further than windowSize - 1 past the anomaly');
    assert.equal(predictions[205], 1);
    const { features, moment, method } = pipeline.explain(found);
    assert.equal(features[0].name, 'feature 2');
    assert.ok(features[0].share > 0.5);
    assert.ok(Math.abs(features.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    assert.ok(moment >= 200 && moment < 215, `moment ${moment}`);
    assert.equal(method, 'reconstruction');
  });

  it('finds its features by name in any order, and names the missing where one is not there', async () => {
    const rename = (series: Series, names: string[]): Series => ({ ...series, names });
    const named = await fittedPipeline({ training: { epochs: 1 } }, rename(sineSeries(), ['a', 'b', 'c']));
    const series = rename(sineSeries({ seed: 1, length: 60 }), ['a', 'b', 'c']);
    // c, extra, a, b
    const values = Float64Array.from({ length: 240 }, (_, i) => {
      const [time, place] = [i >> 2, [2, 1, 0, 1][i % 4]];
      return i % 4 === 1 ? 1e6 : series.values[time * 3 + place];
    });
    const turned = makeSeries({ name: 'turned', values, features: 4, names: ['c', 'extra', 'a', 'b'] });
    assert.deepEqual(named.predict(turned).scores, named.predict(series).scores);
    const segment = { start: 20, end: 30 };
    assert.deepEqual(named.explain(segment, turned), named.explain(segment, series));
    assert.deepEqual(measureDrift(named, turned), measureDrift(named, series));
    assert.deepEqual(named.predict(sineSeries({ seed: 1, length: 60 })).scores, named.predict(series).scores);
    assert.throws(() => named.predict(rename(series, ['a', 'b', 'd'])), {
      name: 'PipelineError',
      message: /fitted to 3 features; missing columns: c; unknown columns: d\.$/,
    });
    named.dispose();
  });

  it('says that a rule lacks labelled anomalies before it trains', async () => {
    const pipeline = new AnomalyPipeline({ ...smallVae, threshold: { kind: 'best-f1' } });
    const trained: unknown[] = [];
    const onEpoch = (history: unknown) => void trained.push(history);
    for (const validation of [undefined, sineSeries(), { ...sineSeries(), labels: new Uint8Array(600) }]) {
      await assert.rejects(
        pipeline.fit(sineSeries(), { validation, onEpoch }),
        /'best-f1': expected a validation series/,
      );
    }
    assert.equal(trained.length, 0);
  });

  it('sets its threshold with a labelled validation series', async () => {
    const validation = sineSeries({ seed: 1, length: 300, anomaly: [200, 215] });
    const options = { ...smallVae, threshold: { kind: 'recall', recall: 1 } } as const;
    const recalling = await new AnomalyPipeline(options).fit(sineSeries(), { validation });
    const { predictions } = recalling.predict(validation);
    assert.ok(predictions.slice(200, 215).every((one) => one === 1));
    recalling.dispose();
  });

  it('scores each time step by the window that ends there, whatever comes later', () => {
    const series = sineSeries({ seed: 2, length: 120 });
    const shorter = sineSeries({ seed: 2, length: 60 });
    const [whole, part] = [pipeline.predict(series).scores, pipeline.predict(shorter).scores];
    part.forEach((score, time) => assert.ok(Math.abs(score - whole[time]) < 1e-6));
    assert.deepEqual(whole.slice(0, 7), new Float64Array(7).fill(whole[7]));
  });

  it('repeats to the last bit for a seed, and leaves no tensor behind', async () => {
    const series = sineSeries({ seed: 3, length: 100 });
    const before = tf.memory().numTensors;
    const again = await fittedPipeline();
    assert.deepEqual(again.predict(series).scores, pipeline.predict(series).scores);
    const other = await fittedPipeline({ seed: 1 });
    assert.notDeepEqual(other.predict(series).scores, pipeline.predict(series).scores);
    again.dispose();
    other.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('keeps labelled anomalies out of training and of the threshold', async () => {
    const threshold = { kind: 'percentile', percentile: 100 } as const;
    const labelled = sineSeries({ anomaly: [560, 570] });
    const { labels: _labels, ...unlabelled } = labelled;
    const pipelines = await Promise.all([labelled, unlabelled].map((series) => fittedPipeline({ threshold }, series)));
    const [careful, careless] = pipelines.map(({ parts }) => parts.threshold.value);
    assert.ok(careful < careless / 2, `${careful} and ${careless}`);
    // Of 120 calibration steps the first 7 end no window, and 10 anomalous ones spoil 17.
    assert.deepEqual(
      pipelines.map(({ parts }) => parts.reference.scores.length),
      [96, 113],
    );
    for (const one of pipelines) one.dispose();
  });

  it('fills what is missing and says so of a feature that was never seen', async () => {
    const series = sineSeries({ seed: 4, length: 100 });
    series.values[50 * 3 + 1] = NaN;
    series.values[51 * 3] = Infinity;
    assert.ok(pipeline.predict(series).scores.every(Number.isFinite));
    const blank = sineSeries();
    blank.values.forEach((_, i) => i % 3 === 1 && (blank.values[i] = NaN));
    await assert.rejects(fittedPipeline({}, blank), /sines 0: feature 1 has no finite value/);
  });

  it('explains a model without a reconstruction by occlusion', () => {
    const { detector, parts } = pipeline;
    const plain = {
      name: 'plain',
      config: detector.config,
      variables: [],
      anomalyScore: (windows: tf.Tensor3D) => detector.anomalyScore(windows),
      dispose: () => undefined,
    };
    const occluded = AnomalyPipeline.fromParts(smallVae, { ...parts, detector: plain });
    const series = sineSeries({ seed: 1, length: 300, anomaly: [200, 215] });
    const { features, moment, method } = occluded.explain({ start: 200, end: 215 }, series);
    assert.equal(method, 'occlusion');
    assert.equal(features[0].name, 'feature 2');
    assert.ok(moment >= 200 && moment < 215, `moment ${moment}`);
  });

  it('refuses options that it does not know, and what does not fit', async () => {
    const refuse = (options: object, message: RegExp) =>
      assert.throws(() => new AnomalyPipeline({ ...smallVae, ...options }), { name: 'PipelineError', message });
    refuse({ windowsize: 5 }, /windowsize/);
    refuse({ windowSize: 0 }, /pipeline option windowSize/);
    refuse({ threshold: { kind: 'guess' } }, /pipeline option threshold.kind/);
    refuse(
      { threshold: { kind: 'percentile', percentile: 9, of: 'test' } },
      /option threshold: expected a rule of training scores/,
    );
    await assert.rejects(new AnomalyPipeline({ model: 'oracle' }).fit(sineSeries()), /oracle.*expected/);
    await assert.rejects(fittedPipeline({}, sineSeries({ length: 30 })), /at least 8 time steps in each part/);
    assert.throws(() => new AnomalyPipeline(smallVae).predict(sineSeries()), PipelineError);
    assert.throws(() => pipeline.predict(sineSeries({ features: 2 })), /fitted to 3 features.*found 2/);
    assert.throws(() => pipeline.explain({ start: 5, end: 5 }, sineSeries()), /start < end; found \[5, 5\)/);
    assert.throws(() => pipeline.explain({ start: 0, end: 4 }, sineSeries()), /ends at 8 or later; found 4/);
  });
});

describe('a pipeline with a forecaster', () => {
  const shape = { windowSize: 13, training: { epochs: 8, learningRate: 0.005 } };

  for (const [model, sizes] of [
    ['lstm-forecaster', { hiddenUnits: 8 }],
    ['convolutional-forecaster', { filters: 4, hiddenUnits: 8 }],
  ] as const) {
    it(`finds an anomaly, is saved and loaded, and explained: ${model}`, async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-forecaster-'));
      const pipeline = await fittedPipeline({ ...shape, model, modelConfig: { horizon: 1, ...sizes } });
      const series = sineSeries({ seed: 1, length: 200, anomaly: [100, 110] });
      const { scores } = pipeline.predict(series);
      const highest = scores.indexOf(Math.max(...scores));
      assert.ok(highest >= 90 && highest < 120, `${highest}`);
      const [{ name }] = pipeline.explain({ start: 100, end: 110 }, series).features;
      assert.equal(name, series.names[2]);
      pipeline.save(folder);
      const loaded = await AnomalyPipeline.load(folder);
      assert.deepEqual(loaded.predict(series), pipeline.predict(series));
      for (const each of [pipeline, loaded]) each.dispose();
      fs.rmSync(folder, { recursive: true });
    });
  }

  it('is refused windows that leave no history, before it trains', async () => {
    await assert.rejects(
      fittedPipeline({ model: 'lstm-forecaster', modelConfig: { horizon: 10 }, windowSize: 10 }),
      /lstm-forecaster\.horizon must be from 1 to 9 in windows of 10, found 10\.$/,
    );
  });
});

describe('a pipeline with a detector of the catalogue', () => {
  it('takes the windows that an experiment takes, unless it is told others', () => {
    for (const model of detectorNames) {
      assert.equal(new AnomalyPipeline({ model }).settings.windowSize, protocolFor(model).windowSize, model);
      assert.equal(new AnomalyPipeline({ model, windowSize: 30 }).settings.windowSize, 30, model);
    }
    const { windowSize, stride } = new AnomalyPipeline({ model: 'convolutional-forecaster' }).settings;
    assert.deepEqual([windowSize, stride], [20, 10]);
  });

  /** Fits with the smoke profile's sizes in place of those of `full`; returns the detector's config. */
  async function fittedConfig(model: DetectorName, more: Partial<PipelineOptions> = {}) {
    const { hiddenUnits, searchSteps } = configAt(model, 'smoke') as Record<string, unknown>;
    const sizes = { hiddenUnits, ...(searchSteps !== undefined && { searchSteps }) } as PipelineOptions['modelConfig'];
    const options = { model, modelConfig: sizes, training: { epochs: 1 }, ...more };
    const pipeline = await new AnomalyPipeline(options).fit(sineSeries({ length: 300 }));
    const { config } = pipeline.detector as { config: object };
    pipeline.dispose();
    return config as Record<string, unknown>;
  }

  for (const model of ['lstm-forecaster', 'convolutional-forecaster'] as const) {
    it(`predicts the next step, as an experiment does: ${model}`, async () => {
      assert.equal((await fittedConfig(model)).horizon, 1);
    });
  }

  for (const model of ['autoencoder', 'anogan', 'f-anogan', 'egbad'] as const) {
    it(`has a linear output for values outside [0, 1], as an experiment does: ${model}`, async () => {
      assert.equal((await fittedConfig(model)).outputActivation, 'linear');
    });
  }

  it('has a sigmoid output for values in [0, 1], or the output that it is told', async () => {
    const scaled = await fittedConfig('autoencoder', { scaling: 'min-max' });
    assert.equal(scaled.outputActivation, 'sigmoid');
    const told = await fittedConfig('autoencoder', {
      modelConfig: { hiddenUnits: [8], outputActivation: 'linear' },
      scaling: 'min-max',
    });
    assert.equal(told.outputActivation, 'linear');
  });
});
