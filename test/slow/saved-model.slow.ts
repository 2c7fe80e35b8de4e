import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';
import { writeNpy } from '../../lib/data';
import { exportSavedModel, ExportError } from '../../lib/pipeline';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { detectorNames, randomWindows, smallDetector } from '../pipeline/export/samples';

/** Loads each model as Python's TensorFlow does, and prints the scores it gives the windows beside it. */
const SCRIPT = `
import json, sys
import numpy as np
import tensorflow as tf
for folder in sys.argv[1:]:
    windows = tf.constant(np.load(folder + '/windows.npy'), tf.float32)
    serve = tf.saved_model.load(folder).signatures['serving_default']
    print(json.dumps(serve(windows=windows)['scores'].numpy().tolist()))
`;

describe('exported SavedModels in Python', function () {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-python-'));
  after(() => fs.rmSync(root, { recursive: true }));

  it('give the scores of the library to 1e-5, for every detector that can be exported', async function () {
    const python = path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python');
    if (!fs.existsSync(python)) this.skip();
    await loadBackend();
    const exported = detectorNames.flatMap((name) => {
      const detector = smallDetector(name);
      const folder = path.join(root, name, '1');
      const windows = randomWindows(5, detector.config);
      const expected = scoreWindows(detector, windows);
      try {
        exportSavedModel(detector, folder);
        const shape = [5, windows.windowSize, windows.features];
        writeNpy(path.join(folder, 'windows.npy'), { shape, data: windows.values });
        return [{ folder, expected }];
      } catch (error) {
        if (error instanceof ExportError) return [];
        throw error;
      }
    });
    const folders = exported.map(({ folder }) => folder);
    const run = spawnSync(python, ['-c', SCRIPT, ...folders], {
      encoding: 'utf8',
      env: { ...process.env, CUDA_VISIBLE_DEVICES: '-1' },
    });
    assert.equal(run.status, 0, run.stderr.slice(-2000));
    const found = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as number[]);
    assert.ok(found.length >= 6);
    exported.forEach(({ folder, expected }, i) => {
      const largest = Math.max(...expected);
      expected.forEach((score, k) => assert.ok(Math.abs(found[i][k] - score) <= 1e-5 * largest, folder));
    });
  });
});
