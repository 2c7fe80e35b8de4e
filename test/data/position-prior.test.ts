import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { positionPriors, writeNpy } from '../../lib/data';
import { anomalyShares } from '../../lib/data/position-prior';

describe('anomalyShares', () => {
  it('gives the share of series that are anomalous at each of 100 places', () => {
    const late = { length: 1000, segments: [{ start: 600, end: 1000 }] };
    const end = { length: 500, segments: [{ start: 450, end: 500 }] };
    const shares = anomalyShares([late, end, { length: 70, segments: [] }]);
    assert.equal(shares.length, 100);
    // Place i is step i / 99 * 999 of the first series: from 600 on at i = 60 (605); of the second, step 450 at i = 90 (454).
    assert.deepEqual([shares[59], shares[60], shares[89], shares[90], shares[99]], [0, 1 / 3, 1 / 3, 2 / 3, 2 / 3]);
  });

  it('needs a series', () => {
    assert.throws(() => anomalyShares([]), /expected at least one labelled series, found none/);
  });
});

describe('positionPriors', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-prior-'));
  after(() => fs.rmSync(root, { recursive: true }));

  it('count the labels of all channels but those of the own incident, place by place', () => {
    // show one incident; B-1 is longer, and its half lies where theirs does; C-1 is of the other spacecraft.
    const channels = [
      ['A-1', 'SMAP', '[[50, 99]]', 100],
      ['A-2', 'SMAP', '[[50, 99]]', 100],
      ['B-1', 'SMAP', '[[180, 199]]', 200],
      ['C-1', 'MSL', '[[0, 4]]', 1000],
    ] as const;
    for (const split of ['train', 'test']) fs.mkdirSync(path.join(root, split));
    const rows = channels.map(([channel, spacecraft, spans, length]) => {
      for (const split of ['train', 'test']) {
        writeNpy(path.join(root, split, `${channel}.npy`), { shape: [length, 1], data: new Float64Array(length) });
      }
      return `${channel},${spacecraft},"${spans}",[point],${length}\n`;
    });
    const header = 'chan_id,spacecraft,anomaly_sequences,class,num_values\n';
    fs.writeFileSync(path.join(root, 'labeled_anomalies.csv'), header + rows.join(''));
    const priors = positionPriors(root);
    const of = (channel: string, ...places: number[]) =>
      places.map((place) => Number(priors.get(channel)![place].toFixed(9)));
    assert.equal(priors.get('A-1')!.length, 100);
    // Of A-1: B-1 and C-1.
    assert.deepEqual(of('A-1', 0, 1, 50, 89, 90, 99), [0.5, 0, 0, 0, 0.5, 0.5]);
    assert.deepEqual(priors.get('A-2'), priors.get('A-1'));
    // Of B-1: and C-1.
    assert.deepEqual(of('B-1', 0, 49, 50, 99), [0.333333333, 0, 0.666666667, 0.666666667]);
    assert.deepEqual(of('C-1', 0, 50, 95), [0, 0.666666667, 1]);
  });
});
