import assert from 'node:assert/strict';
import { changedSettings, compareBy, filterRecords, flattenRecord, type Stored } from '../../lib/experiments';
import { smallJob } from '../support/small-job';
import { stored } from '../support/stored';

const rocAucs = [0.5, 0.7, 0.8, 0.9];
const records: readonly Stored[] = [2, 16].flatMap((latentDim, i) =>
  [0, 1].map((seed) => {
    const rocAuc = rocAucs[2 * i + seed];
    return stored({ ...smallJob, detector: 'vae', seed, config: { latentDim } }, { f1: 0.25, rocAuc, prAuc: null });
  }),
);

describe('flattenRecord', () => {
  it('makes a row with the paths of nested fields, without the place of the data', () => {
    const row = flattenRecord(records[0]);
    assert.deepEqual(
      [row['config.latentDim'], row.detector, row.seed, row.rocAuc, row.prAuc, row['protocol.threshold.k']],
      [2, 'vae', 0, 0.5, null, 3],
    );
    assert.deepEqual([row.threshold, row.seconds, row.peakMemoryMb, row.code], [null, 1.5, 128, '0123456789ab']);
    assert.equal('vusPr' in row, false, 'it was not measured');
    assert.equal(
      Object.keys(row).some((key) => key.startsWith('source')),
      false,
    );
  });

  it('has the same hash of figures where only the times differ', () => {
    const [{ job, result }] = records;
    const figures = (measures: Stored['result']['measures'], seconds: number) =>
      flattenRecord(stored(job, measures, { seconds })).figures;
    assert.equal(figures(result.measures, 99), flattenRecord(records[0]).figures);
    assert.notEqual(figures({ ...result.measures, rocAuc: 0.5 + 2 ** -53 }, 1), flattenRecord(records[0]).figures);
  });
});

describe('a record of another program, or with a new checksum', () => {
  it('is a row all the same, of cells that are no objects', () => {
    const odd: unknown[] = [null, 3, 'x', [1, [2]], { a: null }, { detector: 5 }, true];
    for (const value of odd) {
      for (const name of ['config', 'training', 'view', 'protocol', 'detector', 'measures', 'threshold', 'epochs']) {
        const { job, result } = records[0];
        const record = { ...records[0], job: { ...job, [name]: value }, result: { ...result, [name]: value } };
        const cells = [...Object.values(flattenRecord(record)), ...changedSettings(record).map(([, cell]) => cell)];
        assert.ok(
          cells.every((cell) => cell === null || typeof cell !== 'object'),
          `${name}: ${JSON.stringify(value)}`,
        );
      }
    }
    const wild = { ...records[0], result: { measures: { f1: { a: 1 } } } } as unknown as Stored;
    assert.equal(flattenRecord(wild)['f1'], '{"a":1}');
  });
});

describe('filterRecords', () => {
  it('chooses by the values of fields', () => {
    assert.deepEqual(filterRecords(records, ['config.latentDim=16', 'seed=1|7']), [records[3]]);
    assert.equal(filterRecords(records, []).length, 4);
    assert.throws(
      () => filterRecords(records, ['latentDim=2']),
      /No result has the field 'latentDim'; there are hash,/,
    );
    assert.throws(() => filterRecords(records, ['seed']), /Filter 'seed': expected field=value/);
  });

  it('gives an example of a filter that works', () => {
    let message = '';
    assert.throws(
      () => filterRecords(records, ['lstm-vae']),
      (error: Error) => Boolean((message = error.message)),
    );
    const [, example] = /, such as (\S+)\.$/.exec(message)!;
    const other = stored({ ...smallJob, detector: 'lstm-vae' }, { f1: 0.5, rocAuc: 0.5, prAuc: 0.5 });
    assert.deepEqual(filterRecords([...records, other], [example]), [other]);
  });
});

describe('compareBy', () => {
  it('averages by a field, in the order of numbers, with an interval that holds the mean', () => {
    const groups = compareBy(records, 'config.latentDim', 'rocAuc');
    assert.deepEqual(
      groups.map(({ value, values }) => [value, values]),
      [
        [2, [0.5, 0.7]],
        [16, [0.8, 0.9]],
      ],
    );
    for (const { mean, low, high, values } of groups) {
      assert.ok(Math.abs(mean - (values[0] + values[1]) / 2) < 1e-12);
      assert.deepEqual([low, high], [values[0], values[1]], 'of two values, the resamples reach both');
    }
    assert.deepEqual(compareBy(records, 'seed', 'prAuc'), [], 'undefined everywhere');
    assert.throws(
      () => compareBy(records, 'seed', 'detector'),
      /'detector' cannot be averaged: expected numbers, found 'vae'/,
    );
  });
});

describe('changedSettings', () => {
  it("lists what is set, and where the protocol is not report 3's for the detector", () => {
    const { protocol } = smallJob;
    const job = { ...smallJob, config: { components: 2 }, training: { epochs: 3 }, view: { context: 300 } };
    assert.deepEqual(changedSettings({ job: { ...job, protocol: { ...protocol, stride: 5, windowSize: 10 } } }), [
      ['components', 2],
      ['epochs', 3],
      ['context', 300],
      ['scaling', 'z-score'],
      ['threshold.kind', 'sigma'],
      ['threshold.k', 3],
    ]);
  });
});
