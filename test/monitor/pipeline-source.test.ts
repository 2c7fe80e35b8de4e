import assert from 'node:assert/strict';
import {
  createLog,
  Monitor,
  MonitorService,
  type OrderOptions,
  pipelineSource,
  pipelineSpot,
  pipelineThreshold,
} from '../../lib/monitor';
import type { AnomalyPipeline } from '../../lib/pipeline';
import { fittedPipeline, sineSeries } from '../pipeline/samples';
import { Recorder } from '../support/monitor';

describe('a pipeline in the monitor', () => {
  let pipeline: AnomalyPipeline;
  const series = sineSeries({ seed: 5, length: 300, anomaly: [200, 220] });
  before(async () => (pipeline = await fittedPipeline({ smoothingSpan: 3 })));
  after(() => pipeline.dispose());

  const pointAt = (time: number) => ({ values: series.values.subarray(time * 3, time * 3 + 3) });
  function started(order: OrderOptions = {}) {
    const recorder = new Recorder();
    const options = { source: pipelineSource(pipeline), threshold: pipelineThreshold(pipeline), order, run: 'test' };
    return { recorder, monitor: new Monitor({ ...options, listener: recorder }) };
  }

  it("scores as the pipeline's own stream to the last bit, and judges as predict does", () => {
    const { monitor, recorder } = started();
    const stream = pipeline.stream();
    const { scores, predictions } = pipeline.predict(series);
    for (let time = 0; time < series.length; time++) {
      monitor.push(pointAt(time));
      const { score, anomalous } = recorder.points[time];
      assert.equal(score, stream.push(pointAt(time).values).score);
      if (score === undefined) continue;
      // A window by itself and one of a batch differ in the last bits of float32.
      assert.ok(Math.abs(score - scores[time]) < 1e-5);
      assert.equal(Number(anomalous), predictions[time]);
    }
    stream.dispose();
    assert.ok(recorder.notifications.some(({ alert }) => alert.start >= 200 && alert.start < 228));
  });

  it('continues after a restart with the same scores, smoothing and all', () => {
    const whole = started();
    const first = started();
    const second = started();
    for (let time = 0; time < 150; time++) [whole, first].forEach(({ monitor }) => monitor.push(pointAt(time)));
    second.monitor.restore(JSON.parse(JSON.stringify(first.monitor)));
    for (let time = 150; time < series.length; time++) {
      [whole, second].forEach(({ monitor }) => monitor.push(pointAt(time)));
    }
    assert.deepEqual(second.recorder.points, whole.recorder.points.slice(150));
  });

  it('continues after a restart with missing values, gaps and held points as if there had been none', () => {
    const order = { interval: 1, lateness: 3, maxFill: 4 };
    const records = Array.from({ length: 120 }, (_, time) => {
      const values = Float64Array.from(pointAt(time).values);
      if (time % 3 === 0) values[1] = NaN;
      return { timestamp: time, values };
    }).filter(({ timestamp }) => timestamp % 10 < 8);
    const whole = started(order);
    records.forEach((record) => whole.monitor.push(record));
    for (let cut = 30; cut < 42; cut++) {
      const [first, second] = [started(order), started(order)];
      records.slice(0, cut).forEach((record) => first.monitor.push(record));
      second.monitor.restore(JSON.parse(JSON.stringify(first.monitor)));
      records.slice(cut).forEach((record) => second.monitor.push(record));
      assert.deepEqual([...first.recorder.points, ...second.recorder.points], whole.recorder.points, `cut at ${cut}`);
    }
  });

  it('fills values that are missing', () => {
    const { monitor, recorder } = started();
    for (let time = 0; time < 40; time++) {
      const values = Float64Array.from(pointAt(time).values);
      if (time % 5 === 4) values[1] = NaN;
      assert.equal(monitor.push({ values }), undefined);
    }
    assert.ok(recorder.points.slice(7).every(({ score }) => Number.isFinite(score)));
  });

  it('judges a score equal to an inclusive threshold as the pipeline does', () => {
    for (const value of [2, -2, 0, 0.1, 1e-310]) {
      const parts = { ...pipeline.parts, threshold: { ...pipeline.parts.threshold, value, inclusive: true } };
      const threshold = pipelineThreshold({ parts } as AnomalyPipeline);
      assert.ok(value > threshold.value);
      assert.ok(threshold.value + Math.max(Math.abs(value) * 3e-16, 5e-324) >= value, `next below ${value}`);
    }
  });

  it('gives SPOT the scores that the pipeline was calibrated with', () => {
    const recorder = new Recorder();
    const threshold = pipelineSpot(pipeline, { q: 0.01, level: 0.9 });
    const monitor = new Monitor({ source: pipelineSource(pipeline), threshold, listener: recorder });
    for (let time = 0; time < 20; time++) monitor.push(pointAt(time));
    assert.equal(recorder.points[6].phase, 'warmingUp');
    assert.equal(recorder.points[7].phase, 'scoring');
  });

  it('tells readers of lines what the columns are', async () => {
    const names = ['a', 'b', 'c'];
    const named = await fittedPipeline(
      { training: { epochs: 1 }, timestampColumn: 'clock' },
      { ...sineSeries(), names },
    );
    const service = new MonitorService({
      monitor: { source: pipelineSource(named), threshold: pipelineThreshold(named) },
      sinks: [],
      log: createLog('silent'),
    });
    const { features, names: columns, timestampColumn } = service.columns;
    assert.deepEqual({ features, columns, timestampColumn }, { features: 3, columns: names, timestampColumn: 'clock' });
    named.dispose();
  });

  it('tells pipelines apart', async () => {
    const other = await fittedPipeline({ smoothingSpan: 3, seed: 1 });
    assert.notEqual(pipelineSource(other).id, pipelineSource(pipeline).id);
    other.dispose();
  });
});
