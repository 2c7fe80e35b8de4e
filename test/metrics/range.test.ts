import assert from 'node:assert/strict';
import { rangeF1 } from '../../lib/metrics';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `expected ${expected}, found ${actual}`);

describe('rangeF1', () => {
  it('is 1 for the labels themselves', () => {
    assert.equal(rangeF1([0, 1, 1, 0, 1, 0, 1], [0, 1, 1, 0, 1, 0, 1]), 1);
  });

  it('rewards existence and overlap in recall, only overlap in precision', () => {
    // Recall: 0.2 + 0.8 * 2/4; precision: 2/3.
    const recall = 0.6;
    const precision = 2 / 3;
    close(rangeF1([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 1, 0]), (2 * precision * recall) / (precision + recall));
  });

  it('divides the overlap by the number of pieces', () => {
    // Two single points in a range of four: recall 0.2 + 0.8 * (2/4) / 2, precision 1.
    close(rangeF1([0, 1, 0, 1, 0, 0], [0, 1, 1, 1, 1, 0]), (2 * 0.4) / 1.4);
  });

  it('is 0 if nothing is predicted or nothing is labelled', () => {
    assert.equal(rangeF1([0, 0, 0], [0, 1, 0]), 0);
    assert.equal(rangeF1([0, 1, 0], [0, 0, 0]), 0);
  });

  it('ignores a range over the whole series as TSB-AD does, except with the definition', () => {
    const everything = [1, 1, 1, 1];
    assert.equal(rangeF1(everything, [0, 1, 0, 0]), 0);
    // Recall 1, precision 1/4.
    close(rangeF1(everything, [0, 1, 0, 0], { boundary: 'definition' }), 0.4);
    assert.equal(rangeF1(everything, everything, { boundary: 'definition' }), 1);
  });
});
