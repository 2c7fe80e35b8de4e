import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import {
  aheadSentence,
  byChannelTable,
  ENSEMBLE,
  highestSentence,
  leadSentence,
  meansTable,
  publishedSentence,
  rankSentence,
  scoredApart,
  worksAnswer,
  worksTable,
} from '../../lib/leaderboard';

const set = (name: string, shift: number) => ({
  name,
  series: ['a', 'b'],
  rows: new Map([
    [ENSEMBLE, [0.8 + shift, 0.6]],
    [`${ENSEMBLE}, the protocol's threshold`, [0.8 + shift, 0.6]],
    ['k-means', [0.4, 0.2 + shift]],
  ]),
});
const sets = [set('SMAP', 0), set('MSL', 0.1)];

describe('what notebook 10 shows', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-works-'));
  const run = { root, channels: ['D-1'], profile: 'smoke' as const, seed: 3 };
  before(() => simulateSmapMsl(root, { channels: ['D-1'], length: 600 }));
  after(() => fs.rmSync(root, { recursive: true }));

  it('runs the ensemble, the yardstick, the networks and rows that know nothing', () => {
    const { rows, seeds } = worksTable(run, 'k-means, windows of 50');
    const labels = rows.map(({ label }) => label);
    assert.ok([ENSEMBLE, 'k-means, windows of 50', 'random', 'time-index'].every((label) => labels.includes(label)));
    assert.ok(!labels.includes('k-means, windows of 100'));
    assert.deepEqual(seeds, [3]);
    assert.throws(
      () => worksTable(run, 'k-means, windows of 7'),
      /yardstick: expected a row .*; found 'k-means, windows of 7'\.$/,
    );
  });

  it('averages rows over each data set, and drops those that differ in the threshold alone', () => {
    const { columns, rows } = meansTable(sets, [ENSEMBLE, 'k-means', 'nowhere']);
    assert.deepEqual(columns, ['detector', 'SMAP', 'MSL']);
    const rounded = rows.map(([label, ...values]) => [label, ...values.map((value) => Number(value).toFixed(2))]);
    assert.deepEqual(rounded, [
      [ENSEMBLE, '0.70', '0.75'],
      ['k-means', '0.30', '0.35'],
    ]);
    assert.deepEqual([...scoredApart(sets)[0].rows.keys()], [ENSEMBLE, 'k-means']);
  });

  it('says on which channels one row is ahead', () => {
    const figures = [
      { name: 'ours', values: [0.9, 0.5] },
      { name: 'k-means', values: [0.7, 0.6] },
    ];
    const seen = aheadSentence(['ours', 'k-means'], figures, ['D-1', 'M-6']);
    assert.match(seen, /ahead of k-means on 1 of 2 channels \(D-1\): on average \.700 against \.650\.$/);
    assert.deepEqual(byChannelTable(figures, ['D-1', 'M-6'], 'VUS-PR').rows[1], ['k-means', 0.7, 0.6]);
  });

  it('names leaders, ranks and the step of the highest score', () => {
    const lead = (low: number) => ({ value: 0.2, low, high: 0.3 });
    const leads = {
      columns: ['detector', 'SMAP, 54 series'],
      rows: [
        ['net', lead(0.1)],
        ['other', lead(-0.1)],
        ['kan-ad', lead(-0.2)],
      ],
    };
    assert.match(leadSentence(leads, 'k-means'), /above k-means .*: net\.$/);
    const ranks = [
      { name: 'a', rank: 1.2 },
      { name: 'b', rank: 2 },
      { name: 'c', rank: 4 },
    ];
    assert.match(rankSentence({ ranks, critical: 2, incidents: 9 }), /Over 9 incidents a .* rank, 1\.2; .*2\.0: b\.$/);
    const late = Float64Array.from({ length: 1901 }, (_, step) => step);
    assert.match(highestSentence('net', late, []), /highest at step 1,900, which is labelled normal/);
    assert.match(highestSentence('net', [1, 5, 2], [0, 1, 0]), /highest at step 1, which is labelled anomalous/);
    const found = [{ ...sets[0], rows: new Map([...sets[0].rows, ['net', [0.5, 0.5]], ['kan-ad', [0.1, 0.3]]]) }];
    const answers = worksAnswer(found, { leads, deep: ['net', 'other', 'kan-ad'], yardstick: 'k-means' });
    assert.equal(answers['Do small networks beat k-means?'], 'net: +.200 [+.100, +.300] on SMAP');
    assert.equal(answers['And the others?'], 'kan-ad .200 on SMAP; k-means .300 on SMAP');
  });

  it('holds the ensemble against the best published row', () => {
    const table = {
      caption:
        'VUS-PR against the best published detector, KMeansAD (published): Protocol (d), TSB-AD-M: SMAP, 25 series',
      columns: ['detector', 'VUS-PR', 'Δ [95%]'],
      rows: [
        ['random', 0.1, { value: -0.2, low: -0.3, high: -0.1 }],
        [ENSEMBLE, 0.906, { value: 0.526, low: 0.374, high: 0.677 }],
      ],
    };
    assert.match(
      publishedSentence([table], [ENSEMBLE, 'k-means']),
      /: TSB-AD-M: SMAP \.906, less KMeansAD \(published\) \+\.526 \[\+\.374, \+\.677\]\. VUS-PR of k-means: not in these tables\.$/,
    );
  });
});
