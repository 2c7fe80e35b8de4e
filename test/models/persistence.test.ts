import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import type { Windows } from '../../lib/data';
import {
  detectorClasses,
  loadDetector,
  makeDetector,
  saveDetector,
  Vae,
  type Detector,
  type DetectorName,
  type FittedDetector,
} from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { fit } from '../../lib/training';
import { smallConfigs } from '../support/small-configs';
import { sineWindows } from '../support/windows';

const names = Object.keys(detectorClasses) as DetectorName[];
const shape = { windowSize: 12, features: 3, seed: 3 };
const make = (name: DetectorName): Detector => makeDetector(name, { ...shape, ...smallConfigs[name] });

const windows = sineWindows({ length: 120, windowSize: 12 });
const trainingOptions = { epochs: 1, batchSize: 8 };

/** Gives the bits of scores, so that equal means equal and not close. */
const bits = (scores: Float32Array) => Buffer.from(scores.buffer).toString('hex');

describe('saveDetector and loadDetector', () => {
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);

  before(async () => {
    await loadBackend();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-detectors-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const name of names) {
    it(`brings a trained ${name} back with its config and the same scores to the last bit`, async () => {
      const model = make(name);
      await fit(model as Parameters<typeof fit>[0], { train: windows, validation: windows }, trainingOptions);
      const before = tf.memory().numTensors;
      saveDetector(model, inFolder(name));
      assert.equal(tf.memory().numTensors, before);
      const loaded = loadDetector(inFolder(name));
      assert.equal(loaded.name, name);
      assert.deepEqual(loaded.config, model.config);
      assert.equal(bits(scoreWindows(loaded, windows)), bits(scoreWindows(model, windows)));
      const untrained = make(name);
      if (!('fitTo' in model)) {
        assert.notEqual(bits(scoreWindows(untrained, windows)), bits(scoreWindows(model, windows)));
      }
      for (const each of [model, loaded, untrained]) each.dispose();
    });
  }

  it('brings it back in another process', async () => {
    const model = make('vae');
    saveDetector(model, inFolder('vae'));
    const program = `
      const { loadBackend } = require('./lib/runtime');
      const { loadDetector } = require('./lib/models');
      const { scoreWindows } = require('./lib/scoring');
      const { sineWindows } = require('./test/support/windows');
      loadBackend().then(() => {
        const scores = scoreWindows(loadDetector(process.env.FILE), sineWindows({ length: 120, windowSize: 12 }));
        process.stdout.write(Buffer.from(scores.buffer).toString('hex'));
      });`;
    const run = spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
      cwd: path.join(__dirname, '..', '..'),
      env: { ...process.env, FILE: inFolder('vae') },
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    assert.equal(run.stdout, bits(scoreWindows(model, windows)));
    model.dispose();
  }).timeout(180_000); // a process that loads TensorFlow, on a machine that may be busy

  it('restores a detector whose variables depend on the data', () => {
    const model = new Mean();
    model.fitTo(windows);
    saveDetector(model, inFolder('mean'));
    const loaded = loadDetector(inFolder('mean'), { mean: Mean });
    assert.equal(bits(scoreWindows(loaded, windows)), bits(scoreWindows(model, windows)));
    const [count] = loaded.variables;
    assert.deepEqual([count.dtype, ...count.dataSync()], ['int32', windows.count]);
    for (const each of [model, loaded]) each.dispose();
    assert.throws(() => loadDetector(inFolder('mean')), /mean: unknown detector 'mean', expected .*lstm-vae/);
  });

  it('writes a file with readable names, and replaces an older one', () => {
    const model = new Vae({ ...shape, ...smallConfigs.vae });
    const file = inFolder('names');
    fs.writeFileSync(file, 'old');
    saveDetector(model, file);
    const bytes = fs.readFileSync(file);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE()))) as Record<string, object>;
    assert.deepEqual(Object.keys(header).slice(0, 3), [
      '__metadata__',
      'encoder.layers.0.kernel',
      'encoder.layers.0.bias',
    ]);
    assert.deepEqual(header['mu.kernel'], { dtype: 'F32', shape: [6, 2], data_offsets: [888, 936] });
    assert.equal(bytes.length % 4, 0);
    assert.deepEqual(
      fs.readdirSync(folder).filter((entry) => entry.includes('tmp')),
      [],
    );
    model.dispose();
  });

  it('refuses to save a detector that could not be loaded', () => {
    const broken = new Vae({ ...shape, ...smallConfigs.vae });
    tf.tidy(() => broken.variables[1].assign(tf.tensor1d([0, 1, NaN, 0, 0, 0])));
    const file = inFolder('refused');
    assert.throws(
      () => saveDetector(broken, file),
      /expected finite weights, found NaN at 2 of 'encoder.layers.0.bias'/,
    );
    const endless = { ...plainDetector, config: { ...shape, beta: Infinity } };
    assert.throws(() => saveDetector(endless, file), /the config's beta must be finite to be saved, found Infinity/);
    assert.equal(fs.existsSync(file), false);
    const sound = new Vae({ ...shape, ...smallConfigs.vae });
    assert.throws(
      () => saveDetector(sound, folder),
      (error: Error) => error.message.startsWith(`${folder}: `),
    );
    for (const each of [broken, sound]) each.dispose();
  });
});

/** One that checks nothing of its config. */
const plainDetector: Detector = {
  name: 'plain',
  config: shape,
  variables: [],
  anomalyScore: (batch) => tf.zeros([batch.shape[0]]),
  dispose: () => undefined,
};

/** The distance of a window's mean from that of all: its variables come into being when it is fitted. */
class Mean implements FittedDetector {
  readonly name = 'mean';
  readonly config = { windowSize: 12, features: 3 };
  variables: tf.Variable[] = [];

  fitTo({ values, count }: Windows): void {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    tf.tidy(() => this.restore([tf.tensor1d([count], 'int32'), tf.scalar(mean)]));
  }

  restore(values: readonly tf.Tensor[]): void {
    this.variables = values.map((value) => tf.variable(value, false));
  }

  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => windows.mean<tf.Tensor1D>([1, 2]).sub<tf.Tensor1D>(this.variables[1]).abs());
  }

  dispose(): void {
    tf.dispose(this.variables);
  }
}
