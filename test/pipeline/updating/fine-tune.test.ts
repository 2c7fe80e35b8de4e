import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { AnomalyPipeline, compareCandidate, fineTune, measureForgetting, PipelineError } from '../../../lib/pipeline';
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
    assert.ok(forgotten! > 0.5, `forgotten ${forgotten}`);
    assert.ok(kept! < forgotten! / 2, `kept ${kept}, forgotten ${forgotten}`);
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
    const { detector, ...parts } = pipeline.parts;
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
    assert.match(unchanged.reason, /false positive rate is 0\.\d+; 0\.\d+ is allowed/);
    tuned.dispose();
  });

  it('is not promoted where it ranks labelled anomalies worse', () => {
    const { detector, threshold, ...parts } = pipeline.parts;
    const upsideDown = Object.assign(Object.create(detector) as typeof detector, {
      anomalyScore: (windows: tf.Tensor3D) => tf.tidy(() => detector.anomalyScore(windows).neg<tf.Tensor1D>()),
    });
    const never = { ...threshold, value: 1 };
    const candidate = AnomalyPipeline.fromParts(pipeline.settings, {
      ...parts,
      detector: upsideDown,
      threshold: never,
    });
    const holdout = sineSeries({ seed: 4, anomaly: [300, 330] });
    const found = compareCandidate({ current: pipeline, candidate }, holdout);
    assert.equal(found.promote, false);
    assert.match(found.reason, /PR-AUC is worse: 0\.\d+ against 0\.\d+/);
    assert.ok(found.candidate.prAuc! < 0.1 && found.current.prAuc! > 0.5);
    const same = compareCandidate({ current: pipeline, candidate: pipeline }, holdout);
    assert.match(same.reason, /PR-AUC is no worse/);
    assert.ok(same.promote && same.current.f1! > 0.5);
  });
});
