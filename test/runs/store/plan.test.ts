import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl, writeNpy } from '../../../lib/data';
import { smapMslSource, unitProtocol, smapMslProtocol, type Unit } from '../../../lib/experiments';
import { fingerprintOf } from '../../../lib/experiments/fingerprint';
import { planUnits } from '../../../lib/runs/store/plan';
import { readUnitsFile, sliceUnits, writeUnitsFile } from '../../../lib/runs/store/jobs-file';
import { executor, planTiny, tinyUnit } from '../../support/unit-executor';

describe('planUnits', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-units-'));
  const root = path.join(folder, 'data');
  before(() => simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 1200 }));
  after(() => fs.rmSync(folder, { recursive: true }));
  const unitOf = (place: string, channels: string[], seed = 0): Unit => ({
    model: 'random',
    channel: 'D-1',
    profile: 'smoke',
    protocol: unitProtocol(smapMslProtocol),
    seed,
    source: smapMslSource(place, channels),
  });
  const hashOf = (unit: Unit) => planUnits([unit], fingerprintOf)[0].hash;

  it('gives one name wherever the same data lies and whichever channels are run beside', () => {
    const copy = path.join(folder, 'copy');
    fs.cpSync(root, copy, { recursive: true });
    const name = hashOf(unitOf(root, ['D-1']));
    assert.equal(hashOf(unitOf(copy, ['P-1', 'D-1'])), name);
    assert.notEqual(hashOf(unitOf(root, ['D-1'], 1)), name);
    writeNpy(path.join(copy, 'train', 'D-1.npy'), { shape: [400, 25], data: new Float64Array(400 * 25) });
    assert.notEqual(hashOf(unitOf(copy, ['D-1'])), name, 'the data has changed');
  });

  it('takes real units back from a file, though parsing puts in what they leave out', () => {
    const file = path.join(folder, 'real.json');
    const plan = planUnits(
      [unitOf(root, ['D-1'], 3), { ...unitOf(root, ['D-1']), model: 'pca', config: {} }],
      fingerprintOf,
    );
    writeUnitsFile(file, plan);
    assert.deepEqual(readUnitsFile(file), plan);
  });

  it('reads the data of a channel once', () => {
    let reads = 0;
    const plan = planUnits([tinyUnit('a', 0), tinyUnit('a', 1), tinyUnit('b', 0)], () => String(reads++));
    assert.equal(reads, 2);
    assert.equal(new Set(plan.map(({ hash }) => hash)).size, 3);
  });

  it('goes through a file, in slices that make up the whole', () => {
    const file = path.join(folder, 'units.json');
    const plan = planTiny(Array.from({ length: 11 }, (_, seed) => tinyUnit('a', seed)));
    writeUnitsFile(file, plan);
    const read = readUnitsFile(file, executor.parse);
    assert.deepEqual(read, plan);
    const slices = [1, 2, 3].map((i) => sliceUnits(read, `${i}/3`));
    assert.deepEqual(slices.map((slice) => slice.length), [4, 4, 3]); // prettier-ignore
    assert.deepEqual(new Set(slices.flat()), new Set(read));
    for (const bad of ['0/3', '4/3', '1', 'a/b', '1/0']) {
      assert.throws(() => sliceUnits(read, bad), /--slice .*: expected I\/N/, bad);
    }
    const edited = plan.map((planned, i) => (i === 4 ? { ...planned, unit: { ...planned.unit, seed: 99 } } : planned));
    writeUnitsFile(file, edited);
    assert.throws(
      () => readUnitsFile(file, executor.parse),
      /units\.json: units\.4: its hash [0-9a-f]{12} is not that of its unit, which was changed after it was planned\.$/,
    );
    writeUnitsFile(file, [{ ...plan[0], unit: {} as Unit }]);
    assert.throws(() => readUnitsFile(file), /units\.json: units\.0: Not a unit of work: model: /);
    fs.writeFileSync(file, '{"telltale": "0.0.1", "units": []}');
    assert.throws(() => readUnitsFile(file), /units\.json: made by Telltale 0\.0\.1/);
    fs.writeFileSync(file, '{"telltale": "0.1.0", "units": [{"hash": "x"}]}');
    assert.throws(() => readUnitsFile(file), /units\.json: no file of units: units\.0\./);
    assert.throws(() => readUnitsFile(path.join(folder, 'none')), /none: expected a file of units/);
  });
});
