import assert from 'node:assert/strict';
import { accuracy, confusion, precisionRecallF1 } from '../../lib/metrics';

describe('confusion', () => {
  it('counts each cell', () => {
    assert.deepEqual(confusion([1, 1, 0, 0, 1], [1, 0, 1, 0, 1]), { tp: 2, fp: 1, tn: 1, fn: 1 });
  });

  it('treats everything except 0 and false as anomalous', () => {
    assert.deepEqual(confusion([true, false, true], Float32Array.of(-2, 0.5, 0)), { tp: 1, fp: 1, tn: 0, fn: 1 });
  });
});

describe('precisionRecallF1', () => {
  it('divides the cells', () => {
    const { precision, recall, f1 } = precisionRecallF1([1, 1, 1, 0, 0], [1, 0, 0, 1, 0]);
    assert.equal(precision, 1 / 3);
    assert.equal(recall, 1 / 2);
    assert.equal(f1, 2 / 5);
  });

  it('is 0 without predictions, without anomalies and without both', () => {
    const nothing = { precision: 0, recall: 0, f1: 0 };
    assert.deepEqual(precisionRecallF1([0, 0], [0, 1]), nothing);
    assert.deepEqual(precisionRecallF1([0, 1], [0, 0]), nothing);
    assert.deepEqual(precisionRecallF1([0, 0], [0, 0]), nothing);
  });

  it('has recall 1 and the base rate as precision if everything is predicted', () => {
    assert.deepEqual(precisionRecallF1([1, 1, 1, 1], [0, 1, 0, 0]), { precision: 0.25, recall: 1, f1: 0.4 });
  });
});

describe('accuracy', () => {
  it('is the share of agreement, high for a detector that finds nothing', () => {
    assert.equal(accuracy([0, 0, 0, 0], [0, 0, 0, 1]), 0.75);
    assert.equal(accuracy([1, 0], [1, 0]), 1);
  });
});
