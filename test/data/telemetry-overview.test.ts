import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { countChannels, oddValues, spanPlaces, writeNpy } from '../../lib/data';

describe('an overview of telemetry', () => {
  let root: string;
  const write = (split: string, channel: string, telemetry: readonly number[], features: number) => {
    const values = new Float64Array(telemetry.length * features);
    telemetry.forEach((value, time) => (values[time * features] = value));
    writeNpy(path.join(root, split, `${channel}.npy`), { shape: [telemetry.length, features], data: values });
  };

  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-overview-'));
    for (const split of ['train', 'test']) fs.mkdirSync(path.join(root, split));
    // A-1 in two rows, B-1 of MSL, and C-1 without a row, whose 55 features are MSL's.
    fs.writeFileSync(
      path.join(root, 'labeled_anomalies.csv'),
      'chan_id,spacecraft,anomaly_sequences,class,num_values\n' +
        'A-1,SMAP,"[[70, 79]]","[point]",100\nA-1,SMAP,"[[10, 11]]","[point]",100\n' +
        'B-1,MSL,"[[95, 99]]","[contextual]",100\n',
    );
    const flat = (length: number) => new Array<number>(length).fill(0.5);
    for (const [channel, features] of [
      ['A-1', 25],
      ['B-1', 55],
      ['C-1', 55],
    ] as const) {
      write('train', channel, channel === 'B-1' ? [...flat(48), -2, NaN] : flat(50), features);
      write('test', channel, channel === 'A-1' ? [...flat(98), 1.5, 1] : flat(100), features);
    }
  });
  after(() => fs.rmSync(root, { recursive: true }));

  it('counts rows, labelled channels and channels with files', () => {
    assert.deepEqual(countChannels(root), [
      { spacecraft: 'SMAP', rows: 2, labelled: 1, files: 1 },
      { spacecraft: 'MSL', rows: 1, labelled: 1, files: 2 },
    ]);
  });

  it('places spans by their middle, and anomalous steps one by one', () => {
    const [smap, msl] = spanPlaces(root, 4);
    assert.deepEqual(smap, { spacecraft: 'SMAP', spans: [1, 0, 0, 1], steps: [2 / 12, 0, 5 / 12, 5 / 12] });
    assert.deepEqual(msl, { spacecraft: 'MSL', spans: [0, 0, 0, 1], steps: [0, 0, 0, 1] });
  });

  it('finds what lies outside a range, the farthest first, and what is missing', () => {
    const values = 150 * 25 + 150 * 55;
    assert.deepEqual(oddValues(root, 1), {
      beyond: [
        { channel: 'B-1', split: 'train', values: 1, farthest: -2 },
        { channel: 'A-1', split: 'test', values: 1, farthest: 1.5 },
      ],
      shareBeyond: 2 / values,
      shareMissing: 1 / values,
    });
  });
});
