import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';

describe('danfojs-node', () => {
  it('works on the TensorFlow that lib has loaded, not on a second one', () => {
    const library = path.join(__dirname, '..', '..', 'lib', 'runtime');
    const program = `
      require(${JSON.stringify(library)}).loadBackend().then(() => {
        const tf = require('@tensorflow/tfjs');
        const danfo = require('danfojs-node');
        const addons = Object.keys(require.cache).filter((file) => file.endsWith('.node') && file.includes('tfjs_binding'));
        const mean = new danfo.DataFrame([{ a: 1 }, { a: 3 }]).mean({ axis: 0 }).values[0];
        console.log(JSON.stringify({ same: danfo.tensorflow.engine() === tf.engine(), addons: addons.length, mean }));
      });`;
    const run = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
      cwd: path.join(__dirname, '..', '..'),
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    const { same, addons, mean } = JSON.parse(run.stdout) as { same: boolean; addons: number; mean: number };
    assert.equal(same, true);
    assert.ok(addons <= 1, `${addons} bindings loaded`);
    assert.equal(mean, 2);
  });
});
