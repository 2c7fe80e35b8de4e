import assert from 'node:assert/strict';
import { slidingWindows, makeSeries, type Windows } from '../../lib/data';
import { componentScorer } from '../../lib/exercises/digit-components';
import { errorRow, rivalRows, rivalScores, secondsAlone, trivialScores } from '../../lib/exercises/digit-rivals';
import { followSearch, residualQuartiles, searchAll } from '../../lib/exercises/latent-searches';
import { rescored, trainWatched } from '../../lib/exercises/watched-training';
import { AnoGan, PcaReconstruction, trivialDetectors } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import { gaussianWindows, small, weightsOf } from '../support/adversarial';

const rowsOf = (rows: number[][], labels?: number[]): Windows => {
  const values = Float64Array.from(rows.flat());
  const series = makeSeries({
    name: 'rows',
    values,
    features: rows[0].length,
    labels: labels && Uint8Array.from(labels),
  });
  return slidingWindows(series, { windowSize: 1, stride: 1 });
};

describe('generators of digits', () => {
  before(() => loadBackend());
  const windows = { train: gaussianWindows(128), validation: gaussianWindows(64), test: labelled(gaussianWindows(32)) };
  const model = () => new AnoGan({ ...small, searchSteps: 5 });

  it('are looked at after the given epochs, untrained among them, with the same z', async () => {
    const [watched, plain] = [model(), model()];
    const options = { epochs: 3, checkedAt: [0, 2, 3, 9], shown: 4, seed: 0 };
    const { checkpoints, history } = await trainWatched(watched, windows, options);
    assert.deepEqual(checkpoints.map(({ epoch }) => epoch), [0, 2, 3]); // prettier-ignore
    assert.equal(history.trainLoss.length, 3);
    for (const { images, energy, rocAuc } of checkpoints) {
      assert.equal(images.length, 4 * 2);
      assert.ok(Number.isFinite(energy) && rocAuc >= 0 && rocAuc <= 1);
    }
    assert.notDeepEqual(checkpoints[0].images, checkpoints[1].images);
    const again = await trainWatched(plain, windows, { ...options, checkedAt: [2] });
    assert.deepEqual(again.checkpoints, [checkpoints[1]], 'to look does not change the training');
    const second = await trainWatched(watched, windows, options);
    assert.deepEqual(second.checkpoints, checkpoints, 'a second call starts again from the untrained generator');
    for (const each of [watched, plain]) each.dispose();
  });

  it('are scored in another way with the same weights', () => {
    const first = model();
    const other = rescored(first, { searchSteps: 0, discriminationWeight: 0 });
    assert.deepEqual(weightsOf(other), weightsOf(first));
    assert.deepEqual([other.config.searchSteps, other.config.latentDim], [0, 2]);
    for (const each of [first, other]) each.dispose();
  });

  it('search as their scores say, and as the search of fewer steps says', () => {
    const generator = model();
    const { residual, scores, z, lengths } = searchAll(generator, windows.test);
    assert.deepEqual([residual.length, residual[0].length, z.length], [6, 32, 64]);
    assert.deepEqual(scores, scoreWindows(generator, windows.test));
    assert.ok(Math.abs(lengths[3] - Math.hypot(z[6], z[7])) < 1e-6);
    const path = followSearch(generator, windows.test, [0, 5]);
    assert.equal(path.length, 32 * 3 * 2);
    assert.deepEqual([path[6], path[7]], [windows.test.values[2], windows.test.values[3]]);
    const error = (Math.abs(path[10] - path[6]) + Math.abs(path[11] - path[7])) / 2;
    assert.ok(Math.abs(error - residual[5][1]) < 1e-6);
    generator.dispose();
  });

  it('have quartiles of their residuals by class', () => {
    const residual = [[9, 9, 9, 9, 9, 9], [5, 1, 3, 2, 4, 7]]; // prettier-ignore
    const of = { labels: [0, 0, 0, 0, 1, 1], steps: [1] };
    assert.deepEqual(residualQuartiles({ residual }, { ...of, label: 0 }), { low: [2], values: [3], high: [5] });
    assert.deepEqual(residualQuartiles({ residual }, { ...of, label: 1 }), { low: [4], values: [7], high: [7] });
  });
});

describe('rivals of generators', () => {
  before(() => loadBackend());
  const train = rowsOf([[0, 0], [2, 0], [0, 1], [2, 1]]); // prettier-ignore
  const test = rowsOf([[1, 0.5], [5, 0.5], [1, 2.5]], [0, 1, 1]); // prettier-ignore

  it('are principal components: none is the distance from the mean, all are those of PCA', () => {
    const scorer = componentScorer(train, 0.9999);
    const near = (found: Float32Array, expected: number[]) =>
      found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6, `${value} for ${expected[i]}`));
    near(scorer(test, { components: 0, distance: 'squared' }), [0, 8, 2]);
    near(scorer(test, { components: 0, distance: 'absolute' }), [0, 2, 1]);
    near(scorer(test, { components: 1, distance: 'squared' }), [0, 0, 2]); // the first component is the first value
    const pca = new PcaReconstruction({ windowSize: 1, features: 2, components: 1 });
    pca.fitTo(train);
    near(scorer(test, { components: 1, distance: 'squared' }), Array.from(scoreWindows(pca, test)));
    pca.dispose();
  });

  it('are measured by the 95th percentile of normal scores', () => {
    const scores = { name: 'one', normal: [1, 1, 1], test: [1, 2, 0.5] };
    const [row] = rivalRows([scores], test.labels);
    assert.deepEqual(row, { detector: 'one', 'ROC-AUC': 0.5, 'PR-AUC': row['PR-AUC'], precision: 1, recall: 0.5, F1: 2 / 3 }); // prettier-ignore
  });

  it('are scored on held-out and test images, with their time, and beside the trivial ones', async () => {
    const pca = new PcaReconstruction({ windowSize: 1, features: 2, components: 1 });
    pca.fitTo(train);
    const [found] = rivalScores({ pca }, { validation: train, test });
    assert.deepEqual([found.name, found.normal.length, found.test.length], ['pca', 4, 3]);
    assert.ok(found.seconds! > 0 && secondsAlone(pca, test) > 0);
    const trivial = await trivialScores({ train, validation: train, test }, { seed: 0, profile: 'smoke' });
    assert.deepEqual(trivial.map(({ name }) => name), [...trivialDetectors]); // prettier-ignore
    pca.dispose();
  });

  it('take their threshold from the held-out images, the trivial ones too', async () => {
    const parts = { train: rowsOf([[0, 0], [2, 0]]), validation: rowsOf([[3, 0], [1, 4]]), test: rowsOf([[5, 0]], [1]) }; // prettier-ignore
    const scored = await trivialScores(parts, { seed: 0, profile: 'smoke' });
    const of = (name: string) => scored.find((each) => each.name === name)!;
    // The distance from [2, 0]; the mean square from the mean image, [1, 0].
    assert.deepEqual([...of('nearest-neighbour').normal], [1, Math.fround(Math.sqrt(17))]);
    assert.deepEqual([...of('constant').normal], [4 / 2, 16 / 2]);
    assert.equal(of('random').normal.length, 2);
    const [everything] = rivalRows([of('all-anomalous')], parts.test.labels);
    assert.deepEqual([everything.recall, everything.F1], [1, 1], 'calls everything anomalous');
  });

  it('have mean errors by kind of image', () => {
    const errorsOf = ({ values }: Windows) => Array.from(values).filter((_, i) => i % 2 === 0);
    assert.deepEqual(errorRow('first value', errorsOf, { trained: train, test }), {
      detector: 'first value',
      'images trained on': 1,
      'unseen normal images': 1,
      anomalies: 3,
      'unseen over trained on': 1,
      'anomalies over unseen': 3,
    });
  });
});

function labelled(windows: Windows): Windows {
  return { ...windows, labels: Uint8Array.from(windows.labels, (_, i) => i % 2) };
}
