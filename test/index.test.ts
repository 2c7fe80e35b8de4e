import assert from 'node:assert/strict';
import * as everything from '../lib/index';
import * as data from '../lib/data/index';
import * as detectors from '../lib/detectors/index';
import * as experiments from '../lib/experiments/index';
import * as judge from '../lib/judge/index';
import * as layers from '../lib/layers/index';
import * as metrics from '../lib/metrics/index';
import * as models from '../lib/models/index';
import * as pipeline from '../lib/pipeline/index';
import * as plots from '../lib/plots/index';
import * as runtime from '../lib/runtime/index';
import * as scoring from '../lib/scoring/index';
import * as tables from '../lib/tables/index';
import * as training from '../lib/training/index';

const folders = {
  data,
  detectors,
  experiments,
  judge,
  layers,
  metrics,
  models,
  pipeline,
  plots,
  runtime,
  scoring,
  tables,
  training,
};

describe('lib/index', () => {
  // Of two values with the same name, `export *` hands out neither, so that a clash shows as a missing name.
  for (const [folder, index] of Object.entries(folders)) {
    it(`hands out everything of ${folder}`, () => {
      const handedOut: Readonly<Record<string, unknown>> = everything;
      const names = Object.entries(index);
      assert.ok(names.length > 3);
      assert.deepEqual(
        names.filter(([name, value]) => handedOut[name] !== value).map(([name]) => name),
        [],
      );
    });
  }

  it('hands out of base what a notebook uses, not its tools for files', () => {
    assert.equal(everything.mean([1, 3]), 2);
    assert.ok(!('writeFileAtomic' in everything));
  });
});
