import assert from 'node:assert/strict';
import { Random } from '../../../lib/base';
import { makeSeries } from '../../../lib/data';
import { aggregate, smapMslProtocol, type Protocol } from '../../../lib/experiments';
import { alarmMeasures, alarmsOf, onAlarms, QUIET_STEPS, recordAlarms } from '../../../lib/experiments/measures';

/** Marks stretches of so many steps. */
function marks(length: number, ...stretches: readonly (readonly [start: number, end: number])[]): Uint8Array {
  const found = new Uint8Array(length);
  for (const [start, end] of stretches) found.fill(1, start, end);
  return found;
}

const DAY = 1440;
const labels = marks(2 * DAY, [500, 800], [2000, 2020]);
const record = (predictions: Uint8Array) => recordAlarms(predictions, labels, 60);

describe('alarmsOf', () => {
  it('joins predicted steps that lie closer than a quiet gap', () => {
    const closer = marks(1000, [10, 11], [11 + QUIET_STEPS - 1, 200], [200 + QUIET_STEPS, 310]);
    assert.deepEqual(alarmsOf(closer), [
      { start: 10, end: 200 },
      { start: 300, end: 310 },
    ]);
    assert.deepEqual(alarmsOf(new Uint8Array(10)), []);
  });
});

describe('recordAlarms', () => {
  it('takes the first predicted step in an event, and counts alarms that find none', () => {
    // One false alarm; one that sounds 30 steps late; one 10 steps before an event, whose steps 2,003 is the first in it.
    const found = record(marks(2 * DAY, [100, 105], [530, 531], [560, 570], [1990, 1991], [2003, 2004]));
    assert.deepEqual(found, { delays: [30, 3], falseAlarms: 1, alarmSteps: 5 + 40 + 14, steps: 2880, stepSeconds: 60 });
  });

  it('does not credit an alarm that was on long before an event, but does a later one', () => {
    const before = QUIET_STEPS + 1;
    assert.deepEqual(record(marks(2 * DAY, [500 - before, 900])).delays, [null, null]);
    assert.equal(record(marks(2 * DAY, [500 - before, 900])).falseAlarms, 1);
    assert.deepEqual(record(marks(2 * DAY, [501 - before, 900])).delays, [0, null]);
    const again = record(marks(2 * DAY, [500 - before, 510], [650, 660]));
    assert.deepEqual([again.delays, again.falseAlarms], [[150, null], 1]);
  });

  it('lets an alarm find two events, and none that it only spans', () => {
    const close = marks(1000, [500, 510], [550, 560]);
    assert.deepEqual(recordAlarms(marks(1000, [500, 501], [559, 560]), close, 60).delays, [0, 9]);
    assert.deepEqual(recordAlarms(marks(1000, [495, 500], [510, 515]), close, 60).delays, [null, null]);
  });
});

describe('alarmMeasures', () => {
  it('puts all events, alarms and days together', () => {
    const one = { delays: [0, 9, 10, null], falseAlarms: 3, alarmSteps: 100, steps: DAY, stepSeconds: 60 };
    const other = { delays: [99, 2000], falseAlarms: 0, alarmSteps: 188, steps: DAY / 10, stepSeconds: 1200 };
    assert.deepEqual(alarmMeasures([one, other]), {
      medianDelay: 10,
      foundWithin10: 2 / 6,
      foundWithin100: 4 / 6,
      foundWithin1000: 4 / 6,
      foundEver: 5 / 6,
      falseAlarmsPerDay: 1,
      alarmShare: 288 / 1584,
    });
  });

  it('has no delay where nothing is found, and no share where nothing is labelled', () => {
    const { medianDelay, foundEver, falseAlarmsPerDay } = alarmMeasures([record(new Uint8Array(2 * DAY))]);
    assert.deepEqual([medianDelay, foundEver, falseAlarmsPerDay], [null, 0, 0]);
    assert.equal(alarmMeasures([recordAlarms(marks(10), marks(10), 60)]).foundEver, null);
  });

  it('shows what a row is worth that always predicts, or at random', () => {
    const always = alarmMeasures([record(marks(2 * DAY, [0, 2 * DAY]))]);
    assert.deepEqual([always.foundEver, always.alarmShare, always.medianDelay], [0, 1, null]);
    assert.equal(always.falseAlarmsPerDay, 0.5);
    const random = new Random(0);
    const chance = (rate: number) => record(Uint8Array.from(labels, () => (random.uniform() < rate ? 1 : 0)));
    const rare = alarmMeasures(Array.from({ length: 50 }, () => chance(0.002)));
    assert.ok(
      rare.falseAlarmsPerDay! > 2 && rare.foundWithin10! < 0.05 && rare.medianDelay! > 50,
      JSON.stringify(rare),
    );
    assert.ok(alarmMeasures([chance(0.3)]).foundEver! === 0);
  });
});

describe('measures on alarms', () => {
  const series = (marked: Uint8Array) =>
    makeSeries({ name: 'test', values: new Float64Array(marked.length), features: 1, labels: marked });
  const protocol: Protocol = { ...smapMslProtocol, threshold: { kind: 'percentile', percentile: 100, of: 'training' } };
  const steps = (test: Uint8Array) => ({ train: Float64Array.from([0, 0.5]), test: Float64Array.from(test) });
  const measured = (test: Uint8Array, more: Partial<Protocol> = {}) =>
    onAlarms.measure({ scores: { steps: steps(test) }, test: series(labels), protocol: { ...protocol, ...more } });

  it('compare with the threshold from training, and take steps of a minute if nothing is said', () => {
    const { threshold, measures, alarms } = measured(marks(2 * DAY, [100, 101], [504, 510]));
    assert.equal(threshold, 0.5);
    assert.deepEqual([measures.medianDelay, measures.foundEver, measures.falseAlarmsPerDay], [4, 0.5, 0.5]);
    assert.equal(alarms!.stepSeconds, 60);
    assert.equal(measured(marks(2 * DAY, [100, 101]), { stepSeconds: 120 }).measures.falseAlarmsPerDay, 0.25);
  });

  it('are computed of all channels together, as median of all delays', () => {
    const channels = [
      [500, 501],
      [509, 510],
      [700, 701],
    ].map(([a, b]) => measured(marks(2 * DAY, [a, b])));
    const all = aggregate(channels);
    assert.deepEqual([all.medianDelay, all.foundWithin10, all.foundEver], [9, 2 / 6, 3 / 6]);
  });

  it('follow a threshold of SPOT, which is the highest training score where there is no tail', () => {
    const spot = { threshold: { kind: 'spot', q: 1e-3, level: 0.98, driftWindow: 0 } } as const;
    const { threshold, alarms } = measured(marks(2 * DAY, [505, 510]), spot);
    assert.deepEqual([threshold, alarms!.delays], [0.5, [5, null]]);
  });
});
