import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { exportSavedModel } from '../../../lib/pipeline';
import { loadBackend } from '../../../lib/runtime';
import { scoreWindows } from '../../../lib/scoring';
import { randomWindows, smallDetector } from './samples';

describe('an exported SavedModel', () => {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-saved-model-')), '1');
  before(() => loadBackend());
  after(() => fs.rmSync(path.dirname(folder), { recursive: true }));

  it('is found and run by its serving signature alone', async () => {
    const detector = smallDetector('lstm-vae');
    exportSavedModel(detector, folder);
    const { node } = await import('@tensorflow/tfjs-node-gpu');
    const [graph] = await node.getMetaGraphsFromSavedModel(folder);
    assert.deepEqual(graph.tags, ['serve']);
    const { inputs, outputs } = graph.signatureDefs.serving_default;
    assert.deepEqual([Object.keys(inputs), Object.keys(outputs)], [['windows'], ['scores']]);
    const windows = randomWindows(4);
    const model = await node.loadSavedModel(folder);
    const scores = tf.tidy(() => {
      const batch = tf.tensor3d(windows.values, [4, windows.windowSize, windows.features]);
      return (model.predict({ windows: batch }) as Record<string, tf.Tensor>).scores.dataSync<'float32'>();
    });
    model.dispose();
    scoreWindows(detector, windows).forEach((score, i) => assert.ok(Math.abs(scores[i] - score) < 1e-5 * score));
    detector.dispose();
  });
});
