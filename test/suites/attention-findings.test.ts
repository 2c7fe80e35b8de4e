import assert from 'node:assert/strict';
import {
  ensembleMembers,
  ensembleTable,
  epochsAsked,
  fallSentence,
  namedMaps,
  namedValues,
  rowsBeyond,
  threeCosts,
  type ThreeModelTables,
} from '../../lib/suites';
import { Results } from '../../lib/experiments';
import type { History } from '../../lib/training';
import { rowsOf } from '../support/hand-made-rows';

const labels = { attention: 'lstm-attention', vae: 'lstm-vae', transformer: 'small', shortTransformer: 'short' };
const results = new Results(
  ['lstm-attention', 'lstm-vae', 'short', 'pca', 'ORACLE: everything after the first 60 %'].flatMap(
    (label) => rowsOf(label, { a: [0.2, 0.4], b: [0.6, 0.8] }).rows,
  ),
);
const plan = {
  labels,
  epochs: { attention: 300, fewer: 100 },
  tables: [{ protocol: { stride: 5 } }, { protocol: { stride: 50 } }],
} as unknown as ThreeModelTables;

describe('what notebook 4 shows of its results', () => {
  it('names maps by label, place and score', () => {
    const windows = { labels: Uint8Array.of(0, 1), starts: Int32Array.of(0, 5) } as never;
    const weights = [Float32Array.of(1), Float32Array.of(1)];
    const named = namedMaps(weights, [1, 0], { windows, scores: [0.25, 2] });
    assert.deepEqual(
      named.map(({ name }) => name),
      ['anomalous, from step 5, score 2.000', 'normal, from step 0, score .250'],
    );
  });

  it('says where the validation loss is lowest', () => {
    const history = { validationLoss: [1, 0.5, 0.6], bestEpoch: 1, trainLoss: [1, 1, 1] } as unknown as History;
    assert.equal(fallSentence(history), 'The validation loss falls from 1.000 to .500, its lowest in epoch 2 of 3.');
  });

  it('takes values by channel, rows of fewer epochs where there are any, and members with the first seed', () => {
    const { name, values } = namedValues('A', results.row('pca'), 'f1');
    assert.equal(name, 'A');
    assert.deepEqual(
      Array.from(values, (value) => Number(value.toFixed(9))),
      [0.3, 0.7],
    );
    assert.equal(epochsAsked(plan, results).fewer, undefined);
    const fewer = { ...plan, labels: { ...labels, fewer: 'pca' } };
    assert.deepEqual(epochsAsked(fewer, results).fewer!.epochs, 100);
    const members = ensembleMembers(plan, results);
    assert.deepEqual(Object.keys(members), ['LSTM-Attention', 'LSTM-VAE', 'short']);
    assert.deepEqual(members['LSTM-VAE'].seeds, [0]);
    assert.deepEqual(Object.keys(rowsBeyond(results)), ['short', 'pca'], 'no LSTM and no oracle');
    const { rows } = ensembleTable({ best: members.short }, { measures: ['f1'] }, 'three');
    assert.deepEqual(rows, [['best', 0.4]]);
  });

  it('scores windows of the transformer with its own stride', () => {
    const row = rowsOf('m', { a: [0] }, { scoring: { windows: 10, seconds: 2 } });
    const found = threeCosts(plan, { A: row, V: row, T: row });
    assert.deepEqual(
      found.map(({ model, stepsPerSecond }) => [model, stepsPerSecond]),
      [
        ['A', 25],
        ['V', 25],
        ['T', 250],
      ],
    );
  });
});
