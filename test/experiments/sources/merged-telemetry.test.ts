import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findSmapMsl, loadChannel, simulateSmapMsl } from '../../../lib/data';
import { fingerprintOf, loadSource, mergedSpacecraft } from '../../../lib/experiments';

describe('all channels of a spacecraft as one series', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-merged-'));
  const root = path.join(folder, 'data');
  const source = { kind: 'merged-telemetry', root, channels: ['SMAP', 'MSL'] } as const;
  before(() => simulateSmapMsl(root, { channels: ['T-1', 'D-1', 'P-2', 'M-1'], length: 1500 }));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('has them by name, without P-2, with their labels', () => {
    const { train, test } = loadSource({ ...source, channels: ['SMAP'] }, 'SMAP');
    const [d1, t1] = ['D-1', 'T-1'].map((channel) => loadChannel(root, channel));
    assert.equal(train.length, d1.train.length + t1.train.length);
    assert.equal(test.length, d1.test.length + t1.test.length);
    assert.deepEqual(test.values.subarray(0, d1.test.values.length), d1.test.values);
    assert.deepEqual(test.values.subarray(d1.test.values.length), t1.test.values);
    assert.deepEqual([...test.labels!], [...d1.test.labels!, ...t1.test.labels!]);
  });

  it('has the features of each spacecraft, and a fingerprint of its own', () => {
    assert.deepEqual(mergedSpacecraft(root), ['SMAP', 'MSL']);
    assert.deepEqual(
      source.channels.map((channel) => loadSource({ ...source, channels: [channel] }, channel).test.features),
      [25, 55],
    );
    const [smap, msl] = source.channels.map((channel) =>
      fingerprintOf({ ...source, channels: [channel] }, { channel, seed: 0 }),
    );
    assert.notEqual(smap, msl);
  });

  it('refuses a spacecraft without channels', () => {
    assert.throws(
      () => loadSource({ ...source, channels: ['ESA'] }, 'ESA'),
      /expected labelled channels of ESA to join; it has channels of SMAP, MSL\.$/,
    );
  });

  it('has the steps and the labels that papers state, of the real telemetry', function () {
    const { root: real, simulated } = findSmapMsl();
    if (simulated) this.skip();
    for (const [craft, ...expected] of [
      ['SMAP', 135183, 427617, 54696],
      ['MSL', 58317, 73729, 7766],
    ] as const) {
      const { train, test } = loadSource({ kind: 'merged-telemetry', root: real, channels: [craft] }, craft);
      const anomalous = test.labels!.reduce((sum, label) => sum + label, 0);
      assert.deepEqual([train.length, test.length, anomalous], expected, craft);
    }
  });
});
