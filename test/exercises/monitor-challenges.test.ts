import assert from 'node:assert/strict';
import { alarmShare, alertFlood, badInput, drift, latency, restart } from '../../lib/exercises/monitor-challenges';
import type { AnomalyPipeline } from '../../lib/pipeline';
import { fittedPipeline, sineSeries } from '../pipeline/samples';

describe('five challenges of a real-time system', () => {
  let pipeline: AnomalyPipeline;
  const series = sineSeries({ length: 400, seed: 1, anomaly: [200, 240] });

  before(async () => {
    pipeline = await fittedPipeline();
  });
  after(() => pipeline.dispose());

  it('one event is one alert with hysteresis and cool-down', async () => {
    const eager = await fittedPipeline({ threshold: { kind: 'percentile', percentile: 80 } });
    // The event pauses for longer than a window.
    const values = series.values.map((value, i) => (i % 3 === 2 && i >= 3 * 212 && i < 3 * 226 ? value - 3 : value));
    const { without, with: calm } = await alertFlood({ pipeline: eager, series: { ...series, values } });
    eager.dispose();
    const ofEvent = (alerts: typeof calm.alerts) => alerts.filter(({ start, end }) => start < 240 && end! > 200).length;
    assert.equal(ofEvent(calm.alerts), 1);
    assert.ok(ofEvent(without.alerts) > 1, `${ofEvent(without.alerts)} without`);
    assert.ok(calm.alerts.length < without.alerts.length, `${calm.alerts.length} of ${without.alerts.length}`);
    assert.equal(calm.points.length, series.length);
  });

  it('waiting and filling keep scores where points are late or lost', async () => {
    const found = await badInput({ pipeline, series }, { lost: 0.05, late: 0.05, delay: 3, seed: 0 });
    assert.ok(found.with > 0.9 && found.without < 0.8, `${found.with} against ${found.without}`);
  });

  it('an adaptive threshold alarms less where normal scores grow', async () => {
    const long = await fittedPipeline({}, sineSeries({ length: 2000 }));
    const calm = sineSeries({ length: 1500, seed: 1 });
    const values = calm.values.map((value, i) => value + 2 * (i / calm.values.length));
    const found = await drift({ pipeline: long, series: { ...calm, values } }, { rate: 0.01, driftWindow: 20 });
    long.dispose();
    assert.ok(alarmShare(found.with) < alarmShare(found.without));
  });

  it('a monitor that is resumed continues to the bit, one started afresh does not', async () => {
    const found = await restart({ pipeline, series });
    assert.equal(found.with, 0);
    assert.ok(found.without > 7);
  });

  it('measures both latencies', async () => {
    const found = await latency({ pipeline, series: sineSeries({ length: 60, seed: 1 }) });
    assert.ok(found.with > 0 && found.without > 0);
  });
});
