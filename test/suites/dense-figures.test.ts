import assert from 'node:assert/strict';
import { planTables, Results } from '../../lib/experiments';
import {
  autoencoderSentence,
  bothLosses,
  codesOf,
  codesSentence,
  denseTables,
  errorLines,
  firstScores,
  kindBars,
  kindsOf,
  latentSizes,
  lossLines,
  natBars,
  networkTable,
  preparedTables,
  redrawings,
  rocLines,
  sizesOf,
  wavesSentence,
  weightsRangeSentence,
} from '../../lib/suites';
import { loadBackend } from '../../lib/runtime';
import { denseResults as results, denseTestTables as tables, prepared } from '../support/dense-results';

const { reportOne, reportTwo, digits } = tables;
const sizes = sizesOf(reportOne, results);

describe('figures of notebook 2', () => {
  it('draw losses, errors, sizes and nats of the first seed', () => {
    assert.deepEqual(lossLines(sizes, 'validationLoss')[1], { name: 'vae, latent 10', values: [3, 3] });
    const { lines, bestEpoch } = bothLosses(sizes[0]);
    assert.deepEqual([lines.map(({ values }) => values), bestEpoch], [[[2, 1], [3, 2]], 2]); // prettier-ignore
    assert.deepEqual(latentSizes(sizes), [5, 10, 20]);
    assert.deepEqual(errorLines(sizes).map(({ values }) => values[0]), [0.1, 0.2, 0.3]); // prettier-ignore
    assert.deepEqual(natBars(sizes)[0].values, [0.5, 0.5, 0.001]);
    assert.deepEqual(kindBars(sizesOf(reportTwo, results), ['mean shift'])[0].values, [0.75]);
  });

  it('judge the scores of the first seed by its threshold', () => {
    const { testScores, labels, threshold, predictions } = firstScores(reportOne, sizes[0]);
    assert.equal(threshold, 1.5);
    assert.deepEqual(predictions, labels);
    assert.equal(testScores.length, labels.length);
    const [curve] = rocLines([sizes[0]], Uint8Array.from(labels));
    assert.deepEqual([curve.name, curve.truePositiveRate[1], curve.falsePositiveRate[1]], ['vae, latent 5', 1, 0]);
  });

  it('put images of both classes beside what networks make of them', () => {
    const { windows } = prepared(digits);
    const { values, labels } = windows.test;
    const reconstructions = Array.from(values.slice(0, 32 * 784), (value) => 1 - value);
    const [run] = results.table(digits.name).row('vae').rows;
    const network = new Results([{ ...run, probe: { ...run.probe, reconstructions } }] as typeof results.rows);
    const { rows, places } = redrawings(windows.test, { vae: network }, 2);
    assert.deepEqual(places.map((i) => labels[i]), [0, 0, 1, 1]); // prettier-ignore
    assert.deepEqual(Object.keys(rows), ['input', 'vae']);
    assert.equal(rows['input'].length, 4 * 784);
    assert.deepEqual(rows['vae'], rows['input'].map((value) => 1 - value)); // prettier-ignore
  });

  it('name the kinds of samples, normal first', () => {
    const { kindNames, classNames, classes } = kindsOf(prepared(reportTwo));
    assert.deepEqual(classNames, ['normal', ...kindNames]);
    assert.equal(kindNames.length, 3);
    assert.deepEqual(new Set(classes), new Set([0, 1, 2, 3]));
  });

  it('are followed by sentences', async () => {
    await loadBackend();
    const [series] = preparedTables(tables, 0);
    assert.match(wavesSentence(series), /test steps \d+\.\d % are anomalous/);
    const range = weightsRangeSentence(networkTable(denseTables({ profile: 'full' }), 'full'));
    assert.match(range, /^Report 1's networks have 14\d,\d{3} to 1\d{2},\d{3} weights, report 2's 2\d,\d{3} to/);
    const rows = ['autoencoder', 'vae'].map((label) => results.table(digits.name).row(label));
    assert.match(
      autoencoderSentence(rows),
      /^With the first seed (autoencoder|vae) .* epoch 2 of 2, .* 1\.0000 and .* \d\.0000\.$/,
    );
    const [run] = rows[0].rows;
    const coded = new Results([
      { ...run, probe: { ...run.probe, latentDim: 1, codes: [1, 3, 2, 9] } },
    ] as typeof results.rows);
    assert.deepEqual(codesOf(coded), { codes: [1, 3, 2, 9], latentDim: 1 });
    assert.match(codesSentence([coded], Uint8Array.of(0, 0, 1, 1)), /would be \.500 \(autoencoder\)/);
  });
});

describe('what notebook 2 changes of the suites', () => {
  const changed = denseTables({
    profile: 'quick',
    digit: 7,
    epochShare: 0.5,
    klFactor: 15,
    percentile: 75,
    deviations: 2,
  });
  const plain = denseTables({ profile: 'quick' });

  it('is the digit, the thresholds, the epochs and the weight of KL, and the titles say so', () => {
    assert.deepEqual(changed.digits.source, { kind: 'mnist', channels: ['7'] });
    assert.deepEqual(changed.reportOne.protocol.threshold, { kind: 'percentile', percentile: 75, of: 'test' });
    assert.deepEqual(changed.reportTwo.protocol.threshold, { kind: 'sigma', k: 2 });
    const [first, before] = [changed, plain].map((all) => all.reportTwo.rows[0]);
    assert.deepEqual([first.training!.epochs, before.training!.epochs], [15, 30]);
    assert.equal(first.config!['beta'], 15 * (before.config!['beta'] as number));
    const atOne = changed.reportTwo.rows.find(({ label }) => label === 'vae, latent 16, beta 1')!;
    assert.equal(atOne.config!['beta'], 1);
    assert.match(changed.reportTwo.title, /; 0\.5 of the epochs, 15 times the weight of KL$/);
  });

  it('leaves the jobs of the suites as they are by default', () => {
    const jobs = (all: typeof plain) => planTables(Object.values(all), 'quick').map(({ job }) => job);
    assert.deepEqual(jobs(denseTables({ profile: 'quick', epochShare: 1, klFactor: 1, percentile: 95, deviations: 3, digit: 3 })), jobs(plain)); // prettier-ignore
    assert.deepEqual(plain.reportOne.rows[0].config, { latentDim: 5, beta: 2 / 500 });
  });
});
