import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../lib/data';
import type { CellDetector, SeriesPair } from '../../lib/detectors';
import { outsideRow, runSuite, type OwnTable, type SuiteOptions } from '../../lib/experiments';
import { sampleOf } from '../../lib/claims';
import type { DetectorConfig, FittedDetector } from '../../lib/models';
import { ResultStore } from '../../lib/runs';
import { showSuite } from '../../lib/suites';
import { smallJob } from '../support/small-job';

/** As somebody writes it in a cell: the distance from the training mean, times a factor. */
class MeanDistance {
  constructor(readonly factor = 1) {}

  score({ train, test }: SeriesPair) {
    const { features } = train;
    const means = Array.from({ length: features }, (_, feature) => {
      const own = train.values.filter((_, i) => i % features === feature);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    });
    const distances = ({ values, length }: SeriesPair['test']) =>
      Array.from({ length }, (_, step) => {
        const row = values.subarray(step * features, (step + 1) * features);
        return this.factor * row.reduce((sum, value, i) => sum + Math.abs(value - means[i]), 0);
      });
    return { train: distances(train), test: distances(test) };
  }
}

/** A detector of windows, as docs and lib/models have it. */
class Largest implements FittedDetector {
  readonly name = 'largest';
  readonly variables: tf.Variable[] = [];
  constructor(readonly config: DetectorConfig) {}
  fitTo(_: Windows): void {
    this.variables.push(tf.variable(tf.scalar(2)));
  }
  anomalyScore(windows: tf.Tensor3D): tf.Tensor1D {
    return tf.tidy(() => windows.abs().max<tf.Tensor3D>([1, 2]).mul(this.variables[0]).as1D());
  }
  dispose(): void {
    tf.dispose(this.variables);
  }
}

const { source, protocol } = smallJob;

function tableOf(detector: CellDetector, version?: string): OwnTable {
  const own = { label: 'mine', detector, ...(version !== undefined && { version }) };
  const rows = [own, { label: 'random', detector: 'random' }];
  const measures = ['rocAuc', 'f1'] as const;
  return { name: 'own', title: 'Own', source, protocol, rows, seeds: [1], measures, notes: [] };
}

describe('a row whose detector is an object', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-own-rows-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const store = ResultStore.open(path.join(folder, 'store'));

  async function run(detector: CellDetector, version?: string, more: Partial<SuiteOptions> = {}) {
    let reused = 0;
    const onProgress = (progress: { reused?: number }) => (reused = progress.reused ?? reused);
    const result = await runSuite([tableOf(detector, version)], {
      profile: 'smoke',
      store,
      onProgress,
      whole: true,
      ...more,
    });
    return { ...result, reused };
  }

  it('is measured and shown beside others, and judged by claims', async () => {
    const result = await run(new MeanDistance());
    const { f1, rocAuc } = result.results.row('mine').only().measures;
    assert.ok(rocAuc! > 0.6, String(rocAuc));
    assert.ok(rocAuc! > result.results.row('random').mean('rocAuc'));
    assert.deepEqual(sampleOf(result.results.row('mine'), 'f1').seeds, [f1]);
    const [table] = showSuite(result).shown;
    assert.deepEqual(
      table.rows.map(([label]) => label),
      ['mine', 'random'],
    );
  });

  it('is kept under its sources and its fields: what is the same is reused, what is not is run', async () => {
    const again = await run(new MeanDistance());
    assert.equal(again.reused, 2, 'the same class with the same field');
    assert.equal((await run(new MeanDistance(2))).reused, 1, 'another field');
    class Edited extends MeanDistance {
      override score(pair: SeriesPair) {
        return { ...super.score(pair), train: [...super.score(pair).train] };
      }
    }
    assert.equal((await run(new Edited())).reused, 1, 'other sources');
    const base = Object.getPrototypeOf(Edited) as typeof MeanDistance;
    assert.equal((await run(new base())).reused, 2, 'the first again');
  });

  it('is kept under its label and its version, where it has one', async () => {
    assert.equal((await run(new MeanDistance(3), 'a')).reused, 1);
    assert.equal((await run(new MeanDistance(4), 'a')).reused, 2, 'the version stands for it');
    assert.equal((await run(new MeanDistance(4), 'b')).reused, 1);
  });

  it('may be a function that makes one for each series, or a detector of windows', async () => {
    const seen: object[] = [];
    await run((settings) => {
      seen.push(settings);
      return new MeanDistance();
    }, 'made');
    assert.deepEqual(seen, [{ windowSize: 1, features: 30, seed: 1 }]);
    const ofWindows = await run(({ windowSize, features }) => new Largest({ windowSize, features }));
    assert.ok(ofWindows.results.row('mine').mean('rocAuc') > 0.5);
    assert.equal(ofWindows.results.row('mine').only().parameters, 1);
    const again = await run(({ windowSize, features }) => new Largest({ windowSize, features }));
    assert.equal(again.reused, 2);
  });

  it('that gives scores of the test series alone is warned of', async () => {
    const { warnings } = await run({
      name: 'halves',
      score: ({ test }) => Array.from({ length: test.length }, (_, i) => i % 2),
    });
    assert.match(warnings.join('\n'), /halves gives no scores of the training series: a threshold/);
  });

  class Hidden {
    readonly #factor = 2;
    score({ test }: SeriesPair) {
      return new Float64Array(test.length).fill(this.#factor);
    }
  }

  for (const [what, detector, version, message] of [
    [
      'too few scores',
      { name: 'few', score: () => [1, 2] },
      undefined,
      /few on samples, seed 1: few: expected 320 scores, one for each step of .*, found 2/,
    ],
    [
      'NaN',
      { name: 'nan', score: ({ test }: SeriesPair) => new Float64Array(test.length).fill(NaN) },
      undefined,
      /nan: expected finite scores, found NaN at step 0/,
    ],
    [
      'private fields and no version',
      new Hidden(),
      undefined,
      /Hidden: expected a version beside the detector, as its class has private fields/,
    ],
    [
      'no function that scores',
      {} as unknown as CellDetector,
      undefined,
      /mine: expected a detector with a function score or anomalyScore, found neither/,
    ],
    ['a constructor that fails', () => { throw new Error('needs 3 features'); }, undefined, /mine: expected a detector to compare, or a version beside it; .* \(needs 3 features\)/], // prettier-ignore
  ] as const) {
    it(`is refused for ${what}`, () => assert.rejects(run(detector, version), message));
  }

  it('may have private fields with a version', async () => {
    await run(new Hidden(), '1');
  });

  it('is refused where jobs run in other processes', async () => {
    const message = /mine: expected to run in this process, as its detector is an object of it; found workers/;
    for (const more of [{ workers: 2 }, { ownProcess: true }, { memoryMb: 900 }]) {
      await assert.rejects(run(new MeanDistance(), undefined, more), message);
    }
  });
});

describe('outsideRow', () => {
  it('names a program by its file, and holds what is said of it', () => {
    const folder = path.join(__dirname, '..', '..');
    const command = 'python examples/numpy_nearest.py';
    assert.deepEqual(outsideRow(command, { folder, version: '2', timeoutSeconds: 9 }), {
      label: 'numpy_nearest.py',
      detector: 'program',
      config: { command, folder, version: '2', timeoutSeconds: 9, name: 'numpy_nearest.py' },
      about: { kind: 'outside', use: 'offline' },
    });
    assert.equal(outsideRow('./examples/mahalanobis.R x', { folder }).label, 'mahalanobis.R');
    assert.equal(outsideRow('python -m detector', { folder }).label, 'python -m detector');
    assert.equal(outsideRow('python -m detector', { folder, name: 'mine' }).label, 'mine');
  });

  it('takes a name that ends with .onnx as a file', () => {
    const { label, detector, config } = outsideRow('models/a.onnx', { folder: '/x', layout: 'features-steps' });
    assert.deepEqual([label, detector], ['a.onnx', 'onnx']);
    assert.deepEqual(config, { file: 'models/a.onnx', folder: '/x', layout: 'features-steps', name: 'a.onnx' });
  });

  it('refuses what the one has no use for', () => {
    assert.throws(
      () => outsideRow('a.onnx', { exchange: 'csv' }),
      /'a\.onnx': expected no exchange for a file of ONNX, as it is for a program/,
    );
    assert.throws(
      () => outsideRow('python a.py', { layout: 'features-steps' }),
      /expected no layout for a program, as it is for a file of ONNX/,
    );
  });
});
