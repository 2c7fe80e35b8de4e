import assert from 'node:assert/strict';
import { EarlyStopping, ReduceLrOnPlateau } from '../../lib/training';
import reference from '../fixtures/training.json';

describe('ReduceLrOnPlateau', () => {
  it("lowers the rate at the epochs at which PyTorch's does", () => {
    const { factor, patience, threshold, values, learningRates } = reference.reduceLrOnPlateau;
    const plateau = new ReduceLrOnPlateau(1e-3, { factor, patience, threshold });
    const rates = values.map((value) => plateau.next(value));
    rates.forEach((rate, epoch) => assert.ok(Math.abs(rate - learningRates[epoch]) < 1e-15, `epoch ${epoch}: ${rate}`));
  });
});

describe('EarlyStopping', () => {
  it('stops `patience` epochs after the best loss and remembers its epoch', () => {
    const stopping = new EarlyStopping(3);
    const stops = [5, 4, 4.5, 4.2, 4.1].map((loss) => stopping.next(loss).stop);
    assert.deepEqual(stops, [false, false, false, false, true]);
    assert.equal(stopping.bestEpoch, 1);
    assert.equal(stopping.best, 4);
  });

  it('counts a loss as better only if it undercuts the best by minDelta', () => {
    const stopping = new EarlyStopping(2, 0.1);
    assert.equal(stopping.next(1).improved, true);
    assert.equal(stopping.next(0.95).improved, false);
    assert.equal(stopping.next(0.85).improved, true);
  });
});
