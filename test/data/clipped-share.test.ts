import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { clippedShare, clippedShares, makeSeries, writeNpy } from '../../lib/data';

/** Telemetry and one command. The training telemetry has mean 0 and deviation 1. */
const series = (name: string, telemetry: readonly number[]) =>
  makeSeries({ name, features: 2, values: Float64Array.from(telemetry.flatMap((value) => [value, 100 * value])) });

describe('clippedShare', () => {
  const train = series('train', [-1, 1, -1, 1]);

  it('counts the test steps beyond five training deviations, on either side', () => {
    assert.equal(clippedShare({ train, test: series('test', [0, 5, 5.001, -6, -4.999, 7, 1, 1]) }), 3 / 8);
  });

  it('looks at the telemetry, or at another feature', () => {
    const test = makeSeries({ name: 'test', features: 2, values: Float64Array.of(0, 600, 6, 0, 0, 0, 0, 0) });
    assert.deepEqual([clippedShare({ train, test }), clippedShare({ train, test }, 1)], [0.25, 0.25]);
    assert.equal(
      clippedShare({ train, test: makeSeries({ name: 'test', features: 2, values: Float64Array.of(0, 600) }) }),
      0,
    );
  });

  it('leaves out steps that lack a value, as the protocol does', () => {
    assert.equal(clippedShare({ train, test: series('test', [NaN, 6, 0]) }), 0.5);
  });
});

describe('clippedShares', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-clipped-'));
  after(() => fs.rmSync(root, { recursive: true }));

  it('lists channels from the one that loses most', () => {
    for (const split of ['train', 'test']) fs.mkdirSync(path.join(root, split));
    const write = (split: string, channel: string, telemetry: readonly number[]) => {
      const data = Float64Array.from(telemetry.flatMap((value) => [value, 0]));
      writeNpy(path.join(root, split, `${channel}.npy`), { shape: [telemetry.length, 2], data });
    };
    for (const channel of ['A-1', 'A-2', 'A-3']) write('train', channel, [-1, 1, -1, 1]);
    write('test', 'A-1', [0, 0]);
    write('test', 'A-2', [9, 9]);
    write('test', 'A-3', [9, 0]);
    fs.writeFileSync(
      path.join(root, 'labeled_anomalies.csv'),
      `chan_id,spacecraft,anomaly_sequences,class,num_values\n${[1, 2, 3].map((i) => `A-${i},SMAP,[],[],2\n`).join('')}`,
    );
    assert.deepEqual(clippedShares(root, ['A-1', 'A-2', 'A-3']), [
      { channel: 'A-2', clipped: 1 },
      { channel: 'A-3', clipped: 0.5 },
      { channel: 'A-1', clipped: 0 },
    ]);
  });
});
