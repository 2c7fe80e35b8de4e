/** Runs the detectors in examples/ where their language and libraries are there. TELLTALE_EXAMPLES_PYTHON names another Python. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { makeSeries } from '../lib/data';
import { findSeriesDetector, type SeriesPair } from '../lib/detectors';

/** A wave that stands still from step 300 to 330; a second feature is noise-free as well. */
function wavePair(): SeriesPair {
  const series = (name: string, still: boolean) => {
    const values = Float64Array.from({ length: 2 * 600 }, (_, i) => {
      const step = Math.floor(i / 2);
      if (i % 2 === 1) return Math.cos(step / 7);
      return still && step >= 300 && step < 330 ? 4 : Math.sin(step / 5);
    });
    return makeSeries({ name, values, features: 2, names: ['wave', 'other'] });
  };
  return { train: series('train', false), test: series('test', true), targets: 'all' };
}

const inVenv = path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python');
const python = process.env.TELLTALE_EXAMPLES_PYTHON ?? (fs.existsSync(inVenv) ? inVenv : 'python3');

const examples: Readonly<
  Record<string, { readonly starts: string; readonly needs: readonly string[]; readonly exchange?: string }>
> = {
  'plain_residual.py': { starts: python, needs: ['-c', 'import csv'], exchange: 'csv' },
  'numpy_nearest.py': { starts: python, needs: ['-c', 'import numpy'] },
  'pyod_iforest.py': { starts: python, needs: ['-c', 'import numpy, pyod.models.iforest'] },
  'torch_autoencoder.py': { starts: python, needs: ['-c', 'import numpy, torch'] },
  'mahalanobis.R': { starts: 'Rscript', needs: ['--version'], exchange: 'csv' },
};

describe('the example', () => {
  it('of each detector is run here', () => {
    const folder = path.join(REPOSITORY_ROOT, 'examples');
    const detectors = fs
      .readdirSync(folder)
      .filter((name) => fs.readFileSync(path.join(folder, name), 'utf8').includes('-- --detector'));
    assert.deepEqual(detectors.sort(), Object.keys(examples).sort());
  });

  for (const [file, { starts, needs, exchange = 'npy' }] of Object.entries(examples)) {
    const probe = spawnSync(starts, needs, { encoding: 'utf8' });
    const why = probe.stderr?.trim().split('\n').at(-1) || `${starts} is not installed`;
    const skipped = probe.status === 0 ? '' : `, skipped: ${why}`;
    it(`${file} finds what stands out${skipped}`, async function () {
      if (skipped) this.skip();
      this.timeout(120_000);
      const text = fs.readFileSync(path.join(REPOSITORY_ROOT, 'examples', file), 'utf8');
      assert.ok(text.trim().split('\n').length <= 40, 'short');
      const config = { command: `'${starts}' examples/${file}`, folder: REPOSITORY_ROOT, name: file, exchange };
      const options = {
        seed: 0,
        profile: 'smoke',
        windows: { windowSize: 10, stride: 5 },
        steps: true,
        config,
      } as const;
      const pair = wavePair();
      const { steps, warnings } = await findSeriesDetector('program').detector.score(pair, options);
      assert.equal(warnings, undefined, 'it gives training scores');
      const mean = (scores: Float64Array) => scores.reduce((sum, score) => sum + score, 0) / scores.length;
      const [inside, outside] = [steps!.test.subarray(300, 330), steps!.test.subarray(0, 270)];
      assert.ok(mean(inside) > mean(outside), `${mean(inside)} within, ${mean(outside)} before`);
      assert.ok(steps!.train.length === 600 && steps!.train.every(Number.isFinite));
      const again = await findSeriesDetector('program').detector.score(pair, options);
      assert.deepEqual(again.steps, steps, 'the same seed gives the same scores');
    });
  }
});
