import assert from 'node:assert/strict';
import { planTables } from '../../lib/experiments';
import { denseTables } from '../../lib/suites';

describe('the tables of notebook 2', () => {
  it("keep the suites' networks, each looked into with its scores kept, and rows without one", () => {
    const { reportOne, reportTwo, example, digits } = denseTables({ profile: 'full', seed: 10 });
    assert.deepEqual(reportOne.seeds, [10, 11, 12, 13, 14]);
    const networksOf = ({ rows }: typeof digits) => rows.filter(({ probe }) => probe === 'dense');
    assert.deepEqual([reportOne, reportTwo, example].map((table) => networksOf(table).length), [3, 8, 2]); // prettier-ignore
    assert.ok(networksOf(digits).some(({ detector }) => detector === 'convolutional-autoencoder'));
    for (const { rows, name } of [reportOne, reportTwo, example, digits]) {
      const labels = rows.map(({ label }) => label);
      for (const trivial of ['random', 'all-anomalous', 'pca', 'constant', 'nearest-neighbour']) {
        assert.ok(labels.includes(trivial), `${name}: ${trivial}`);
      }
      assert.ok(!labels.some((label) => label.includes('gan')), name);
      for (const { probe, keep, detector } of rows) {
        assert.deepEqual(keep, probe || detector === 'constant' ? ['windows'] : undefined);
      }
    }
  });

  it('can be planned at every profile, with principal components of images only where there is time', () => {
    for (const profile of ['smoke', 'quick', 'full'] as const) {
      const tables = Object.values(denseTables({ profile, seed: 0 }));
      const jobs = planTables(tables, profile).map(({ job }) => job);
      assert.equal(jobs.some(({ detector, source }) => detector === 'pca' && source.kind === 'mnist'), profile !== 'smoke'); // prettier-ignore
    }
  });
});
