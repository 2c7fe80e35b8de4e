import assert from 'node:assert/strict';
import {
  costSeen,
  brokenSeen,
  enoughSeen,
  errorsSeen,
  followedScores,
  floodSeen,
  followedSeen,
  inSampleSeen,
  lengthLines,
  lengthsSeen,
  lengthTable,
  overlapLines,
  overlapSeen,
  rivalsSeen,
  rivalTable,
  scoresByWeight,
  searchSeen,
  searchSweep,
  sizeLines,
  spacesSeen,
  spaceTable,
  spreadSeen,
  watchedScores,
  weightsSeen,
} from '../../lib/exercises/exercise-seen';
import type { LatentSizeFindings } from '../../lib/exercises/latent-size-findings';
import type { LengthFindings } from '../../lib/exercises/sequence-length-findings';
import { Results, type ResultRow } from '../../lib/experiments';

const sizes: LatentSizeFindings = {
  latentDims: [1, 3],
  ofData: [
    {
      trueDim: 3,
      rocAuc: [[0.7], [0.9]],
      normalError: [[0.5], [0.01, 0.03]],
      errorRatio: [[2], [40, 60]],
      enough: 3,
    },
  ],
  shares: { '10-30 %': [0.9], 'below 10 %': [0.7], 'above 30 %': [0.9] },
};

const space = (model: string, more: object = {}) => ({
  model,
  activeDims: [15],
  meanLength: [3.2],
  generatedDistance: [4.5],
  ownDistance: [4.3],
  halfwayDistance: [4],
  errorRocAuc: [0.85],
  lengthRocAuc: [0.2],
  ...more,
});
const spaces = [
  space('vae without KL', { kl: [120], bothRocAuc: [0.84], meanLength: [15] }),
  space('vae, beta 1', { kl: [10], bothRocAuc: [0.8], errorRocAuc: [0.87] }),
  space('autoencoder', { generatedDistance: [6.3], activeDims: [16] }),
];

const length = (windowSize: number, rocAuc: number, relativeTime: number): LengthFindings => ({
  windowSize,
  rocAuc: { jump: [rocAuc], tempo: [1 - rocAuc] },
  found: { jump: [1], tempo: [0.5] },
  delay: { jump: [2], tempo: [7] },
  trainLoss: [windowSize / 1000],
  relativeTime,
});
const lengths = [length(5, 0.9, 1), length(40, 0.7, 5)];

const rival = (row: string, rocAuc: number, alone: number, more: object = {}): ResultRow =>
  ({
    table: 'exercise-3',
    row,
    channel: 'digit 3',
    seed: 0,
    measures: { rocAuc },
    history: { seconds: 2 },
    probe: { parameters: 100, seconds: { alone, inBatch: alone / 10 }, ...more },
  }) as unknown as ResultRow;
const bySteps = { rocAuc: [0.5, 0.8, 0.7], residualRocAuc: [0.5, 0.6, 0.65] };
const rivals = new Results([
  rival('autoencoder', 0.9, 0.001),
  rival('anogan', 0.7, 2, { bySteps }),
  { ...rival('pca', 0.95, 1), probe: undefined },
]);

describe('what notebook 9 saw', () => {
  it('of the latent size', () => {
    assert.match(enoughSeen(sizes), /^For data of 3 dimensions 3 latent dimensions, 10 % of the input, /);
    assert.match(errorsSeen(sizes), /goes from \.500 to \.020, and that of anomalies is 50 times as large/);
    assert.deepEqual(sizeLines(sizes, 'normalError')[0].values, [0.5, 0.02]);
  });

  it('of the KL term', () => {
    assert.match(
      spacesSeen(spaces, 16),
      /^The model that uses fewest uses 15\.0 of 16 .* about 4\.0, lie 4\.5 .* 6\.3 .* 4\.3\.$/,
    );
    assert.deepEqual(spaceTable(spaces, 16).rows[2].slice(0, 3), ['autoencoder', undefined, [16]]);
    const weights = scoresByWeight(spaces);
    assert.deepEqual(weights.weights, ['vae without KL', 'vae, beta 1']);
    assert.match(
      weightsSeen(weights),
      /: \.850 to \.870 by error, \.800 to \.840 by error \+ beta KL, \.200 to \.200 /,
    );
    assert.match(spreadSeen(spaces, ['vae without KL', 'vae, beta 1']), /is 15\.0 \(vae without KL\) and 3\.2 \(vae/);
  });

  it('of the rivals and the search', () => {
    const [autoencoder, , pca] = rivalTable(rivals, 3).rows;
    assert.deepEqual(autoencoder, ['autoencoder', [0.9], 100, 2, 1, 0.1]);
    assert.deepEqual(pca, ['pca', [0.95], null, null, null, null]);
    assert.match(rivalsSeen(rivals), /first is pca \.950\. Of 3 rows the autoencoder is number 2, AnoGAN number 3\.$/);
    const sweep = searchSweep(rivals, 0);
    assert.deepEqual(
      [sweep.steps, sweep.lines[1].values, sweep.lines[2].values],
      [
        [1, 2],
        [0.6, 0.65],
        [0.9, 0.9],
      ],
    );
    assert.match(
      searchSeen(sweep, 0),
      /\.800 after one step and \.700 after 2: the search loses \.100\. .* 2000 times/,
    );
  });

  it('of the length of sequences', () => {
    assert.match(lengthsSeen(lengths), /by windows of 5 steps \(ROC-AUC \.900\), wrong rhythms by 40 \(\.300\)/);
    assert.match(costSeen(lengths), /is \.005 at 5 steps and \.040 at 40\. .* is 5\.0 times slower/);
    assert.deepEqual(lengthTable(lengths).rows[0], [5, [0.9], [1], [2], [1 - 0.9], [0.5], [7], [0.005]]);
    assert.deepEqual(lengthLines(lengths, 'delay').map(({ values }) => values), [[2, 2], [7, 7]]); // prettier-ignore
  });

  it('of budgets', () => {
    const budget = { rate: 0.05, calibration: 300, fresh: 2000, draws: 4, seed: 0 };
    assert.equal(
      brokenSeen({
        budget,
        trials: { percentile: Float64Array.of(0.04, 0.06, 0.07, 0.05), surer: Float64Array.of(0, 0, 0, 0) },
      }),
      'Share of the calibrations with a rate over 5 %: .500 by percentile; .000 by surer.',
    );
    assert.match(inSampleSeen({ inSample: { percentile: 0.09, sigma: 0.021 } }), /lets 9\.0 % of .* lets 2\.1 %;/);
    const summary = (mean: number, worst: number) => ({ mean, worst, low: mean - 0.01, high: mean + 0.01, broken: 0 });
    const overlap = {
      windowSizes: [1, 50],
      conformal: [summary(0.05, 0.076), summary(0.107, 0.312)],
      sure: [summary(0.03, 0.05), summary(0.06, 0.278)],
    };
    assert.match(
      overlapSeen(overlap),
      /1 to 50 steps .* from \.050 to \.107, .* from \.076 to \.312; .* from \.050 to \.278\.$/,
    );
    const [mean, , sure] = overlapLines(overlap);
    assert.deepEqual([mean.values, sure.values], [[0.05, 0.107], [0.05, 0.278]]); // prettier-ignore
  });

  it('of challenges', () => {
    const study = {
      pipeline: { windowSize: 3, parts: { threshold: { value: 2 } } },
      flood: {
        without: { alerts: [1, 2, 3] },
        with: { alerts: [{ start: 4 }], points: [{}, { score: 1 }, { score: 5 }] },
      },
      drifting: { with: { points: [{ score: 9 }, { score: 1, threshold: 2 }, { score: 4, threshold: 3 }] } },
    } as unknown as Parameters<typeof floodSeen>[0] &
      Parameters<typeof followedSeen>[0] &
      Parameters<typeof watchedScores>[0];
    assert.equal(floodSeen(study), '3 runs above the threshold become 1 alert.');
    assert.match(followedSeen(study), /, 1 of 2 scores lie above/);
    assert.deepEqual(followedScores(study), { scores: [1, 4], follows: [2, 3] });
    const { scores, start, detected } = watchedScores(study);
    assert.deepEqual([scores, start, detected], [[1, 5], 2, [{ start: 4, end: Infinity }]]);
  });
});
