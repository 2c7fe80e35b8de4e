import assert from 'node:assert/strict';
import {
  changesSentence,
  drawsSentence,
  endsSentence,
  errorsSentence,
  firstAlarmsSentence,
  followedSentence,
  gameSentence,
  generatorAnswer,
  inkSentence,
  keptSentence,
  rivalsSentence,
  searchCostSentence,
  searchSentence,
  sheetsSentence,
  watchedSentence,
} from '../../lib/suites';
import { maskTimes } from '../../scripts/support/notebook-outputs';

const checkpoint = (epoch: number, energy: number, rocAuc: number) => {
  return { epoch, energy, rocAuc, images: new Float32Array(0) };
};
const images = { scores: [0.1, 0.3, 0.2, 0.4], labels: Uint8Array.of(0, 0, 1, 1), digits: [2, 2, 5, 9] };
const cost = (detector: string, alone: number) => {
  return { detector, parameters: 1, 'one image alone (ms)': alone, 'one among all (ms)': 1, 'times an autoencoder': 1 };
};

describe('what notebook 6 says of generators', () => {
  it('is how the game ends, from the first checkpoint to the last', () => {
    const history = { phaseLosses: { discriminator: [1, 1.3], generator: [2, 0.5] }, trainLoss: [2, 0.5] };
    assert.equal(
      gameSentence(history, [checkpoint(0, 9, 0.5), checkpoint(2, 0.25, 0.5)]),
      'In the end, after 2 epochs, the losses are discriminator 1.300 and generator .500. The energy distance of the ' +
        'draws is 9.000 untrained and .250 after 2 epochs.',
    );
  });

  it('is how near a search comes to both classes, and whether it tells them apart', () => {
    const residual = [
      [1, 1, 1, 1],
      [1, 2, 3, 4],
      [2, 4, 1, 3],
    ];
    const line = (values: number[]) => ({ low: values, values, high: values });
    assert.equal(
      searchSentence({ residual }, [line([1.5, 3]), line([3.5, 2])], images.labels),
      'The median residual of normal images falls from 1.500 to 3.000, that of anomalies from 3.500 to 2.000. The ' +
        'residual has a ROC-AUC of 1.000 after one step and of .250 after 2.',
    );
    assert.match(
      followedSentence([0, 1, 2, 3], images),
      /^Of the 2 anomalies 1 score higher .* as near to the 5 as to a 2\.$/,
    );
    assert.match(
      inkSentence(images, { values: [0, 1, 0.5, 0.5] }),
      /the 9 \(\.400\) scores highest and the 2 \(\.200\) lowest.*1\.000 with its ink/,
    );
    const ends = {
      lengths: Float32Array.of(1, 1, 2, 3),
      z: new Float32Array(16),
      residual,
      scores: new Float32Array(4),
      seconds: 1,
    };
    assert.match(
      endsSentence(ends, images.labels),
      /1\.00 for normal images and of 2\.50 .* have 2\.00\..*1\.000, the residual one of \.250/,
    );
  });

  it('is who draws and who detects best, beside the distance from the mean image', () => {
    const energies = { a: 0.5, b: 0.25 };
    assert.match(
      drawsSentence(energies, 0.1),
      /draws of b \(\.250\), farthest those of a \(\.500\); held-out images lie \.100/,
    );
    const said = rivalsSentence({ a: 0.9, b: 0.6, constant: 0.7 }, energies);
    assert.match(
      said,
      /ROC-AUC of \.700 .* better than that: b\. .* a \(\.900\) detects most .* b \(\.250\) draws best/,
    );
    assert.match(rivalsSentence({ a: 0.9, b: 0.8, constant: 0.7 }, energies), /better than that: no generator\./);
    const scored = { name: 'a', normal: [0], test: images.scores };
    const other = { name: 'b', normal: [0], test: [0.4, 0.3, 0.2, 0.1] };
    assert.match(
      firstAlarmsSentence([scored, other], images.labels),
      /highest for a \(\.500\) and lowest for b \(\.000\)/,
    );
  });

  it('is what each change gains, and which number of components is best', () => {
    const said = changesSentence(['chapter', 'one', 'two'], [0.5, 0.7, 0.6], [0.4, 0.4, 0.45]);
    assert.match(
      said,
      /gains most is "one" \(\.200\), the one that gains least "two" \(-\.100\)\. .* from \.500 to \.600, PCA from \.400 to \.450/,
    );
    assert.match(
      sheetsSentence([2, 5], [0.7, 0.8], { 'f-AnoGAN': 0.9, autoencoder: 0.95 }),
      /\.800, with 5 .* Above that: f-AnoGAN\.$/,
    );
    assert.match(
      watchedSentence({ dense: { checkpoints: [checkpoint(0, 0, 1), checkpoint(1, 3, 0.9), checkpoint(5, 1, 0.8)] } }),
      /dense: .* epoch 1 .* epoch 5/,
    );
    const errors = (detector: string, ratio: number) => {
      return {
        detector,
        'images trained on': 1,
        'unseen normal images': 1,
        anomalies: ratio,
        'unseen over trained on': 1,
        'anomalies over unseen': ratio,
      };
    };
    assert.match(
      errorsSentence([errors('a', 2), errors('b', 1.5)]),
      /largest for a \(2\.000\) and smallest for b \(1\.500\)/,
    );
  });

  it('is what a search costs, and the answer with the kept table', () => {
    const costs = [cost('AnoGAN, dense', 600), cost('f-AnoGAN, dense', 3), cost('autoencoder', 2)];
    assert.match(searchCostSentence(costs, 500), /of 500 steps is 200 times slower .* and 300 times slower/);
    assert.doesNotMatch(maskTimes(searchCostSentence(costs, 500)), /[23]00 times/, 'two runs cannot be compared');
    const kept = {
      caption: 'kept',
      columns: ['Method', 'ROC-AUC'],
      rows: [
        ['AnoGAN, dense', [0.8, 0.9]],
        ['constant', 0.7],
        ['pca', 0.6],
      ] as const,
    };
    const answer = generatorAnswer({ run: 'r', areas: { a: 0.5, constant: 0.25 }, generators: ['a'], kept, costs });
    assert.match(maskTimes(answer), /search is \(time\) times slower than/);
    assert.match(
      answer,
      /\(kept\), ROC-AUC: AnoGAN, dense \.850, constant \.700, pca \.600\. In this run \(r\): a \.500, .* \.250\. .* 200 times/,
    );
    assert.match(
      keptSentence({ 'AnoGAN, dense': 0.8, 'EGBAD, dense': 0.5, constant: 0.7, pca: 0.6 }),
      /AnoGAN, dense \(\.800\) has the highest ROC-AUC and EGBAD, dense \(\.500\)/,
    );
  });
});
