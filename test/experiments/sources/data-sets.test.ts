import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  dataSetSource,
  describeSource,
  fingerprintOf,
  loadSource,
  resolveSource,
  type Source,
} from '../../../lib/experiments';
import { onThisMachine, sourceSchema, targetsOf } from '../../../lib/experiments/sources';
import { writeNab, writeOpssat, writeSkab } from '../../support/data-sets';

describe('sources of data sets', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-sets-'));
  const [nab, skab, opssat] = ['nab', 'skab', 'opssat'].map((name) => path.join(folder, name));
  before(() => {
    writeNab(nab);
    writeSkab(skab);
    writeOpssat(opssat);
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const sources = (): Source[] => [
    dataSetSource('nab', nab),
    dataSetSource('skab', skab),
    { kind: 'opssat', root: opssat, channels: ['segments'] },
  ];

  it('hold all series, or as many as are wanted, evenly spread', () => {
    assert.deepEqual(dataSetSource('nab', nab).channels, ['art/first', 'art/second', 'real/third']);
    assert.deepEqual(dataSetSource('nab', nab, 2).channels, ['art/first', 'art/second']);
    assert.deepEqual(dataSetSource('skab', skab, 1).channels, ['valve1/2']);
  });

  it('train on what is normal and test with labels, on all features', () => {
    for (const source of sources()) {
      const { train, test, warnings } = loadSource(source, source.channels[0]);
      assert.deepEqual([train.labels!.includes(1), test.labels!.includes(1), warnings], [false, true, []], source.kind);
      assert.equal(targetsOf(source), 'all');
      assert.deepEqual(sourceSchema.parse(JSON.parse(JSON.stringify(source))), source);
    }
  });

  it('have a fingerprint of what they hold, wherever it lies', () => {
    const copy = path.join(folder, 'copy');
    for (const source of sources()) {
      const wanted = { channel: source.channels[0], seed: 0 };
      const own = fingerprintOf(source, wanted);
      assert.match(own, /^[0-9a-f]{16}$/);
      const root = describeSource(source);
      fs.cpSync(root, copy, { recursive: true });
      const there = { ...source, root: copy } as Source;
      assert.equal(fingerprintOf(there, wanted), own, source.kind);
      const file = path.join(copy, source.kind === 'opssat' ? 'dataset.csv' : `${source.channels[0]}.csv`);
      fs.writeFileSync(
        file,
        fs
          .readFileSync(file, 'utf8')
          .replace(/(\d)(\r?\n)$/, '7$2')
          .replace(/\.(\d)/, '.9'),
      );
      assert.notEqual(fingerprintOf(there, wanted), own, source.kind);
      fs.rmSync(copy, { recursive: true });
    }
  });

  it('are relative to a folder, and elsewhere on another machine', () => {
    const kept = process.env['TELLTALE_NAB'];
    process.env['TELLTALE_NAB'] = nab;
    try {
      const relative: Source = { kind: 'nab', root: 'nab', channels: ['art/first'] };
      assert.deepEqual(resolveSource(relative, folder), { ...relative, root: nab });
      const elsewhere = { ...relative, root: path.join(folder, 'of the machine that planned it') };
      assert.deepEqual(onThisMachine(elsewhere), { ...relative, root: nab });
      assert.deepEqual(onThisMachine({ ...relative, root: skab }), { ...relative, root: skab }, 'it is there');
    } finally {
      if (kept === undefined) delete process.env['TELLTALE_NAB'];
      else process.env['TELLTALE_NAB'] = kept;
    }
  });
});
