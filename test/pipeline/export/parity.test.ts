import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { FAnoGan, type Detector } from '../../../lib/models';
import { exportParity } from '../../../lib/pipeline';
import { loadBackend } from '../../../lib/runtime';
import { detectorNames, fittedBaselines, paperTransformer, randomWindows, shape, smallDetector } from './samples';

/** The detectors that have no graph: they read numbers on the way, to search, to walk trees or to compare with every training window. */
const withoutGraph = ['anogan', 'isolation-forest', 'nearest-neighbour', 'random'];

describe('exported detectors', () => {
  before(() => loadBackend());

  // Not a size of batch that graphs are recorded with.
  const assertParity = async (detector: Detector, count = 7) => {
    const before = tf.memory().numTensors;
    const { savedModel, onnx } = await exportParity(detector, randomWindows(count, detector.config));
    for (const parity of [savedModel, onnx]) {
      assert.ok('difference' in parity, JSON.stringify(parity));
      assert.ok(parity.difference <= 1e-5, `off by ${parity.difference}`);
    }
    assert.equal(tf.memory().numTensors, before);
    detector.dispose();
  };

  const assertParityOrReason = async (detector: Detector) => {
    if (!withoutGraph.includes(detector.name)) return assertParity(detector);
    const { savedModel, onnx } = await exportParity(detector, randomWindows(3));
    for (const parity of [savedModel, onnx]) {
      assert.ok('reason' in parity);
      assert.match(parity.reason, new RegExp(`^${detector.name}: it reads the values of a tensor`));
    }
    detector.dispose();
  };

  for (const name of detectorNames) {
    const verdict = withoutGraph.includes(name) ? 'says why it cannot be exported' : 'the same scores to 1e-5';
    it(`${name}: ${verdict}`, () => assertParityOrReason(smallDetector(name)));
  }

  it('baselines: the same scores to 1e-5, or a reason', async () => {
    const detectors = fittedBaselines();
    assert.ok(detectors.length >= 8);
    for (const detector of detectors) await assertParityOrReason(detector);
  });

  it("anomaly-transformer: the same scores in the paper's form", () => assertParity(paperTransformer()));

  it('f-anogan: the same scores with convolutions, on images', async () => {
    const detector = new FAnoGan({ networks: 'convolutional', hiddenUnits: [4, 8], latentDim: 4 });
    const { savedModel, onnx } = await exportParity(detector, randomWindows(3, detector.config));
    for (const parity of [savedModel, onnx]) assert.ok('difference' in parity && parity.difference <= 1e-5);
    detector.dispose();
  });

  it('scores a single window', () => assertParity(smallDetector('vae'), 1));

  it('notices a graph that computes something else', async () => {
    const detector = smallDetector('vae');
    let calls = 0;
    // Two recordings take two calls each; the next one is the comparison's.
    const fickle = Object.assign(Object.create(detector) as Detector, {
      anomalyScore: (windows: tf.Tensor3D) => detector.anomalyScore(windows).mul<tf.Tensor1D>(calls++ < 4 ? 1 : 2),
    });
    const { onnx, savedModel } = await exportParity(fickle, randomWindows(2));
    for (const parity of [savedModel, onnx]) assert.ok('difference' in parity && parity.difference > 0.4);
    detector.dispose();
  });

  const scoring = (anomalyScore: (windows: tf.Tensor3D) => tf.Tensor1D): Detector => ({
    name: 'odd',
    config: shape,
    variables: [],
    dispose: () => undefined,
    anomalyScore: (windows) => tf.tidy(() => anomalyScore(windows)),
  });

  const reasonFor = async (anomalyScore: (windows: tf.Tensor3D) => tf.Tensor1D) => {
    const { onnx } = await exportParity(scoring(anomalyScore), randomWindows(2));
    return 'reason' in onnx ? onnx.reason : '';
  };

  it('says why a score is no graph', async () => {
    assert.match(
      await reasonFor((x) => tf.tensor1d(x.mean<tf.Tensor1D>([1, 2]).dataSync())),
      /odd: it reads the values/,
    );
    const changing = (x: tf.Tensor3D) => (x.shape[0] > 2 ? x.neg() : x).mean<tf.Tensor1D>([1, 2]);
    assert.match(await reasonFor(changing), /its operations change with the number of windows/);
    const numbered = (x: tf.Tensor3D) => tf.range(0, x.shape[0]).add<tf.Tensor1D>(x.mean([1, 2]));
    assert.match(await reasonFor(numbered), /depend on the number of windows|Range/);
    const unstacked = (x: tf.Tensor3D) => tf.stack(tf.unstack(x).map((one) => one.mean())) as tf.Tensor1D;
    assert.match(await reasonFor(unstacked), /operations change with|is fixed to one number of windows/);
  });

  it('follows the batch through zeros, slices, tiles and convolutions', async () => {
    const kernel = tf.randomNormal<tf.Rank.R4>([2, 2, 3, 2], 0, 1, 'float32', 3);
    const detector = scoring((x) => {
      const batch = x.shape[0];
      const start = tf.zeros<tf.Rank.R3>([batch, 1, 3]);
      const shifted = tf.concat([start, x.slice([0, 0, 0], [batch, 5, 3])], 1);
      const tiled = x
        .mean(1, true)
        .tile([1, 6, 1])
        .reshape([batch * 6, 3])
        .reshape([batch, 6, 3]);
      const image = shifted.add(tiled).reshape<tf.Tensor4D>([batch, 2, 3, 3]);
      const convolved = tf.conv2d(image, kernel, 2, 'same').leakyRelu(0.1); // [batch, 1, 2, 2]
      const back = tf.conv2dTranspose(convolved as tf.Tensor4D, kernel, [batch, 2, 3, 3], 2, 'same');
      return back.square().mean([1, 2, 3]);
    });
    await assertParity(detector);
    kernel.dispose();
  });
});
