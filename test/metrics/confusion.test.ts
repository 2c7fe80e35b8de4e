import assert from 'node:assert/strict';
import { accuracy, classReport, confusion, precisionRecallF1 } from '../../lib/metrics';

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

describe('classReport', () => {
  // scikit-learn's classification_report prints the same of these.
  it('measures each class with it as the positive one', () => {
    const { normal, anomalous, accuracy: share } = classReport([1, 0, 1, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0]);
    assert.deepEqual(normal, { precision: 3 / 4, recall: 3 / 5, f1: 6 / 9, support: 5 });
    assert.deepEqual(anomalous, { precision: 1 / 3, recall: 1 / 2, f1: 2 / 5, support: 2 });
    assert.equal(share, 4 / 7);
  });

  it('agrees with precisionRecallF1 on the anomalous class, and is 0 where a class is neither there nor predicted', () => {
    const [predictions, labels] = [[1, 0, 1, 0], [1, 1, 0, 0]]; // prettier-ignore
    const { support, ...anomalous } = classReport(predictions, labels).anomalous;
    assert.deepEqual(anomalous, precisionRecallF1(predictions, labels));
    assert.equal(support, 2);
    assert.deepEqual(classReport([0, 0], [0, 0]).anomalous, { precision: 0, recall: 0, f1: 0, support: 0 });
  });
});

describe('accuracy', () => {
  it('is the share of agreement, high for a detector that finds nothing', () => {
    assert.equal(accuracy([0, 0, 0, 0], [0, 0, 0, 1]), 0.75);
    assert.equal(accuracy([1, 0], [1, 0]), 1);
  });
});
