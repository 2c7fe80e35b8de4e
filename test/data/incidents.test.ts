import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { incidentsOf, writeNpy } from '../../lib/data';
import { groupIncidents, labelJaccard, type LabelledSpans } from '../../lib/data/incidents';

const spans = (channel: string, ...segments: readonly [start: number, end: number][]): LabelledSpans => ({
  channel,
  spacecraft: 'SMAP',
  segments: segments.map(([start, end]) => ({ start, end })),
  length: 1000,
});

describe('labelJaccard', () => {
  it('shares the steps of both labels out over those of either', () => {
    // 20 + 5 steps of both; 40 + 30 of one, 30 + 5 of the other.
    const index = labelJaccard(spans('a', [10, 50], [100, 130]), spans('b', [30, 60], [110, 115]));
    assert.ok(Math.abs(index - 25 / (70 + 35 - 25)) < 1e-12);
  });

  it('compares the steps that both series have', () => {
    const short = { ...spans('b', [700, 800]), length: 800 };
    assert.equal(labelJaccard(spans('a', [700, 1000]), short), 1);
    assert.equal(labelJaccard(spans('a', [900, 1000]), short), 0);
  });

  it('is 0 where nothing is labelled', () => {
    assert.equal(labelJaccard(spans('a'), spans('b')), 0);
  });
});

describe('groupIncidents', () => {
  it('joins channels whose labels share at least half of their union', () => {
    const [a, half, less] = [spans('a', [0, 100]), spans('half', [0, 50]), spans('less', [51, 100])];
    assert.deepEqual(groupIncidents([a, half, less]), [['a', 'half'], ['less']]);
  });

  it('joins what a chain of pairs connects, whichever comes first', () => {
    const [a, b, c] = [spans('a', [0, 100]), spans('b', [30, 130]), spans('c', [60, 160])];
    assert.ok(labelJaccard(a, c) < 0.5);
    assert.deepEqual(groupIncidents([a, c, spans('d', [500, 600]), b]), [['a', 'c', 'b'], ['d']]);
  });

  it('keeps spacecraft apart, and channels without labels', () => {
    const [a, b] = [spans('a', [0, 100]), spans('b', [0, 100])];
    assert.deepEqual(groupIncidents([a, { ...b, spacecraft: 'MSL' }]), [['a'], ['b']]);
    assert.deepEqual(groupIncidents([spans('a'), spans('b')]), [['a'], ['b']]);
  });
});

describe('incidentsOf', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-incidents-'));
  after(() => fs.rmSync(root, { recursive: true }));

  it('names the incident of each labelled channel by its first channel', () => {
    // Some of the published labels, with the lengths of the published files.
    const published: readonly (readonly [channel: string, spans: string, length: number])[] = [
      ['P-1', '[[2149, 2349], [4536, 4844], [3539, 3779]]', 8505],
      ['D-1', '[[5250, 8508]]', 8509],
      ['D-3', '[[5225, 8500]]', 8640],
      ['D-4', '[[5225, 8472]]', 8473],
      ['D-7', '[[4940, 7641]]', 7642],
      ['D-12', '[[5178, 7917]]', 7918],
      ['M-1', '[[1110, 2250]]', 2277],
      ['M-2', '[[1110, 2250]]', 2277],
    ];
    for (const split of ['train', 'test']) fs.mkdirSync(path.join(root, split));
    const rows = published.map(([channel, spans, length]) => {
      for (const split of ['train', 'test']) {
        writeNpy(path.join(root, split, `${channel}.npy`), { shape: [length, 1], data: new Float64Array(length) });
      }
      const classes = spans.split('],').map(() => 'point').join(', '); // prettier-ignore
      return `${channel},${channel.startsWith('M') ? 'MSL' : 'SMAP'},"${spans}","[${classes}]",${length}\n`;
    });
    const header = 'chan_id,spacecraft,anomaly_sequences,class,num_values\n';
    fs.writeFileSync(path.join(root, 'labeled_anomalies.csv'), header + rows.join(''));
    const first = { 'P-1': 'P-1', 'M-1': 'M-1', 'M-2': 'M-1' };
    const ofD1 = Object.fromEntries(['D-1', 'D-3', 'D-4', 'D-7', 'D-12'].map((channel) => [channel, 'D-1']));
    assert.deepEqual(Object.fromEntries(incidentsOf(root)), { ...first, ...ofD1 });
  });
});
