import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import {
  AnomalyPipeline,
  compareCandidate,
  fineTune,
  measureForgetting,
  PipelineError,
  readWeights,
  writeWeights,
} from '../../../lib/pipeline';
import { fittedPipeline, sineSeries } from '../samples';

/** Another regime of the machine: it runs at another speed. */
const otherRegime = (seed = 0) => sineSeries({ seed, tempo: 3 });

describe('fineTune', () => {
  const training = { epochs: 8, learningRate: 0.005, capture: false };
  let pipeline: AnomalyPipeline;
  before(async () => {
    pipeline = await fittedPipeline({ training, stride: 1 });
  });
  after(() => pipeline.dispose());

  it('learns the new, forgets the old, and forgets less with a sample of it', async () => {
    const [old, fresh] = [sineSeries({ seed: 1 }), otherRegime(1)];
    const alone = await fineTune(pipeline, otherRegime());
    const replayed = await fineTune(pipeline, otherRegime(), { replay: { series: sineSeries() } });
    for (const tuned of [alone, replayed]) {
      const { meanScore } = measureForgetting(pipeline, tuned, fresh);
      assert.ok(meanScore.after < 0.7 * meanScore.before, JSON.stringify(meanScore));
    }
    const [forgotten, kept] = [alone, replayed].map((tuned) => measureForgetting(pipeline, tuned, old).increase);
    assert.ok(forgotten > 0.5, `forgotten ${forgotten}`);
    assert.ok(kept < forgotten / 2, `kept ${kept}, forgotten ${forgotten}`);
    alone.dispose();
    replayed.dispose();
  });

  it('leaves the pipeline that it starts from as it was, and keeps its scaling', async () => {
    const series = sineSeries({ seed: 2, length: 100 });
    const before = pipeline.predict(series).scores;
    const tuned = await fineTune(pipeline, otherRegime(), { training: { epochs: 1 } });
    assert.deepEqual(pipeline.predict(series).scores, before);
    assert.notDeepEqual(tuned.predict(series).scores, before);
    assert.deepEqual(tuned.parts.preprocess.toJSON(), pipeline.parts.preprocess.toJSON());
    assert.notEqual(tuned.parts.threshold.value, pipeline.parts.threshold.value);
    tuned.dispose();
  });

  it('refuses a model that does not descend a gradient', async () => {
    const { detector, parts } = pipeline;
    const { name, config } = detector;
    const plain = { name, config, variables: [], anomalyScore: detector.anomalyScore, dispose: () => undefined };
    const untrained = AnomalyPipeline.fromParts(pipeline.settings, { ...parts, detector: plain });
    await assert.rejects(fineTune(untrained, otherRegime()), { name: PipelineError.name, message: /gradient descent/ });
  });

  it('is promoted where the data have changed, and not where they have not', async () => {
    const tuned = await fineTune(pipeline, otherRegime());
    const changed = compareCandidate({ current: pipeline, candidate: tuned }, otherRegime(3));
    assert.ok(changed.promote, changed.reason);
    assert.ok(changed.current.falsePositiveRate > 0.5);
    assert.equal(changed.candidate.prAuc, null);
    const unchanged = compareCandidate(
      { current: pipeline, candidate: tuned },
      sineSeries({ seed: 3, anomaly: [300, 330] }),
    );
    assert.equal(unchanged.promote, false);
    assert.match(unchanged.reason, /false positive rate is \.\d{3}; \.\d{3} is allowed/);
    tuned.dispose();
  });

  it('is not promoted where it ranks labelled anomalies worse', () => {
    const { detector, parts } = pipeline;
    const { threshold } = parts;
    // All scores above the median of normal ones are equal.
    const median = pipeline.parts.reference.scores.slice().sort()[
      Math.floor(pipeline.parts.reference.scores.length / 2)
    ];
    const blunt = Object.assign(Object.create(detector) as typeof detector, {
      anomalyScore: (windows: tf.Tensor3D) =>
        tf.tidy(() => detector.anomalyScore(windows).minimum<tf.Tensor1D>(median)),
    });
    const never = { ...threshold, value: 1 };
    const candidate = AnomalyPipeline.fromParts(pipeline.settings, {
      ...parts,
      detector: blunt,
      threshold: never,
    });
    const holdout = sineSeries({ seed: 4, anomaly: [300, 330] });
    const found = compareCandidate({ current: pipeline, candidate }, holdout);
    assert.equal(found.promote, false);
    assert.match(found.reason, /PR-AUC is worse: \.\d{3} against \.\d{3}/);
    assert.ok(found.candidate.prAuc! < 0.2 && found.current.prAuc! > 0.5);
    const same = compareCandidate({ current: pipeline, candidate: pipeline }, holdout);
    assert.match(same.reason, /PR-AUC is no worse/);
    assert.ok(same.promote && same.current.f1! > 0.5);
  });

  it('is not promoted where it ranks labelled anomalies no better than chance, whatever the one in use does', () => {
    const { detector, parts } = pipeline;
    const { threshold } = parts;
    const scored = (score: (scores: tf.Tensor1D) => tf.Tensor1D) => {
      const anomalyScore = (windows: tf.Tensor3D) => tf.tidy(() => score(detector.anomalyScore(windows)));
      const blind = Object.assign(Object.create(detector) as typeof detector, { anomalyScore });
      const never = { ...threshold, value: 1e9 };
      return AnomalyPipeline.fromParts(pipeline.settings, { ...parts, detector: blind, threshold: never });
    };
    // Two thirds of the holdout are anomalous, so that even these rankings have a PR-AUC near 0.5.
    const holdout = sineSeries({ seed: 4, anomaly: [200, 600] });
    const current = scored((scores) => scores.neg());
    for (const candidate of [scored((scores) => scores.zerosLike()), scored((scores) => scores.neg().mul(2))]) {
      const found = compareCandidate({ current, candidate }, holdout);
      assert.ok(found.candidate.prAuc! >= found.current.prAuc!);
      assert.equal(found.promote, false, found.reason);
      assert.match(
        found.reason,
        /PR-AUC is no better than chance: \.\d{3}; calling every time step anomalous gives \.667/,
      );
    }
  });

  it('names a number that is out of range, and gives no NaN', async () => {
    const both = { current: pipeline, candidate: pipeline };
    const refused = (message: RegExp) => ({ name: 'PipelineError', message });
    assert.throws(() => compareCandidate(both, sineSeries(), { tolerance: NaN }), refused(/tolerance.*found NaN/));
    assert.throws(
      () => compareCandidate(both, sineSeries(), { maxFalsePositiveRate: 5 }),
      refused(/maxFalsePositiveRate: expected a number from 0 to 1; found 5/),
    );
    const anomalous = sineSeries({ anomaly: [0, 600] });
    assert.throws(
      () => measureForgetting(pipeline, pipeline, anomalous),
      refused(/expected a normal window to measure forgetting on; found none/),
    );
    for (const share of [-1, NaN]) {
      const replay = { series: sineSeries(), share };
      await assert.rejects(fineTune(pipeline, otherRegime(), { replay }), refused(/replay\.share.*found (-1|NaN)/));
    }
  });

  it('takes weights of another model for none of its own', () => {
    const [first, ...rest] = readWeights(pipeline.detector);
    for (const weights of [[], rest, [first.subarray(1), ...rest]]) {
      assert.throws(() => writeWeights(pipeline.detector, weights), {
        name: 'PipelineError',
        message: /writeWeights: expected \d+ arrays of .* values; found \d+ arrays/,
      });
    }
  });
});
