import assert from 'node:assert/strict';
import { makeSeries } from '../../lib/data';
import { recordReplay } from '../../lib/monitor/recording';
import { meanSource } from '../support/monitor';

describe('recordReplay', () => {
  const values = Float64Array.from({ length: 40 }, (_, time) => (time >= 10 && time < 20 ? 5 : 0));
  const series = makeSeries({ name: 'steps', values, features: 1 });
  const options = { source: meanSource(), threshold: { kind: 'fixed', value: 1 } } as const;

  it('keeps every point and each event once', async () => {
    const { points, alerts, drops, latencies } = await recordReplay(series, { ...options, alerts: { coolDown: 3 } });
    assert.deepEqual(
      points.map(({ timestamp }) => timestamp),
      Array.from({ length: 40 }, (_, time) => time),
    );
    assert.deepEqual(
      alerts.map(({ start, end, points }) => ({ start, end, points })),
      [{ start: 10, end: 20, points: 10 }],
    );
    assert.deepEqual(drops, {});
    assert.equal(latencies.length, 40);
  });

  it('closes what is open at the end, and counts what is dropped', async () => {
    const { alerts, drops } = await recordReplay(series, {
      ...options,
      disturb: (records) => [...records.slice(0, 15), ...records.slice(5, 7)],
    });
    assert.equal(alerts.length, 1);
    assert.deepEqual(drops, { late: 2 });
  });
});
