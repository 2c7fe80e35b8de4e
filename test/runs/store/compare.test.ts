import assert from 'node:assert/strict';
import { executeJob } from '../../../lib/runs/execute-job';
import { compareStores } from '../../../lib/runs/store/compare';
import type { JobRecord } from '../../../lib/runs/store/job-record';
import { executor, planTiny, tinyJob } from '../../support/tiny-executor';

describe('compareStores', () => {
  it('finds every last bit that differs, and not the times that the jobs took', async () => {
    const plan = planTiny([0, 1, 2].map((seed) => tinyJob('a', seed)));
    const records = await Promise.all(plan.map(async (planned) => (await executeJob(planned, executor))!));
    const [first, second, third] = records.map((record, i) => withRocAuc(record, [0.5, 0.7, 0.8][i]));
    const slower = { ...first, run: { ...first.run, seconds: 99 }, result: { ...first.result, seconds: 99 } };
    const changed = withRocAuc(second, 0.7 + 2 ** -53);
    const [other] = planTiny([tinyJob('elsewhere')]);
    const foreign = { ...third, hash: other.hash };
    const { identical, different, onlyA, onlyB } = compareStores([first, second, third], [slower, changed, foreign]);
    assert.equal(identical, 1);
    assert.deepEqual(
      different.map(({ a, b, largest }) => [a, b, largest]),
      [[second, changed, 'measures.rocAuc by 1.1e-16']],
    );
    assert.deepEqual([onlyA, onlyB], [[third], [foreign]]);
  });
});

function withRocAuc(record: JobRecord, rocAuc: number): JobRecord {
  return { ...record, result: { ...record.result, measures: { rocAuc, prAuc: null } } };
}
