import assert from 'node:assert/strict';
import { decideRetraining, measureDrift, type AnomalyPipeline } from '../../../lib/pipeline';
import { fittedPipeline, sineSeries } from '../samples';

describe('measureDrift', () => {
  let pipeline: AnomalyPipeline;
  before(async () => {
    pipeline = await fittedPipeline();
  });
  after(() => pipeline.dispose());

  it('sees none in fresh data of the same kind', () => {
    const { drifted, inputs } = measureDrift(pipeline, sineSeries({ seed: 10 }));
    assert.equal(drifted, false);
    assert.deepEqual(
      inputs.map(({ name }) => name),
      ['feature 0', 'feature 1', 'feature 2'],
    );
  });

  it('sees a shift in inputs and scores', () => {
    const { inputs, scores } = measureDrift(pipeline, sineSeries({ seed: 11, shift: 1 }));
    assert.ok(inputs.every(({ drifted }) => drifted));
    assert.ok(scores.drifted && scores.pValue < 1e-6 && scores.psi > 1);
  });

  it('leaves labelled anomalies and missing values out', () => {
    const series = sineSeries({ seed: 12, anomaly: [100, 250] });
    for (let time = 300; time < 360; time++) series.values[time * 3] = NaN;
    const { inputs } = measureDrift(pipeline, series);
    assert.equal(inputs[2].drifted, false);
    assert.ok(Math.abs(inputs[0].missing - 60 / 450) < 1e-12);
    const { labels: _labels, ...unlabelled } = series;
    assert.equal(measureDrift(pipeline, unlabelled).inputs[2].drifted, true);
    assert.throws(
      () => measureDrift(pipeline, sineSeries({ anomaly: [0, 600] })),
      /expected a normal window to compare; found none/,
    );
  });

  it('refuses limits that no test can meet', () => {
    for (const options of [{ alpha: NaN }, { alpha: 2 }, { minPsi: -1 }]) {
      const [name, value] = Object.entries(options)[0];
      assert.throws(() => measureDrift(pipeline, sineSeries(), options), {
        name: 'PipelineError',
        message: new RegExp(`measureDrift: ${name}: expected a number .*; found ${value}`),
      });
    }
  });
});

describe('decideRetraining', () => {
  const quiet = { checks: [{ drifted: true }, { drifted: false }], ageDays: 1, newTimeSteps: 5000 };
  const drifting = new Array(3).fill({ drifted: true }) as { drifted: boolean }[];

  it('waits for drift that lasts', () => {
    assert.deepEqual(decideRetraining(quiet), { retrain: false, reasons: ['No rule asks for retraining.'] });
    assert.equal(decideRetraining({ ...quiet, checks: drifting.slice(1) }).retrain, false);
    assert.deepEqual(decideRetraining({ ...quiet, checks: drifting }), {
      retrain: true,
      reasons: ['The last 3 checks found drift.'],
    });
  });

  it('heeds false alarms and age', () => {
    assert.match(
      decideRetraining({ ...quiet, falsePositiveRate: 0.2 }).reasons[0],
      /20\.0 % of normal time steps.*10\.0 % is allowed/,
    );
    assert.match(decideRetraining({ ...quiet, ageDays: 91 }).reasons[0], /91 days old; 90 is the limit/);
    assert.equal(decideRetraining({ ...quiet, ageDays: 91 }, { maxAgeDays: 100 }).retrain, false);
  });

  it('refuses numbers that decide nothing', () => {
    assert.throws(
      () => decideRetraining(quiet, { driftChecks: 0 }),
      /driftChecks must be a whole number of at least 1/,
    );
    assert.throws(
      () => decideRetraining({ ...quiet, ageDays: NaN }),
      /ageDays: expected a number of at least 0; found NaN/,
    );
    assert.throws(() => decideRetraining({ ...quiet, falsePositiveRate: NaN }), /falsePositiveRate.*found NaN/);
  });

  it('does not train on too little', () => {
    const { retrain, reasons } = decideRetraining({ ...quiet, checks: drifting, newTimeSteps: 10 });
    assert.equal(retrain, false);
    assert.match(reasons[1], /Not yet: 10 new normal time steps/);
  });
});
