import assert from 'node:assert/strict';
import { combineModels } from '../../lib/suites';
import { rowsOf } from '../support/hand-made-rows';

const threshold = { kind: 'percentile', percentile: 50, of: 'training' } as const;
const options = { label: 'both', calibration: 'tail', protocol: { threshold } } as const;
const scored = (row: string, train: number[], test: number[], channels = { a: [0] }) =>
  rowsOf(row, channels, { scores: { train, test, labels: [0, 1, 1] }, steps: 5, seconds: 2 });

describe('combineModels', () => {
  it('averages how rare scores are among the training scores, and judges them by the training percentile', () => {
    const one = scored('one', [1, 2, 3], [0, 2.5, 3]);
    const two = scored('two', [10, 20, 30], [10, 10, 30]);
    const [row] = combineModels([one, two], options).rows;
    // -ln((1 + number at least as high) / 4): training 0, -ln 3/4, -ln 2/4; test of the first 0, -ln 2/4, -ln 2/4.
    const [quarter, half] = [-Math.log(3 / 4), -Math.log(2 / 4)];
    const near = (found: readonly number[], expected: readonly number[]) =>
      found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-12, `${value}, not ${expected[i]}`));
    near(row.scores!.train, [0, quarter, half]);
    near(row.scores!.test, [0, half / 2, half]);
    assert.ok(Math.abs(row.threshold! - quarter) < 1e-12);
    // half / 2 = .347 lies above .288, and so does half.
    assert.deepEqual([row.measures.precision, row.measures.recall, row.measures.rocAuc], [1, 1, 1]);
    assert.deepEqual(row.confusion, { tp: 2, fp: 0, tn: 1, fn: 0 });
    assert.deepEqual([row.row, row.channel, row.steps, row.seconds], ['both', 'a', 10, 4]);
  });

  it('leaves out channels that a member lacks, and needs the scores of the same windows', () => {
    const one = scored('one', [1, 2, 3], [0, 1, 2], { a: [0], b: [0] } as never);
    const two = scored('two', [1, 2, 3], [0, 1, 2]);
    assert.deepEqual(combineModels([one, two], options).channels, ['a']);
    assert.throws(() => combineModels([two, rowsOf('bare', { a: [0] })], options), /bare, a: expected the scores/);
    assert.throws(() => combineModels([two, scored('other', [1, 2], [0, 1, 2])], options), /expected 3 training and 3 test scores/); // prettier-ignore
  });
});
