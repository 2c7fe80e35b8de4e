import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { makeSeries, slidingWindows } from '../../lib/data';
import { AnomalyTransformer, LstmAttention } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import {
  attentionMaps,
  attentionOverTime,
  describeMap,
  lastAssociations,
  transformerStepScores,
} from '../../lib/scoring';

const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-5, `${a}, expected ${b}`);

describe('attention weights', () => {
  const steps = 4;
  const series = makeSeries({
    name: 'waves',
    values: Float64Array.from({ length: 40 }, (_, i) => Math.sin(i * i)),
    features: 2,
    labels: Uint8Array.from({ length: 20 }, (_, i) => (i >= 12 && i < 15 ? 1 : 0)),
  });
  const windows = slidingWindows(series, { windowSize: steps, stride: 2 });
  before(() => loadBackend());

  it('follows the attention over the windows, as their maps have it', () => {
    const model = new LstmAttention({ windowSize: steps, features: 2, hiddenUnits: 5, bottleneckUnits: 3 });
    const maps = attentionMaps(
      model,
      windows,
      Array.from({ length: windows.count }, (_, i) => i),
    );
    const { received, entropy, means, rocAuc } = attentionOverTime(model, windows);
    for (const [i, map] of maps.entries()) {
      const rows = Array.from({ length: steps }, (_, row) => map.subarray(row * steps, (row + 1) * steps));
      rows.forEach((row) => close(row.reduce((sum, each) => sum + each, 0), 1)); // prettier-ignore
      for (let step = 0; step < steps; step++) {
        close(received[i * steps + step], rows.reduce((sum, row) => sum + row[step], 0) / steps); // prettier-ignore
      }
      close(entropy[i], rows.reduce((sum, row) => sum - row.reduce((all, p) => all + p * Math.log(p), 0), 0) / steps); // prettier-ignore
    }
    const anomalous = Array.from(entropy).filter((_, i) => windows.labels[i] === 1);
    close(means.anomalous, anomalous.reduce((sum, each) => sum + each, 0) / anomalous.length); // prettier-ignore
    close(means.even, Math.log(4));
    assert.ok(rocAuc >= 0 && rocAuc <= 1);
    model.dispose();
  });

  it('takes the maps of the last layer of a transformer and the scores of its steps', () => {
    const model = new AnomalyTransformer({ windowSize: steps, features: 2, modelDim: 4, heads: 2, layers: 2, feedForwardDim: 4 }); // prettier-ignore
    const before = tf.memory().numTensors;
    const { series: map, prior } = lastAssociations(model, windows, 1);
    for (const each of [map, prior]) {
      assert.equal(each.length, 16);
      close(each.reduce((sum, weight) => sum + weight, 0), steps); // prettier-ignore
    }
    assert.equal(transformerStepScores(model, windows).length, windows.count * steps);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });

  it('tells a diagonal, even weights and stripes apart', () => {
    const map = (weight: (row: number, column: number) => number) =>
      Float32Array.from({ length: 16 }, (_, i) => weight(Math.floor(i / 4), i % 4));
    const describe = (weights: Float32Array, reach: number) => describeMap(weights, { steps: 4, reach });
    const diagonal = describe(map((row, column) => Number(row === column)), 0); // prettier-ignore
    // Variance 1/4 - 1/16, and equal columns.
    assert.deepEqual(diagonal, { near: 1, evenNear: 0.25, stripes: 0 });
    const stripes = describe(map((_, column) => (column === 2 ? 1 : 0)), 1); // prettier-ignore
    // Rows 1, 2 and 3 of 4 see column 2 within one step; 10 of 16 cells lie there.
    assert.deepEqual(stripes, { near: 0.75, evenNear: 0.625, stripes: 1 });
    const even = describe(map(() => 0.25), 1); // prettier-ignore
    assert.deepEqual([even.near, even.stripes], [0.625, 0]);
  });
});
