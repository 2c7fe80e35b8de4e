import type * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { selectWindows, slidingWindows, type Series, type Windows } from '../../lib/data';
import { AnomalyPipeline } from '../../lib/pipeline';
import { faithfulness, scoreWindows } from '../../lib/scoring';
import { fittedPipeline, sineSeries, smallVae } from './samples';

const LENGTH = 15;
/** One stretch a feature, of which that feature is shifted by 3 there. */
const stretches = [60, 120, 180].map((start, feature) => ({ start, end: start + LENGTH, feature }));

function tamperedSeries(): Series {
  const series = sineSeries({ seed: 1, length: 240 });
  const values = series.values.map((value, i) => {
    const [time, own] = [Math.floor(i / series.features), i % series.features];
    return stretches.some(({ start, end, feature }) => feature === own && time >= start && time < end)
      ? value + 3
      : value;
  });
  return { ...series, values };
}

describe('explainSegment', () => {
  let reconstructing: AnomalyPipeline;
  let occluding: AnomalyPipeline;
  before(async () => {
    reconstructing = await fittedPipeline();
    const { detector, parts } = reconstructing;
    const plain = {
      name: 'plain',
      config: detector.config,
      variables: [],
      dispose: () => undefined,
      anomalyScore: (windows: tf.Tensor3D) => detector.anomalyScore(windows),
    };
    occluding = AnomalyPipeline.fromParts(smallVae, { ...parts, detector: plain });
  });
  after(() => reconstructing.dispose());

  for (const method of ['reconstruction', 'occlusion'] as const) {
    it(`names the feature that carries the score, by ${method}`, () => {
      const pipeline = method === 'occlusion' ? occluding : reconstructing;
      const series = tamperedSeries();
      const { detector, parts } = pipeline;
      const { preprocess, names } = parts;
      const all = slidingWindows(preprocess.transform(series), { windowSize: 8, stride: 1 });
      const inside: number[] = [];
      const named: number[] = [];
      for (const { start, end, feature } of stretches) {
        const explanation = pipeline.explain({ start, end }, series);
        assert.deepEqual([explanation.method, explanation.features[0].name], [method, names[feature]]);
        for (let window = start; window + 8 <= end; window++) {
          inside.push(window);
          named.push(names.indexOf(explanation.features[0].name));
        }
      }
      const score = (windows: Windows) => scoreWindows(detector, windows);
      const windows = selectWindows(all, inside);
      const found = faithfulness(score, windows, { named });
      assert.ok(found.wins > 0.9 && found.named > found.random + 0.3, JSON.stringify(found));
      // Another feature than the one that is named does not pass.
      const wrong = faithfulness(score, windows, { named: named.map((feature) => (feature + 1) % names.length) });
      assert.ok(wrong.wins < 0.7, JSON.stringify(wrong));
    });
  }
});
