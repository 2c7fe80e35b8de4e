import assert from 'node:assert/strict';
import {
  channelDifference,
  channelSentence,
  classesSentence,
  comparisonSentence,
  confusionSentence,
  costSentence,
  describeDifference,
  detectionSentence,
  ensembleSentence,
  epochsSentence,
  incidentSentence,
  macroTable,
  meanRocSentence,
  precisionRecallSentence,
  prevalenceSentence,
  redrawnSentence,
  winsSentence,
} from '../../lib/suites';
import { percent, toMarkdown } from '../../lib/tables';
import { rowsOf } from '../support/hand-made-rows';

const six = (values: readonly number[]) => Object.fromEntries(values.map((value, i) => [`c${i}`, [value]]));
const low = rowsOf('low', six([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]));
const high = rowsOf('high', six([0.2, 0.3, 0.4, 0.5, 0.6, 0.7]));

describe('what was seen', () => {
  it('compares channel by channel, and says when channels are too few', () => {
    const found = channelDifference(high, low, 'f1');
    assert.ok(Math.abs(found.difference - 0.1) < 1e-12 && found.channels === 6);
    assert.equal(describeDifference(found), '+.100 [+.100, +.100], which is beyond chance');
    const wide = { ...found, interval: { low: -0.02, high: 0.1 } };
    assert.equal(describeDifference(wide), '+.100 [-.020, +.100], which may be chance');
    const few = channelDifference(
      high.where(({ channel }) => channel < 'c4'),
      low,
      'f1',
    );
    assert.equal(few.channels, 4);
    assert.equal(describeDifference(few), '+.100, of too few channels for an interval');
    const one = channelDifference(high, low, 'f1', new Map(low.channels.map((channel) => [channel, 'c0'])));
    assert.equal(one.channels, 6);
    assert.equal(describeDifference(one), '+.100, of too few incidents for an interval');
    const text = comparisonSentence('A', high, { B: low });
    assert.match(text, /^A over 6 channels, less B: F1 \+\.100 \[\+\.100, \+\.100\], which is beyond chance; ROC-AUC /);
  });

  it('names the channels below .5, and what lies above the threshold', () => {
    assert.deepEqual([percent(0.384), percent(0.384, 1)], ['38 %', '38.4 %']);
    assert.match(
      channelSentence(low),
      /^F1 runs from \.100 \(c0\) to \.600 \(c5\)\. On 4 channels .*\(c0, c1, c2, c3\)/,
    );
    assert.equal(
      confusionSentence({ tp: 1, fp: 300, tn: 900, fn: 3 }),
      '1 of 4 anomalous windows (25 %) and 300 of 1,200 normal ones (25 %) lie above the threshold.',
    );
    const detected = [{ start: 0, end: 5 }, { start: 8, end: 12 }]; // prettier-ignore
    assert.match(detectionSentence(detected, [{ start: 10, end: 20 }, { start: 30, end: 31 }]), /^Of 2 stretches .* 1 lie wholly outside .* over 5 steps\. 1 of 2 /); // prettier-ignore
  });

  it('counts the channels that used up their epochs, and what more epochs change', () => {
    const history = (ended: 'epochs' | 'early stopping') => ({
      trainLoss: [],
      validationLoss: [],
      phaseLosses: {},
      learningRates: [],
      bestEpoch: 0,
      ended,
      steps: 0,
      seconds: 0,
      warnings: [],
    });
    const more = rowsOf('more', six([0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), {
      epochs: 30,
      history: history('early stopping'),
    });
    const fewer = rowsOf('fewer', six([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), { epochs: 10, history: history('epochs') });
    const asked = { row: fewer, epochs: 10 };
    assert.equal(epochsSentence(asked), 'Training used up its epochs on 6 of 6 channels (seed 0).');
    assert.match(
      epochsSentence({ row: more, epochs: 30 }, asked),
      /at most 10 .* on 6 of 6 channels; with at most 30 on 0\. .* F1 by \+\.100/,
    );
    // All ended before the last of the epochs that they were given.
    assert.match(epochsSentence({ row: more, epochs: 300 }, asked), /with at most 300 on 0\./);
  });

  it('takes the best member by each measure, and ratios of costs', () => {
    assert.match(ensembleSentence(high, { low, worse: rowsOf('worse', six([0, 0, 0, 0, 0, 0])) }), /F1 \.450, against the best member, low \(\.350\): \+\.100/); // prettier-ignore
    const cost = { model: 'A', channels: 1, steps: 1, trainingSeconds: 10, peakMemoryBytes: 100, stepsPerSecond: 50 };
    const other = { ...cost, model: 'B', trainingSeconds: 20, stepsPerSecond: 10 };
    assert.match(costSentence([cost, other]), /^Beside A: B trains 2\.0 times as long, takes 1\.0 times the memory and scores \.20 times/); // prettier-ignore
    assert.doesNotMatch(costSentence([cost, other]), /MB/, 'no figure but measured ones');
  });

  it('sums incidents up, and makes tables of rows of different tables', () => {
    const one = {
      incident: 'x',
      detector: 'd',
      bestSingle: 0.8,
      meanSingle: 0.6,
      joint: 0.7,
      combined: 0.65,
      sooner: true,
      combinedSooner: false,
      knowingNothing: {},
    };
    assert.match(incidentSentence([one]), /in 1 of 1 comparisons \(by \+\.100 to \+\.100\).*in 0 of 1, than the mean/);
    assert.match(incidentSentence([]), /No incident of several channels/);
    const table = macroTable([{ name: 'A', results: low }, { name: 'B', results: high }], { measures: ['f1', 'recall'], caption: 'Rows' }); // prettier-ignore
    assert.match(toMarkdown(table), /\| B +\| \*\*\.450\*\* \| +– \|/);
  });

  it('says how far the scores of two classes lie apart', () => {
    const scores = [...Array.from({ length: 20 }, (_, i) => i), 18, 30, 40];
    const labels = scores.map((_, i) => (i < 20 ? 0 : 1));
    const found = classesSentence(scores, Uint8Array.from(labels), { unit: 'squared z-score' });
    // The 95th percentile of 0..19 is 18.05.
    assert.match(
      found,
      /median normal window scores 9\.5 squared z-score, the median anomalous one 30 squared z-score/,
    );
    assert.match(found, /67 % of the anomalous windows score higher than 95 % of the normal ones/);
    assert.match(classesSentence([1, 2], Uint8Array.from([0, 0])), /^All windows are of one class/);
    const samples = classesSentence(scores, Uint8Array.from(labels), { item: 'sample' });
    assert.match(samples, /^The median normal sample scores 9\.5, .* of the anomalous samples score higher/);
  });

  it('says what precision-recall curves enclose beside chance', () => {
    const row = { mean: () => 0.5 } as never;
    const found = precisionRecallSentence([{ name: 'A', row, prevalence: 0.25 } as never]);
    assert.equal(found, 'PR-AUC, mean over channels: *A* .500; a random score has .250, the share of anomalies.');
    const rows = Object.entries({ A: 0.25, B: 0.25, C: 0.4 }).map(([name, prevalence]) => ({ name, row, prevalence }));
    assert.match(
      precisionRecallSentence(rows as never),
      /a random score has \.250 \(A, B\) and \.400 \(C\), the share/,
    );
  });

  it('counts the channels on which one row is ahead of another', () => {
    const found = winsSentence({ name: 'A', values: [1, 2, 3] }, [{ name: 'B', values: [1, 1, 4] }], 'F1');
    assert.equal(found, 'The F1 of *A* is higher than that of *B* on 1 of 3 channels.');
    assert.match(prevalenceSentence(Uint8Array.from([0, 1, 1, 0])), /^50 % of the test windows are anomalous/);
  });

  it('reads the mean curves at a false positive rate of .3, and the first beside the last', () => {
    const curve = (rate: number) => {
      const [truePositiveRate, flat] = [
        Array.from({ length: 11 }, () => rate),
        Array.from({ length: 11 }, () => rate / 2),
      ];
      const roc = { falsePositiveRate: truePositiveRate.map((_, i) => i / 10), truePositiveRate };
      return { name: `of ${rate}`, roc: { ...roc, band: { lower: flat, upper: truePositiveRate } } } as never;
    };
    assert.equal(
      meanRocSentence([curve(0.6), curve(0.4)]),
      'At a false positive rate of .3 the true positive rates are: *of 0.6* .600, half of the channels within .300 and .600; ' +
        "*of 0.4* .400, half of the channels within .200 and .400. The first curve and the constant's differ by .200 on average.",
    );
    const redrawn = redrawnSentence({ input: Float32Array.of(0, 2), rebuilt: Float32Array.of(0.5, 1.5) });
    assert.equal(
      redrawn,
      'The reconstruction is .500 off on average, where the sensor has a standard deviation of 1.000.',
    );
  });
});
