import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';
import { requireKernels } from '../support/native-kernels';
import type { ProductLine, TrainedLine } from '../support/train-all';

/** Trains all detectors in a fresh process. */
function trainAll(threads: number): { product: string; trainings: TrainedLine[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'test/support/train-all.ts'], {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) },
  });
  assert.equal(status, 0, stderr.slice(-2000));
  const [first, ...trainings] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { product: (first as ProductLine).product, trainings: trainings as TrainedLine[] };
}

describe('training with native kernels', function () {
  before(requireKernels);

  it('gives the same weights, losses and scores with one and with two threads, to the last bit', () => {
    const [one, two] = [trainAll(1), trainAll(2)];
    assert.notEqual(two.product, one.product, 'TensorFlow has not divided its own product: were there two threads?');
    assert.deepEqual(
      two.trainings.map(({ name }) => name),
      one.trainings.map(({ name }) => name),
    );
    const different = one.trainings.flatMap((training, i) => {
      const parts = (['weights', 'losses', 'scores'] as const).filter(
        (part) => training[part] !== two.trainings[i][part],
      );
      return parts.length === 0 ? [] : [{ name: training.name, parts: parts.join(', ') }];
    });
    assert.deepEqual(different, []);
  });
});
