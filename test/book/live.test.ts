import assert from 'node:assert/strict';
import { callAbove } from '../../book/live/at-threshold';
import { openChannel, RANDOM, RANDOM_DRAWS, TIME_INDEX, type LiveChannel } from '../../book/live/channel-scores';
import { adjustedRows, callHighest, crossing, passedNetworks } from '../../book/live/point-adjustment';
import { volumeByWindow, volumeRows } from '../../book/live/volume';

/** Ten steps, the labelled ones 4 to 7. */
const labels = Uint8Array.from([0, 0, 0, 0, 1, 1, 1, 1, 0, 0]);

/** A network that finds nothing, a network that finds one step of four, and "random" scores that find another. */
const channel: LiveChannel = {
  channel: 'by hand',
  spacecraft: 'none',
  segments: [{ start: 4, end: 8 }],
  labels,
  rows: [
    { label: 'blind', kind: 'network', draws: [Float64Array.from([9, 8, 1, 1, 1, 1, 1, 1, 1, 1])] },
    { label: 'narrow', kind: 'network', draws: [Float64Array.from([8, 0, 0, 0, 0, 9, 0, 0, 0, 0])] },
    {
      label: 'random',
      kind: 'random',
      draws: [Float64Array.from([0, 0, 0, 0, 0, 0, 9, 8, 0, 0]), Float64Array.from([0, 0, 9, 0, 0, 0, 8, 0, 0, 0])],
    },
  ],
};

const near = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-12, `${found}`);

describe('live pages: point adjustment', () => {
  it('calls the highest share of the scores, and fewer where scores are equal', () => {
    assert.deepEqual([...callHighest(Float64Array.from([1, 2, 3, 4, 5]), 40)], [0, 0, 0, 1, 1]);
    assert.deepEqual([...callHighest(Float64Array.from([1, 1, 1, 1, 1]), 40)], [0, 0, 0, 0, 0]);
  });

  it('gives the F1 of each row by k, and the mean, lowest and highest of draws', () => {
    // Two of ten steps are called. Unadjusted: 1 of 2 right, 1 of 4 found, F1 1/3; or 2 of 2 right, F1 2/3.
    const [blind, narrow, random] = adjustedRows([channel], { k: 100, share: 20 });
    assert.equal(blind.f1, 0);
    near(narrow.f1, 1 / 3);
    near(random.f1, (2 / 3 + 1 / 3) / 2);
    near(random.lowest, 1 / 3);
    near(random.highest, 2 / 3);
    // One hit of four is more than 0 percent: the segment counts whole, with one false step in five, F1 8/9.
    const adjusted = adjustedRows([channel], { k: 0, share: 20 });
    near(adjusted[1].f1, 8 / 9);
    near(adjusted[2].f1, (1 + 8 / 9) / 2);
    // 25 percent is not more than 25 percent, so only the draw with two hits is adjusted.
    const strict = adjustedRows([channel], { k: 25, share: 20 });
    near(strict[1].f1, 1 / 3);
    near(strict[2].f1, (1 + 1 / 3) / 2);
  });

  it('averages over channels', () => {
    const silent = {
      ...channel,
      rows: channel.rows.map((row) => ({ ...row, draws: row.draws.map(() => new Float64Array(10)) })),
    };
    near(adjustedRows([channel, silent], { k: 100, share: 20 })[1].f1, 1 / 6);
  });

  it('says which networks random scores pass, and up to which k', () => {
    assert.deepEqual(passedNetworks(adjustedRows([channel], { k: 100, share: 20 })), ['blind', 'narrow']);
    assert.equal(crossing([channel], 20), 100);
    const better = { ...channel.rows[1], draws: [Float64Array.from([0, 0, 0, 0, 9, 9, 9, 0, 0, 0])] };
    const found = { ...channel, rows: [better, channel.rows[2]] };
    // Three of ten: 3 of 4 at k >= 75, F1 6/7; all below, F1 1. "Random" has at most (1 + 8/9) / 2.
    assert.equal(crossing([found], 30), undefined);
    const wrong = { ...channel.rows[1], draws: [Float64Array.from([9, 8, 7, 0, 6, 5, 4, 0, 0, 0])] };
    // Six called, three right: adjusted 4 of 7 are, F1 8/11. Random scores: 17/18 with k < 25, from 25 on (1 + 1/3) / 2.
    assert.equal(crossing([{ ...channel, rows: [wrong, channel.rows[2]] }], 60), 24);
  });
});

describe('live pages: threshold', () => {
  const scores = Float64Array.from([0, 1, 2, 3, 9, 9, 4, 5, 6, 7]);

  it('counts the cells above a percentile', () => {
    // Above the 5.4 of 60 percent: 9, 9, 6, 7.
    const called = callAbove(scores, labels, { percentile: 60, window: 1, context: 'causal' });
    near(called.threshold, 5.4);
    assert.deepEqual(called.confusion, { tp: 2, fp: 2, tn: 4, fn: 2 });
    assert.deepEqual(called.called, [
      { start: 4, end: 6 },
      { start: 8, end: 10 },
    ]);
    near(called.f1, 0.5);
    // The event is found: recall 1, precision 1/2.
    near(called.eventF1, 2 / 3);
    // Of 24 pairs, 4 and 5 lie below 6 and 7: four are not in order.
    near(called.rocAuc, 20 / 24);
  });

  it('averages over a window, back or both ways, before it calls', () => {
    const causal = callAbove(scores, labels, { percentile: 100, window: 3, context: 'causal' });
    near(causal.scores[5], (3 + 9 + 9) / 3);
    const centred = callAbove(scores, labels, { percentile: 100, window: 3, context: 'centred' });
    near(centred.scores[5], (9 + 9 + 4) / 3);
    assert.deepEqual(causal.confusion, { tp: 0, fp: 0, tn: 6, fn: 4 });
  });
});

describe('live pages: volume', () => {
  const rows = [{ label: 'exact', kind: 'network' as const, draws: [Float64Array.from(labels)] }];

  it('has the areas without a window beside the volume', () => {
    const [exact] = volumeRows({ ...channel, rows }, 0);
    assert.deepEqual([exact.rocAuc, exact.averagePrecision, exact.vusPr, exact.vusRoc], [1, 1, 1, 1]);
  });

  it('takes the mean over draws at each window', () => {
    const one = volumeByWindow({ ...channel.rows[2], draws: [channel.rows[2].draws[0]] }, labels, [0, 4]);
    const other = volumeByWindow({ ...channel.rows[2], draws: [channel.rows[2].draws[1]] }, labels, [0, 4]);
    const both = volumeByWindow(channel.rows[2], labels, [0, 4]);
    both.forEach((value, i) => near(value, (one[i] + other[i]) / 2));
    assert.notEqual(both[0], both[1]);
  });
});

describe('live pages: channels', () => {
  it('add the time index and draws of random scores that are the same each time', () => {
    const kept = {
      kind: 'telltale book scores' as const,
      channel: 'X-1',
      spacecraft: 'MSL',
      length: 4,
      segments: [{ start: 1, end: 3 }],
      made: { command: '', commit: '', profile: 'quick', seed: 0, backend: '' },
      rows: [{ label: 'LSTM-VAE', kind: 'network' as const, scores: [1, 2, 3, 4] }],
    };
    const { labels: opened, rows } = openChannel(kept);
    assert.deepEqual([...opened], [0, 1, 1, 0]);
    assert.deepEqual(
      rows.map(({ label, draws }) => [label, draws.length]),
      [['LSTM-VAE', 1], [TIME_INDEX, 1], [RANDOM, RANDOM_DRAWS]], // prettier-ignore
    );
    assert.deepEqual([...rows[1].draws[0]], [0, 0.25, 0.5, 0.75]);
    assert.deepEqual(rows[2], openChannel(kept).rows[2]);
    assert.notDeepEqual(rows[2].draws[0], rows[2].draws[1]);
    assert.notDeepEqual(rows[2], openChannel({ ...kept, channel: 'X-2' }).rows[2]);
  });
});
