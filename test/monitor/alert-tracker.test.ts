import assert from 'node:assert/strict';
import { type AlertOptions, AlertTracker } from '../../lib/monitor/alert-tracker';
import type { Notification } from '../../lib/monitor/point';

/** Tells a tracker scores at times 0, 1, 2, ... against the threshold 10. */
function told(scores: readonly number[], options: AlertOptions, threshold = 10): [number, Notification][] {
  const tracker = new AlertTracker('D-1', options);
  return scores.flatMap((score, timestamp): [number, Notification][] => {
    const notification = tracker.push({ timestamp, score, threshold });
    return notification ? [[timestamp, notification]] : [];
  });
}

const brief = (notifications: [number, Notification][]) =>
  notifications.map(([time, { phase, alert }]) => [time, phase, alert.start, alert.end, alert.peakScore, alert.points]);

describe('AlertTracker', () => {
  it('opens at the first exceedance and closes after the cool-down', () => {
    const events = told([1, 12, 15, 11, 2, 2, 2, 2], { coolDown: 2, clearFraction: 1 });
    assert.deepEqual(brief(events), [
      [1, 'opened', 1, undefined, 12, 1],
      [5, 'closed', 1, 4, 15, 3],
    ]);
    assert.equal(events[1][1].alert.peakTimestamp, 2);
    assert.equal(events[0][1].alert.id, events[1][1].alert.id);
  });

  it('calls a score equal to the threshold normal', () => {
    assert.deepEqual(told([10, 10, 10], {}), []);
  });

  it('stays open between the two levels of the hysteresis, and opens nothing there', () => {
    // 8.5 lies between 8 (clear level) and 10: it prolongs an alert but begins none.
    assert.deepEqual(brief(told([8.5, 11, 8.5, 8.5, 7, 7], { coolDown: 1, clearFraction: 0.8 })), [
      [1, 'opened', 1, undefined, 11, 1],
      [4, 'closed', 1, 4, 11, 3],
    ]);
  });

  it('resumes within the cool-down only above the whole threshold', () => {
    const options = { coolDown: 3, clearFraction: 0.8 };
    // At 3, 8.5 is quiet; at 4, 12 resumes the same alert.
    assert.deepEqual(brief(told([11, 7, 7, 12, 7, 8.5, 7], options)), [
      [0, 'opened', 0, undefined, 11, 1],
      [6, 'closed', 0, 4, 12, 2],
    ]);
  });

  it('makes one alert of a flapping event and two of events a cool-down apart', () => {
    assert.equal(told([11, 1, 11, 1, 11, 1, 1], { coolDown: 2 }).length, 2);
    assert.equal(told([11, 1, 1, 11, 1, 1], { coolDown: 2 }).length, 4);
  });

  it('waits for openAfter exceedances in a row, and starts with the first of them', () => {
    assert.deepEqual(brief(told([11, 1, 14, 12, 11, 1], { openAfter: 3, coolDown: 1 })), [
      [4, 'opened', 2, undefined, 14, 3],
      [5, 'closed', 2, 5, 14, 3],
    ]);
  });

  it('has a lower clear level for a negative threshold, too', () => {
    // Threshold -10, clear level -11: -10.5 prolongs.
    assert.deepEqual(brief(told([-9, -10.5, -11.5], { coolDown: 1, clearFraction: 0.9 }, -10)), [
      [0, 'opened', 0, undefined, -9, 1],
      [2, 'closed', 0, 2, -9, 2],
    ]);
  });

  it('closes what is open when the series breaks off, and nothing else', () => {
    const tracker = new AlertTracker('D-1', { openAfter: 2, coolDown: 5 });
    assert.equal(tracker.close({ timestamp: 9 }), undefined);
    tracker.push({ timestamp: 0, score: 11, threshold: 10 });
    assert.equal(tracker.close({ timestamp: 9 }), undefined, 'one of two exceedances is not an alert yet');
    tracker.push({ timestamp: 1, score: 11, threshold: 10 });
    tracker.push({ timestamp: 2, score: 11, threshold: 10 });
    assert.equal(tracker.close({ timestamp: 9 })!.alert.end, 9);
    tracker.push({ timestamp: 10, score: 11, threshold: 10 });
    tracker.push({ timestamp: 11, score: 11, threshold: 10 });
    tracker.push({ timestamp: 12, score: 1, threshold: 10 });
    assert.equal(tracker.close({ timestamp: 15 })!.alert.end, 12, 'the end is where it fell quiet');
  });

  it('gives an event the same id again, and others others', () => {
    const idOf = (channel: string, timestamp: number, resets: number) =>
      new AlertTracker(channel).push({ timestamp, score: 2, threshold: 1 }, [resets])!.alert.id;
    assert.equal(idOf('D-1', 5, 0), idOf('D-1', 5, 0));
    const ids = [idOf('D-1', 5, 0), idOf('D-2', 5, 0), idOf('D-1', 6, 0), idOf('D-1', 5, 1)];
    assert.equal(new Set(ids).size, 4);
    ids.forEach((id) => assert.match(id, /^[0-9a-f]{24}$/));
  });

  it('continues from its state at any point', () => {
    const scores = [1, 11, 12, 9.5, 8, 8, 12, 1, 1, 1, 11, 11, 1, 1, 1, 1];
    const options = { openAfter: 2, coolDown: 3 };
    const whole = told(scores, options);
    for (let cut = 0; cut <= scores.length; cut++) {
      let tracker = new AlertTracker('D-1', options);
      const events = scores.flatMap((score, timestamp): [number, Notification][] => {
        if (timestamp === cut) {
          const state = JSON.parse(JSON.stringify(tracker));
          tracker = new AlertTracker('D-1', options);
          tracker.restore(state);
        }
        const notification = tracker.push({ timestamp, score, threshold: 10 });
        return notification ? [[timestamp, notification]] : [];
      });
      assert.deepEqual(brief(events), brief(whole), `cut at ${cut}`);
    }
  });

  for (const [options, message] of [
    [{ openAfter: 0 }, /openAfter must be a whole number of at least 1, found 0/],
    [{ coolDown: 1.5 }, /coolDown must be a whole number of at least 1, found 1.5/],
    [{ clearFraction: 0 }, /clearFraction must lie above 0 and at most at 1, found 0/],
    [{ clearFraction: 1.1 }, /clearFraction must lie above 0 and at most at 1, found 1.1/],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => new AlertTracker('D-1', options), { name: 'MonitorError', message });
    });
  }
});
