import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { TemporalConvolution } from '../../lib/layers';
import { loadBackend } from '../../lib/runtime';

describe('TemporalConvolution', () => {
  before(() => loadBackend());

  it('sums kernel times input over its steps, including the last one', () => {
    const layer = new TemporalConvolution({ inputs: 2, outputs: 3, kernelSize: 3, stride: 2 }, new Random(0));
    const x = tf.randomNormal<tf.Rank.R3>([2, 8, 2], 0, 1, 'float32', 1);
    const out = layer.apply(x);
    assert.deepEqual(out.shape, [2, 4, 3]);
    assert.equal(layer.stepsAfter(8), 4);
    const [values, kernel, bias] = [x.arraySync(), layer.kernel.arraySync()[0], layer.bias.dataSync<'float32'>()];
    out.arraySync().forEach((steps, b) =>
      steps.forEach((outputs, t) =>
        outputs.forEach((found, o) => {
          let expected = bias[o];
          for (let k = 0; k < 3; k++) {
            for (let i = 0; i < 2; i++) expected += kernel[k][i][o] * (values[b][2 * t + k - 1]?.[i] ?? 0);
          }
          assert.ok(Math.abs(found - expected) < 1e-5, `[${b}, ${t}, ${o}]: ${found}, not ${expected}`);
        }),
      ),
    );
    tf.dispose([x, out, ...layer.variables]);
  });
});
