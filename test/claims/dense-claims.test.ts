import assert from 'node:assert/strict';
import { denseClaims, judgeLedger } from '../../lib/claims';
import { denseResults as results, denseTestTables as tables, prepared } from '../support/dense-results';

describe('the claims of notebook 2', () => {
  const measured = denseClaims({
    tables,
    results,
    reportOne: prepared(tables.reportOne),
    reportTwo: prepared(tables.reportTwo),
  });

  it('are filled from the results', () => {
    assert.equal(measured['r1-features'], 10);
    assert.equal(measured['r1-steps'], 2000);
    assert.equal(measured['r1-window-labels'], 0);
    assert.equal(measured['r1-stable-training'], 0);
    assert.deepEqual(measured['r1-trade-off'], { 5: [0.2], 10: [0.2], 20: [0.2] });
    assert.deepEqual(measured['r1-regularization'], { 5: [1.001], 10: [1.001], 20: [1.001] });
    assert.deepEqual(measured['r1-threshold-balance'], { 5: [0.25], 10: [0.25], 20: [0.25] });
    assert.deepEqual(measured['r1-informed-choice'], [0]);
    assert.deepEqual(measured['r2-annealing'], { annealed: [2], constant: [2] });
    assert.deepEqual(measured['r2-annealing-stability'], { annealed: [0], constant: [0] });
    assert.deepEqual(measured['r2-relu'], { ReLU: [0.25], tanh: [0.25] });
    assert.deepEqual(measured['ch-dropout'], { dropout: [0.1], none: [0.1] });
    assert.deepEqual(measured['ch-sparse-code'], { sparse: [0.5], plain: [0.5] });
    const learned = measured['r2-learned-normal'] as Record<string, number[]>;
    assert.ok(Math.abs(learned.VAE[0] - 3) < 1e-12);
    assert.ok(Math.abs(learned['mean of the training samples'][0] - 1 / 1.05) < 1e-12);
  });

  it('are all in the ledger, which can judge them', () => {
    const judged = judgeLedger(measured);
    assert.equal(judged.length, Object.keys(measured).length);
    const verdict = (id: string) => judged.find((each) => each.id === id)!.verdict;
    assert.equal(verdict('r1-features'), 'by construction');
    assert.equal(verdict('r1-steps'), 'not reproduced');
    assert.equal(verdict('r1-threshold-balance'), 'not reproduced (one seed)');
  });
});
