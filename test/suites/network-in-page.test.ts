import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { slidingWindows, seriesFromRows } from '../../lib/data';
import { LstmVae } from '../../lib/models';
import {
  curvesOf,
  largestLayerSentence,
  layerTable,
  sameLossSentence,
  samePairsSentence,
  sizeTable,
  weightsSentence,
} from '../../lib/suites';

const series = seriesFromRows(
  'waves',
  Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]),
);
const windows = slidingWindows(series, { windowSize: 4, stride: 2 });

describe('a network in the page', () => {
  const sizes = { windowSize: 4, features: 2, hiddenUnits: 3, latentDim: 2, beta: 0.1 };
  const model = new LstmVae({ ...sizes, seed: 1 });
  after(() => model.dispose());

  it('is accepted where its loss is that of the library, and refused where it is not', () => {
    const twin = new LstmVae(model.config);
    assert.match(
      sameLossSentence(twin, model, windows),
      /^Loss on the 5 validation windows .*: (\d?\.\d{6}) and \1\.$/,
    );
    twin.dispose();
    const doubled = { loss: (batch: tf.Tensor3D) => tf.tidy(() => model.loss(batch, { training: false }).mul(2)) };
    assert.throws(
      () => sameLossSentence(doubled, model, windows),
      /lstm-vae on the validation windows: expected equal/,
    );
  });

  it('is compared in several values, each named', () => {
    const pair = (a: number, b: number) => [tf.scalar(a), tf.scalar(b)] as const;
    assert.equal(
      samePairsSentence({ loss: pair(2, 2), score: pair(0.5, 0.5000001) }),
      'In the page and in the library, before training: loss 2.000000 and 2.000000; score .500000 and .500000.',
    );
    assert.throws(() => samePairsSentence({ score: pair(0.5, 0.51) }), /The score in the page .* found \.500000 and \.510000/); // prettier-ignore
    assert.match(samePairsSentence({ score: pair(0.5, 0.51) }, 0.1), /score \.500000 and \.510000/);
  });

  it('has its sizes in a table', () => {
    const { columns, rows } = sizeTable(model, 'sizes');
    const headings = columns.map((column) => (typeof column === 'string' ? column : column.heading));
    assert.deepEqual(headings, ['windowSize', 'features', 'hiddenUnits', 'latentDim', 'beta', 'parameters']);
    // Encoder 4 * 3 * (2 + 3 + 1), two dense layers of 3 * 2 + 2, decoder 4 * 3 * (2 + 3 + 1), output 3 * 2 + 2.
    assert.deepEqual(rows, [[4, 2, 3, 2, 0.1, 72 + 2 * 8 + 72 + 8]]);
    assert.deepEqual(layerTable(model, 'layers').rows[1], ['mu', 'Dense', 'kernel [3, 2], bias [2]', 8]);
    assert.equal(largestLayerSentence(model), 'It has 168 parameters, of which encoder holds 43 %.');
    assert.match(weightsSentence(model, windows, 2), /^168 weights learn from 5 windows of 8 values.*has 2 for the 8/);
  });
});

it('curves of several rows have the same names and areas in both figures', () => {
  const rows = (test: number[]) => ({
    channels: ['c'],
    mean: (name: string) => (name === 'rocAuc' ? 0.75 : 0.8),
    channel: () => ({ rows: [{ scores: { test, labels: [0, 1, 0, 1] } }] }),
  });
  const found = curvesOf({ A: rows([0, 1, 0.5, 2]) as never, B: rows([1, 0, 2, 3]) as never });
  assert.deepEqual(
    [found.roc.map(({ name }) => name), found.precisionRecall.map(({ prAuc }) => prAuc), found.prevalence, found.over],
    [['A', 'B'], [0.8, 0.8], [0.5, 0.5], 'mean of 1 channel and the middle half'],
  );
});
