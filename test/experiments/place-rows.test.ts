import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import {
  dataSetSource,
  placeRows,
  smapMslSource,
  timeIndexRow,
  withPlaceRows,
  type Source,
} from '../../lib/experiments';
import { writeDataSets } from '../support/data-sets';

describe('placeRows', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-places-'));
  after(() => fs.rmSync(root, { recursive: true }));
  const files: Source = { kind: 'files', files: { train: 'a.csv', test: 'b.csv' }, channels: ['b.csv'] };
  const labelsOf = (source: Source) => placeRows(source).map(({ label }) => label);

  it('are four on telemetry, of which two have settings of their own for each channel', () => {
    simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 600 });
    const source = smapMslSource(root, ['P-1', 'D-1']);
    const rows = placeRows(source);
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['time-index', 'everything after the first 60 %', 'cut chosen on other incidents', 'position prior'],
    );
    assert.deepEqual(Object.keys(rows[2].protocolOf!), source.channels);
    assert.deepEqual(Object.keys(rows[3].configOf!), source.channels);
    assert.deepEqual(
      rows.map(({ about: of }) => of?.oracle === true),
      [false, true, false, false],
      'the fixed cut was chosen in sight of the labels',
    );
    for (const { detector, about } of rows) {
      assert.deepEqual([detector, about?.use], ['time-index', 'offline'], 'the place needs the length of the series');
    }
  });

  it('are two on one recording, which has no other to take a prior from, and none where nothing has a place', () => {
    assert.deepEqual(labelsOf(files), ['time-index', 'everything after the first 60 %']);
    assert.equal(placeRows(files)[1].about!.oracle, undefined, 'nobody saw the labels of these files');
    assert.deepEqual(labelsOf({ kind: 'gaussian-images', channels: ['images'], options: {} } as Source), []);
  });

  it('have a position prior by the other experiments of SKAB, and by the other folders of NAB', () => {
    writeDataSets(root);
    const priorOf = (source: Source, channel: string) =>
      placeRows(source).find(({ label }) => label === 'position prior')!.configOf![channel]['prior'] as number[];
    const skab = { ...dataSetSource('skab', path.join(root, 'skab')), channels: ['valve1/2', 'valve1/10'] };
    assert.deepEqual(labelsOf(skab), ['time-index', 'everything after the first 60 %', 'position prior']);
    assert.equal(placeRows(skab)[1].about!.oracle, undefined, 'nothing was chosen on these series');
    // The other's test steps 0 to 49 of 200 are anomalous: the places up to 49 / 199 of the way.
    const prior = priorOf(skab, 'valve1/2');
    assert.deepEqual(
      [prior.length, prior.filter((share) => share === 1).length, prior[24], prior[25]],
      [100, 25, 1, 0],
    );
    const nab = dataSetSource('nab', path.join(root, 'nab'));
    // Of the two series of the folder art, one is anomalous at test steps 40 to 59 and 240 to 249 of 340.
    const shares = priorOf(nab, 'real/third');
    assert.deepEqual([...new Set(shares)].sort(), [0, 0.5]);
    assert.deepEqual([shares[11], shares[12], shares[17], shares[18]], [0, 0.5, 0.5, 0]);
    assert.deepEqual(priorOf(nab, 'art/first'), priorOf(nab, 'art/second'), 'one folder, one prior');
    assert.deepEqual(labelsOf({ ...skab, channels: ['valve1/2'] }).length, 2, 'no other to take a prior from');
  });

  it('take the place of the time index among others', () => {
    const [first, last] = ['pca', 'random'].map((detector) => ({ label: detector, detector }));
    assert.deepEqual(withPlaceRows([first, timeIndexRow, last], files), [first, ...placeRows(files), last]);
  });
});
