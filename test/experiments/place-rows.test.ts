import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { placeRows, smapMslSource, timeIndexRow, withPlaceRows, type Source } from '../../lib/experiments';

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

  it('take the place of the time index among others', () => {
    const [first, last] = ['pca', 'random'].map((detector) => ({ label: detector, detector }));
    assert.deepEqual(withPlaceRows([first, timeIndexRow, last], files), [first, ...placeRows(files), last]);
  });
});
