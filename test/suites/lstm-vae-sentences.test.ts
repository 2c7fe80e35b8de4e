import assert from 'node:assert/strict';
import { reportedTolerances } from '../../lib/claims';
import { makeSeries } from '../../lib/data';
import { Results, type ResultRow } from '../../lib/experiments';
import {
  calledSentence,
  clipSentence,
  constantSentence,
  distanceTable,
  invertedSentence,
  lstmVaeAnswer,
  lstmVaeLabels,
  missedChannels,
  missedSentence,
  natsSentence,
  readingDifferences,
  readingsSentence,
  sequencesSentence,
  swapSentence,
  trainingSentence,
  withReported,
  type TrainedReading,
} from '../../lib/suites';
import type { History } from '../../lib/training';

const history: History = {
  trainLoss: [2, 1],
  validationLoss: [2, 1],
  phaseLosses: {},
  learningRates: [0.1, 0.1],
  bestEpoch: 1,
  ended: 'epochs',
  steps: 2,
  seconds: 1,
  warnings: [],
};

const row = (
  label: string,
  figures: readonly [f1: number, rocAuc: number, prAuc: number],
  nats?: number,
): ResultRow => ({
  table: 'Method',
  row: label,
  channel: 'P-1',
  seed: 0,
  measures: { precision: 0.3, recall: 0.4, f1: figures[0], rocAuc: figures[1], prAuc: figures[2] },
  epochs: 2,
  steps: 2,
  seconds: 1,
  warnings: [],
  ...(nats !== undefined && { history: { ...history, nats } }),
});

const { summedKl, meanKl, summedError, evidence } = lstmVaeLabels;
const reported = { name: "the report's", precision: 0.447, recall: 0.456, f1: 0.426, rocAuc: 0.678, prAuc: 0.454 };
const results = new Results([
  row(summedKl, [0.336, 0.655, 0.435], 0.08),
  row(meanKl, [0.348, 0.618, 0.42], 4.9),
  row(summedError, [0.378, 0.611, 0.417], 18.7),
  row(evidence, [0.36, 0.62, 0.42], 3),
  row('constant', [0.338, 0.66, 0.433]),
  row('all-anomalous', [0.425, 0.5, 0.284]),
  row('nearest-neighbour', [0.461, 0.594, 0.411]),
  row('everything after the first 60 %', [0.678, 0.8, 0.6]),
  row('cut chosen on other incidents', [0.655, 0.8, 0.6]),
]);

describe('sentences on the LSTM-VAE', () => {
  it('count what the clip cuts flat, by label', () => {
    // The telemetry of four steps beside a command: one of two anomalous steps lies at the limit.
    const values = Float64Array.of(5, 0, 1, 0, -1, 0, 2, 0);
    const series = makeSeries({ name: 'test', values, features: 2, labels: Uint8Array.of(1, 1, 0, 0) });
    assert.match(
      clipSentence('D-1', series),
      /25 % of D-1's .* 5 deviations: 50 % of the anomalous steps and 0 % of the/,
    );
  });

  it('name what sets the two losses apart', () => {
    const noisy = trainingSentence(history, { trainNoisy: 1, trainQuiet: 0.5, validationQuiet: 0.4 });
    assert.match(noisy, /^2 epochs, ended by epochs; best epoch 2\. .* is the noise of z/);
    const quiet = trainingSentence(history, { trainNoisy: 0.51, trainQuiet: 0.5, validationQuiet: 0.4 });
    assert.match(quiet, /is other windows\.$/);
  });

  it('say which readings collapse', () => {
    const reading = (label: string, nats: number, noiseVariance: number): TrainedReading => ({
      label,
      beta: 0.1,
      linear: { noiseVariance, largestVariance: 9, directions: noiseVariance < 9 ? 2 : 0, nats },
      history: { ...history, nats },
      spread: 0.06,
      correlation: 0.997,
      f1: 0.3,
      rocAuc: 0.6,
    });
    const said = readingsSentence('P-1', [reading('first', 0.1, 12.5), reading('second', 4, 1)]);
    assert.match(said, /noise of variance 13; .* at most 9 in any direction, so no direction of them is worth telling/);
    assert.match(said, /\.1 nats, its reconstructions vary by 6 % .* by \.997\. Of 2 rows 1 carries .*: \*first\*\.$/);
  });

  it('say that the verdicts swap with the reading, and only where they do', () => {
    const tolerances = reportedTolerances('lstm-vae');
    const said = swapSentence(results, lstmVaeLabels, { reported, tolerances });
    assert.match(
      said,
      /^Within \.7 points of its F1, 2\.75 points of its ROC-AUC and \.75 points of its PR-AUC .* By row: \*all/,
    );
    // .001, .178 and .17 away; the readings' ROC-AUC .023, .06 and .067.
    assert.match(said, /By row: \*all-anomalous\* \(no code\): F1; \*constant\* \(no code\): ROC-AUC; /);
    assert.ok(said.includes(`*${summedKl}* (.08 nats): ROC-AUC;`), said);
    for (const [label, nats] of [[meanKl, '4.9'], [summedError, '19']]) assert.ok(said.includes(`*${label}* (${nats} nats): none;`), said); // prettier-ignore
    assert.match(said, /with the reading the verdict changes\.$/);
    const wide = { f1: 1, rocAuc: 1, prAuc: 1 };
    assert.match(swapSentence(results, lstmVaeLabels, { reported, tolerances: wide }), /here all three have the same verdict\.$/); // prettier-ignore
  });

  it('set each reading against the constant, over channels and incidents', () => {
    const channels = ['a', 'b', 'c', 'd', 'e', 'f'];
    const over = (label: string, rocAucs: readonly number[]) =>
      channels.map((channel, i) => ({ ...row(label, [0.5, rocAucs[i], 0.5]), channel }));
    const all = new Results([
      ...over('constant', [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
      ...over(summedKl, [0.6, 0.6, 0.6, 0.6, 0.6, 0.6]),
      ...over(meanKl, [0.9, 0.5, 0.5, 0.5, 0.5, 0.4]),
      ...over(summedError, [0.4, 0.4, 0.4, 0.4, 0.4, 0.4]),
      ...over(evidence, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
    ]);
    const said = readingDifferences(all, lstmVaeLabels, new Map([['a', 'a'], ['b', 'a']])); // prettier-ignore
    assert.match(said, /^Less the constant, mean over 6 channels and 95 % interval over channels or incidents/);
    const lines = said.split('\n').filter((line) => line.startsWith('- '));
    assert.ok(lines[0].startsWith(`- *${summedKl}*: F1 +.000`), lines[0]);
    assert.match(lines[0], /ROC-AUC \+\.100 \[\+\.100, \+\.100\], which is beyond chance; PR-AUC /);
    // .4 on one channel, -.1 on another: .3 / 6.
    assert.match(lines[1], /ROC-AUC \+\.050 .*, which may be chance; PR-AUC /);
    assert.match(lines[2], /ROC-AUC -\.100 \[-\.100, -\.100\], which is beyond chance; PR-AUC /);
    assert.equal(lines.length, 4);
    assert.match(readingDifferences(all, lstmVaeLabels), /95 % interval over channels:/);
  });

  it('call the model a distance where its scores are those of the constant', () => {
    const facts = (correlation: number) => [
      { channel: 'P-1', clipped: 0, correlation, constantRocAuc: 0.66, linearNats: 0 },
    ];
    const said = constantSentence(results, lstmVaeLabels, facts(0.99));
    assert.match(said, /ROC-AUC of \.655, .* \.660, .* correlate by \.990 .* differ by \.005: what is measured/);
    assert.match(constantSentence(results, lstmVaeLabels, facts(0.5)), /differ by \.005\.$/);
  });

  it('set what the code carries beside what a linear model would', () => {
    const ours = new Results(['a', 'b', 'c'].map((channel, i) => ({ ...row('x', [0, 0, 0], i), channel })));
    const facts = [0, 2, 4].map((linearNats, i) => {
      return { channel: 'abc'[i], clipped: 0, correlation: 1, constantRocAuc: 1, linearNats };
    });
    const said = natsSentence(ours, facts);
    assert.match(said, /^On 1 of 3 channels .* the most is 2 nats\. On average it is 1, .* carry 2; .* by 1\.000\./);
  });

  it('tell quiet anomalies from anomalies near the mean', () => {
    const channel = (name: string, anomalousDeviation: number) => ({
      channel: name,
      rocAuc: 0.3,
      normalScore: 1,
      anomalousScore: 0.5,
      normalDeviation: 0.1,
      anomalousDeviation,
    });
    const said = invertedSentence([channel('A-7', 0.05), channel('E-3', 0.2), channel('E-4', 0.3)]);
    assert.match(said, /^On A-7, E-3 and E-4 .* windows of A-7\. It does not within those of E-3 and E-4:/);
    assert.match(invertedSentence([]), /No channel/);
  });

  it('find anomalies that are ranked high and all missed', () => {
    const scores = { train: [1, 2, 3], test: [0.1, 0.2, 0.3], labels: [0, 0, 1] };
    const missed = { ...row('x', [0, 1, 1]), channel: 'A-8', threshold: 2.4, scores };
    const found = missedChannels(
      new Results([{ ...missed, measures: { recall: 0, rocAuc: 1 } }, row('x', [0.3, 0.6, 0.4])]),
    );
    const medians = { medianNormal: (0.1 + 0.2) / 2, medianTraining: 2 };
    assert.deepEqual(found, [{ channel: 'A-8', rocAuc: 1, threshold: 2.4, highestAnomalous: 0.3, ...medians }]);
    assert.match(
      missedSentence(found),
      /A-8 \(ROC-AUC 1\.000\): the highest anomalous score is \.3, the threshold 2\.4; /,
    );
  });

  it('give shares of what is called, and count false alarms', () => {
    assert.match(
      calledSentence('D-1', { tp: 9, fn: 1, fp: 30, tn: 70 }, 95),
      /30 % of D-1's normal .*, where 5 % of the training .* 90 % .*: 30 false alarms beside 9/,
    );
  });

  it('tell what the sequences are solved by', () => {
    const solved = new Results([row('lstm', [1, 1, 1]), row('pca', [1, 0.99, 1]), row('random', [0.1, 0.5, 0.5])]);
    assert.match(
      sequencesSentence(solved),
      /^lstm and pca have a ROC-AUC of \.95 or more; below that is random \.500\./,
    );
  });

  it('are gathered into an answer, and into tables', () => {
    const said = lstmVaeAnswer(results, lstmVaeLabels, { profile: 'full', dataNote: 'Real.' });
    assert.match(
      said,
      /^\*\*Answer\*\* \(profile full, seed 0, 1 channel\)\. .* \.08 nats: F1 \.336, ROC-AUC \.655, PR-AUC \.435\./,
    );
    assert.match(said, /19 nats: F1 \.378.* an F1 of \.425, .* \.461, .* \.678\. Real\.$/);
    const { rows } = distanceTable(results, lstmVaeLabels, reported);
    assert.deepEqual(rows[0], ['constant', '-.147', '-.056', '-.088', '-.018', '-.021', null]);
    assert.deepEqual(rows[1].slice(-1), [[0.08]]);
    const printed = { columns: ['Method', 'F1'], rows: [['a', 0.3]] };
    const table = withReported(printed, { measures: ['f1', 'accuracy'] }, reported);
    assert.deepEqual([table.rows[1], table.unranked], [["the report's", 0.426, null], [1]]);
  });
});
