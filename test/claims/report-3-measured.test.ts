import assert from 'node:assert/strict';
import {
  bestModelClaims,
  costClaims,
  falsePositiveRate,
  judgeLedger,
  modelClaims,
  reportSizes,
  sizeClaims,
} from '../../lib/claims';
import { Results } from '../../lib/experiments';
import { rowsOf } from '../support/hand-made-rows';

const model = rowsOf(
  'lstm-attention',
  { 'D-1': [0.9, 0.8], 'E-1': [0.2, 0.3], 'P-1': [0.5, 0.5] },
  { measures: { precision: 0.5, recall: 0.5 } },
);
const all = rowsOf(
  'all-anomalous',
  { 'D-1': [0.4], 'E-1': [0.4], 'P-1': [0.4] },
  { measures: { precision: 0.25, recall: 1 } },
);

describe('claims of report 3 from results', () => {
  it('takes averages with each seed beside what knows nothing, and F1 on the channels that are named', () => {
    const table = new Results([...model.rows, ...all.rows]);
    const claims = modelClaims('lstm-attention', model, table);
    const near = (values: unknown) => (values as number[]).map((value) => Number(value.toFixed(9)));
    const f1 = claims['r3-lstm-attention-f1'] as Record<string, number[]>;
    assert.deepEqual(Object.keys(f1), ['LSTM-Attention', 'all-anomalous']);
    assert.deepEqual(near(f1['LSTM-Attention']), [0.533333333, 0.533333333]);
    assert.deepEqual(claims['r3-lstm-attention-easy-channels'], { 'D-1': [0.9, 0.8] });
    assert.deepEqual(claims['r3-lstm-attention-hard-channels'], { 'E-1': [0.2, 0.3] });
    assert.equal(judgeLedger(claims).length, 8, 'every id is in the ledger');
    assert.ok(!('r3-transformer-roc-auc' in modelClaims('transformer', model, table)), 'the report gives none');
  });

  it('puts the three models side by side, and takes the worst of them where all are to be good', () => {
    const rows = {
      'LSTM-VAE': model,
      'LSTM-Attention': rowsOf('b', { 'D-1': [0.7], 'P-1': [0.1] }),
      'Anomaly Transformer': model,
    };
    const claims = bestModelClaims(Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, { row, all }])));
    assert.deepEqual(claims['r3-consistent-channels'], { 'D-1': [0.7] });
    assert.equal(Object.keys(claims).length, 7);
    const best = claims['r3-best-f1'] as Record<string, { seeds: number[]; channels: Record<string, number> }>;
    assert.ok(Math.abs(best['LSTM-VAE'].channels['D-1'] - 0.85) < 1e-12);
  });

  it('finds the false positive rate in accuracy, recall and the share of anomalies', () => {
    // 25 % of 100 windows are anomalous; 20 of 25 are found, and 30 of 75 normal ones are called anomalous.
    const rate = falsePositiveRate(all);
    const row = rowsOf('m', { 'D-1': [0] }, { measures: { recall: 20 / 25, accuracy: (20 + 45) / 100 } });
    assert.ok(Math.abs(row.mean(rate) - 0.4) < 1e-12);
    assert.deepEqual(rowsOf('m', { 'D-1': [0] }).over(rate), [], 'without accuracy there is none');
  });

  it('counts the weights of the three models, and compares their times', () => {
    const counts = reportSizes();
    // LSTM(25, 128), LSTM(128, 32), U and b, W, v, LSTM(64, 32), output: counted by hand.
    const attention = 4 * 128 * (25 + 128 + 1) + 4 * 32 * (128 + 32 + 1) + 33 * 32 + 32 * 32 + 32;
    assert.equal(counts['LSTM-Attention'], attention + 4 * 32 * (64 + 32 + 1) + 33 * 25);
    assert.deepEqual(sizeClaims(counts), {
      'r3-lstm-attention-parameters': counts['LSTM-Attention'],
      'r3-smallest': counts,
    });
    const cost = (model: string, trainingSeconds: number, stepsPerSecond: number) => ({
      model,
      trainingSeconds,
      stepsPerSecond,
      channels: 1,
      steps: 1,
    });
    assert.deepEqual(costClaims([cost('a', 3, 1000), cost('b', 2, 500), cost('c', 9, 100)]), {
      'r3-fastest': { 'LSTM-Attention': 1, 'LSTM-VAE': 2, 'Anomaly Transformer': 10 },
      'r3-same-training-time': 1.5,
    });
  });
});
