import assert from 'node:assert/strict';
import { sliceSeries } from '../../lib/data';
import { monitorRows, monitorStudy, countersAfter, slackTextOf } from '../../lib/exercises/monitor-study';
import { rulesSeen } from '../../lib/exercises/practice-answers';
import { dashboardPanels, exportedFiles, promotedAndBack, savedAndTampered } from '../../lib/exercises/practice-folder';
import {
  compareModels,
  modelRows,
  modelsSeen,
  withHoles,
  type ModelOutcome,
} from '../../lib/exercises/practice-models';
import { failingSensor, retrainingGains, retrainingStudy } from '../../lib/exercises/retraining-study';
import { compareRules, ruleRows, thresholdRules } from '../../lib/exercises/threshold-rules';
import type { Source } from '../../lib/experiments';
import type { AnomalyPipeline } from '../../lib/pipeline';
import { fittedPipeline, sineSeries, smallVae } from '../pipeline/samples';

describe('section 4.5 on a sample', function () {
  this.timeout(120_000);
  const train = sineSeries();
  const test = sineSeries({ length: 400, seed: 1, anomaly: [90, 210] });
  let pipeline: AnomalyPipeline;

  before(async () => {
    pipeline = await fittedPipeline({ threshold: { kind: 'false-positive-rate', rate: 0.05 } }, train);
  });
  after(() => pipeline.dispose());

  it('judges each rule on the blocks that none was chosen on', () => {
    const outcomes = compareRules(pipeline, test, 100);
    assert.deepEqual(Object.keys(outcomes), Object.keys(thresholdRules));
    // Judged are the steps 100 to 199, all anomalous, and 300 to 399, all normal.
    const { scores } = pipeline.predict(test);
    const { threshold, recall, falsePositiveRate, precision, f1 } = outcomes['percentile 95'];
    const above = (from: number) => scores.slice(from, from + 100).filter((score) => score > threshold).length;
    assert.equal(recall, above(100) / 100);
    assert.equal(falsePositiveRate, above(300) / 100);
    assert.equal(precision, above(100) / (above(100) + above(300)));
    assert.equal(f1, (2 * above(100)) / (2 * above(100) + above(300) + (100 - above(100))));
    // The rule for recall is set on the steps 90 to 99 and 200 to 209: it finds 18 of these 20.
    const labelled = [...scores.slice(90, 100), ...scores.slice(200, 210)].sort((a, b) => a - b);
    assert.equal(outcomes['recall .9'].threshold, labelled[2]);
    assert.match(rulesSeen([outcomes]), /The rule ".+" has the best F1 \(\d?\.\d{3}\); the one that maximizes it/);
    assert.match(rulesSeen([outcomes]), /The rule for a recall of \.9 takes the highest threshold/);
    assert.deepEqual(ruleRows([outcomes, outcomes])[3].recall, [recall, recall]);
  });

  it('compares pipelines of other detectors, and rows that know nothing', async () => {
    const options = { ...smallVae, threshold: { kind: 'false-positive-rate' as const, rate: 0.05 } };
    const compared = { options, pipelines: [pipeline], seeds: [0], blockLength: 50 };
    const outcomes = await compareModels({ train, test: withHoles(test) }, compared);
    const names = outcomes.map(({ model }) => model);
    assert.equal(names[0], 'vae, windows of 8');
    assert.ok(names.includes('k-means, windows of 50: the default of npm run fit'));
    assert.deepEqual(names.slice(-2), ['random', 'everything anomalous']);
    const everything = outcomes[outcomes.length - 1];
    assert.deepEqual([everything.precision, everything.f1], [[0.3], [0.6 / 1.3]]);
    assert.ok(outcomes[0].rocAuc[0] > 0.9 && Math.abs(outcomes[outcomes.length - 2].rocAuc[0] - 0.5) < 0.2);
    assert.equal(modelRows(outcomes).length, outcomes.length);
    assert.deepEqual(outcomes.filter(({ knowsNothing }) => knowsNothing).map(({ model }) => model), ['constant', 'random', 'everything anomalous']); // prettier-ignore
  });

  it('sets the place alone beside them where the series has one, by the same budget', async () => {
    const options = { ...smallVae, threshold: { kind: 'false-positive-rate' as const, rate: 0.05 } };
    const source: Source = { kind: 'files', files: { train: 'a.csv', test: 'b.csv' }, channels: ['b.csv'] };
    const compared = { options, pipelines: [pipeline], seeds: [0], blockLength: 50, source };
    const outcomes = await compareModels({ train, test: withHoles(test) }, compared);
    const outcomeOf = (name: string) => outcomes.find(({ model }) => model === name)!;
    const [clock, later] = ['time-index', 'everything after the first 60 %'].map(outcomeOf);
    // Steps 90 to 209 of 400 are anomalous, 90 normal ones before them and 190 after: these alone are later.
    assert.ok(Math.abs(clock.rocAuc[0] - 90 / 280) < 1e-12 && clock.knowsNothing);
    // The last 5 % are normal: 20 of the 280 - 7 - 7 steps whose window of 8 is normal.
    assert.ok(Math.abs(clock.falsePositiveRate[0] - 20 / 266) <= 1 / 266, String(clock.falsePositiveRate));
    assert.deepEqual([clock.recall, later.recall], [[0], [0]]);
    assert.ok(Math.abs(later.falsePositiveRate[0] - 160 / 266) <= 1 / 266);
    assert.deepEqual(outcomes.slice(-2).map(({ model }) => model), ['random', 'everything anomalous']); // prettier-ignore
  });

  it('says which rows rank better, and which of those that know nothing', () => {
    const of = (model: string, rocAuc: number, knowsNothing = false): ModelOutcome => {
      const none = { recall: [0], precision: [0], f1: [0], prAuc: [0], interval: [0.01, 0.03] as const };
      return { model, knowsNothing, rocAuc: [rocAuc], falsePositiveRate: [0.02], ...none };
    };
    const looking = [of('vae', 0.9), of('pca', 0.95), of('autoencoder', 0.8)];
    const said = modelsSeen([...looking, of('time-index', 1, true), of('random', 0.5, true)], 0.05);
    assert.match(
      said,
      /3 of 3 detectors keep the budget\. By ROC-AUC 1 of the other 2 rank better; the best is the pca with \.950/,
    );
    assert.match(said, /Of the rows that know nothing, time-index \(1\.000\) ranks better\.$/);
    assert.match(modelsSeen([...looking, of('random', 0.5, true)], 0.05), /know nothing, none ranks better\.$/);
  });

  it('retrains in three ways after a sensor failed, and gives their gains', async () => {
    const [fresh, rest] = [sineSeries({ length: 400, seed: 2 }), test];
    assert.deepEqual(
      Array.from(failingSensor(sliceSeries(fresh, 0, 1)).values),
      Array.from(fresh.values.slice(0, 3), (value, i) => (i === 0 ? 0.5 * value + 0.5 : value)),
    );
    const stretches = { old: sliceSeries(train, 0, 420), held: sliceSeries(train, 420), fresh, rest };
    const rows = await retrainingStudy([pipeline], stretches, { ...smallVae, threshold: pipeline.settings.threshold });
    assert.deepEqual(
      rows.map((row) => row.pipeline),
      ['as it was', 'trained on', 'trained on with replay', 'fitted again', 'everything anomalous'],
    );
    const gains = retrainingGains(rows);
    assert.equal(gains['fitted again'][0], rows[3].f1[0] - rows[0].f1[0]);
    assert.equal(Object.keys(gains).length, 3);
    assert.deepEqual(rows[4].f1, [0.6 / 1.3]);
  });

  it('replays three monitors, and shows what would leave them', async () => {
    const replayed = await monitorStudy(pipeline, test, [{ start: 90, end: 210 }]);
    const rows = monitorRows(replayed);
    assert.deepEqual(
      rows.map(({ monitor }) => monitor),
      ['an alert each run', 'hysteresis, cool-down', 'the same, SPOT'],
    );
    const [eager, calm] = replayed;
    assert.ok(calm.alerts.length <= eager.alerts.length && calm.met === 1);
    const alert = calm.alerts[0];
    assert.ok(slackTextOf(alert).includes(`start ${alert.start}`), slackTextOf(alert));
    const counters = await countersAfter(calm);
    assert.ok(counters.includes(`telltale_points_total ${test.length}`), counters.join());
    assert.ok(counters.includes(`telltale_alerts_total{phase="opened"} ${calm.alerts.length}`));
    assert.ok(dashboardPanels().includes('Open alerts'));
  });

  it('scores alike in a second process, refuses a changed bit, and exports', async () => {
    const saved = await savedAndTampered(pipeline, test);
    assert.deepEqual([saved.scores, saved.differing], [400, 0]);
    assert.match(saved.refusal, /^FOLDER.* is truncated or changed/);
    const versions = await promotedAndBack([pipeline, pipeline]);
    assert.equal(versions, 'v0001, v0002 are kept; in use is v0002 and, after rolling back, v0001');
    assert.deepEqual(await exportedFiles(pipeline), ['detector.onnx', 'saved-model/1', 'export.json']);
  });
});
