import assert from 'node:assert/strict';
import { drawsOf } from '../../lib/exercises/digit-draws';
import { digitExamples, generatorSizes, valuesAt } from '../../lib/exercises/digit-images';
import { digitWindows } from '../../lib/exercises/digit-windows';
import { quartileLines, searchRows, shownSteps } from '../../lib/exercises/latent-searches';
import { imagesByEpoch, linesByEpoch, phaseCurves } from '../../lib/exercises/watched-training';
import { AnoGan } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { gaussianWindows, small } from '../support/adversarial';

describe('images of digits that a notebook shows', () => {
  it('are nine of the normal digit and one of each other, at their places among the test images', () => {
    const { digits, normals, others } = digitExamples(7, 1);
    const { labels } = digitWindows(7, 1).test;
    assert.deepEqual(normals.map((i) => digits[i]), Array(9).fill(7)); // prettier-ignore
    assert.deepEqual(others.map((i) => digits[i]), [0, 1, 2, 3, 4, 5, 6, 8, 9]); // prettier-ignore
    assert.deepEqual(
      Array.from(labels),
      Array.from(digits, (digit) => Number(digit !== 7)),
    );
  });

  it('are copied by name, in the order of their places', () => {
    const windows = gaussianWindows(4); // two values each
    const { first, rest } = valuesAt(windows, { first: [2], rest: [3, 0] });
    assert.deepEqual(Array.from(first), Array.from(windows.values.slice(4, 6)));
    assert.deepEqual(Array.from(rest), [...windows.values.slice(6, 8), ...windows.values.slice(0, 2)]);
  });

  it("come from the chapter's networks, but at smoke", () => {
    assert.deepEqual(generatorSizes.quick, { networks: {}, oneLayer: {}, joint: {} });
    assert.deepEqual(generatorSizes.full, generatorSizes.quick);
    assert.equal(new AnoGan(generatorSizes.smoke.networks).config.latentDim, 4);
  });
});

describe('figures of generators', () => {
  before(() => loadBackend());

  it('show a search at 1, 2, 5, 10 and so on, and at its end', () => {
    assert.deepEqual(shownSteps(500), [1, 2, 5, 10, 20, 50, 100, 200, 500]);
    assert.deepEqual(shownSteps(20), [1, 2, 5, 10, 20]);
    assert.deepEqual(shownSteps(30), [1, 2, 5, 10, 20, 30]);
    assert.deepEqual(shownSteps(1), [1]);
  });

  it('name the rows of searches by class, digit and score', () => {
    const found = { scores: [0.25, 0, 0.5], labels: [0, 0, 1], digits: [2, 2, 9] };
    const rows = searchRows(Float32Array.of(1, 2, 3, 4), [2, 0], found);
    assert.deepEqual(rows, {
      'anomalous 9, A = .500': Float32Array.of(1, 2),
      'normal 2, A = .250': Float32Array.of(3, 4),
    });
  });

  it('have a line of quartiles for each class', () => {
    const residual = [
      [4, 4, 4],
      [1, 2, 3],
    ];
    const [normal, anomalous] = quartileLines({ residual }, { labels: [0, 1, 1], steps: [0, 1] });
    assert.deepEqual([normal.name, normal.values], ['normal', [4, 1]]);
    assert.deepEqual([anomalous.name, anomalous.values], ['anomalous', [4, 3]]);
  });

  it('follow the epochs, with levels that do not change', () => {
    const checkpoints = [0, 1, 3].map((epoch) => {
      return { epoch, images: Float32Array.of(epoch), energy: 9 - epoch, rocAuc: epoch / 10 };
    });
    assert.deepEqual(linesByEpoch({ dense: { checkpoints } }, 'rocAuc', { mean: 0.5 }), [
      { name: 'dense', values: [0.1, 0.3] },
      { name: 'mean', values: [0.5, 0.5] },
    ]);
    assert.deepEqual(Object.keys(imagesByEpoch(checkpoints)), ['untrained', 'epoch 1', 'epoch 3']);
    assert.deepEqual(phaseCurves({ phaseLosses: { generator: [2, 1] } }), [{ name: 'generator', values: [2, 1] }]);
  });

  it('compare the draws of each generator with the images that were trained on', () => {
    const windows = { train: gaussianWindows(64), validation: gaussianWindows(32) };
    const models = { one: new AnoGan({ ...small, seed: 1 }), other: new AnoGan({ ...small, seed: 2 }) };
    const draws = drawsOf(models, windows, 0);
    assert.deepEqual(Object.keys(draws.rows), ['trained on', 'one', 'other']);
    assert.notEqual(draws.energies['one'], draws.energies['other']);
    assert.deepEqual(draws.table.map((row) => row['energy distance']), [draws.heldOut, ...Object.values(draws.energies)]); // prettier-ignore
    for (const model of Object.values(models)) model.dispose();
  });
});
