import assert from 'node:assert/strict';
import { executeUnit } from '../../../lib/runs/execute-job';
import { compareBy, compareStores } from '../../../lib/runs/store/compare';
import { filterRecords, flattenRecord } from '../../../lib/runs/store/flat-record';
import { planUnits } from '../../../lib/runs/store/plan';
import type { UnitRecord } from '../../../lib/runs/store/job-record';
import { executor, planTiny, tinyUnit } from '../../support/unit-executor';

describe('stored results, side by side', () => {
  let records: UnitRecord[];
  before(async () => {
    const units = [2, 16].flatMap((latentDim) =>
      [0, 1].map((seed) => ({ ...tinyUnit('a', seed), config: { latentDim } })),
    );
    const plan = planUnits(units, executor.fingerprint);
    records = await Promise.all(plan.map(async (planned) => (await executeUnit(planned, executor))!));
    // The test's executor draws by channel and seed: give the two sizes figures of their own.
    records = records.map((record, i) => withRocAuc(record, [0.5, 0.7, 0.8, 0.9][i]));
  });

  it('are rows with the paths of nested fields, without the place of the data', () => {
    const row = flattenRecord(records[0]);
    assert.deepEqual([row['config.latentDim'], row.model, row.seed, row.rocAuc, row.prAuc], [2, 'tiny', 0, 0.5, null]);
    assert.equal(Object.keys(row).some((key) => key.startsWith('source')), false); // prettier-ignore
  });

  it('are chosen by their fields', () => {
    assert.deepEqual(filterRecords(records, ['config.latentDim=16', 'seed=1|7']), [records[3]]);
    assert.equal(filterRecords(records, []).length, 4);
    assert.throws(
      () => filterRecords(records, ['latentDim=2']),
      /No result has the field 'latentDim'; there are hash,/,
    );
    assert.throws(() => filterRecords(records, ['seed']), /Filter 'seed': expected field=value/);
  });

  it('are averaged by a field, in the order of numbers, with an interval that holds the mean', () => {
    const groups = compareBy(records, 'config.latentDim', 'rocAuc');
    assert.deepEqual(groups.map(({ value, values }) => [value, values]), [[2, [0.5, 0.7]], [16, [0.8, 0.9]]]); // prettier-ignore
    for (const { mean, low, high, values } of groups) {
      assert.ok(Math.abs(mean - (values[0] + values[1]) / 2) < 1e-12);
      assert.deepEqual([low, high], [values[0], values[1]], 'of two values, the resamples reach both');
    }
    assert.deepEqual(compareBy(records, 'seed', 'prAuc'), [], 'undefined everywhere');
    assert.throws(
      () => compareBy(records, 'seed', 'model'),
      /'model' cannot be averaged: expected numbers, found 'tiny'/,
    );
  });

  it('of two stores are told apart by the last bit, not by the times they took', () => {
    const slower = { ...records[0], run: { ...records[0].run, seconds: 99 } };
    const changed = withRocAuc(records[1], 0.7 + 2 ** -53);
    const [other] = planTiny([tinyUnit('elsewhere')]);
    const foreign = { ...records[2], hash: other.hash };
    const { identical, different, onlyA, onlyB } = compareStores(records.slice(0, 3), [slower, changed, foreign]);
    assert.equal(identical, 1);
    assert.deepEqual(different.map(({ a, largest }) => [a.hash, largest]), [[changed.hash, 'rocAuc by 1.1e-16']]); // prettier-ignore
    assert.deepEqual([onlyA, onlyB], [[records[2]], [foreign]]);
  });
});

function withRocAuc(record: UnitRecord, rocAuc: number): UnitRecord {
  const row = { ...record.result.rows.tiny, rocAuc };
  return { ...record, result: { ...record.result, rows: { tiny: row } } };
}
