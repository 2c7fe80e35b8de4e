import assert from 'node:assert/strict';
import { DeliverySchedule } from '../../lib/monitor/delivery-schedule';
import type { Letter } from '../../lib/monitor/outbox';
import { openedAlert } from '../support/monitor';

const letter = (key: string, event = key): Letter => ({ key, createdAt: 0, notification: openedAlert(event) });
const letters = ['a', 'b', 'c', 'd'].map((key) => letter(key));

/** Plays a receiver that answers as told, for so many milliseconds. @returns The attempts in order, with their times. */
function play(waiting: Letter[], milliseconds: number, answer: (key: string, time: number) => 'ok' | 'down' | 'fails') {
  let time = 0;
  const schedule = new DeliverySchedule({ minDelay: 1000, maxDelay: 60_000 }, () => time);
  const attempts: { key: string; time: number; answered: string }[] = [];
  let left = waiting;
  while (time < milliseconds && left.length > 0) {
    const { letter: next, wait } = schedule.next(left);
    if (!next) {
      assert.ok(wait > 0 && wait < 60_001, `a wait of ${wait}`);
      time += wait;
      continue;
    }
    const answered = answer(next.key, time);
    attempts.push({ key: next.key, time, answered });
    if (answered === 'ok') {
      schedule.succeeded(next);
      left = left.filter((each) => each !== next);
    } else schedule.failed(next, { retryAfter: 0, reached: answered === 'fails' });
  }
  return attempts;
}

const keysOf = (attempts: { key: string; answered: string }[], answered = 'ok') =>
  attempts.filter((each) => each.answered === answered).map(({ key }) => key);

describe('DeliverySchedule', () => {
  it('keeps the order through an outage, and asks a receiver that is down ever more rarely', () => {
    const attempts = play(letters, 4 * 3600_000, (_, time) => (time < 3 * 3600_000 ? 'down' : 'ok'));
    assert.deepEqual(keysOf(attempts), ['a', 'b', 'c', 'd']);
    assert.ok(keysOf(attempts, 'down').length < 200, 'about once a minute');
  });

  it('keeps the order where each letter fails twice', () => {
    const failures = new Map<string, number>();
    const attempts = play(letters, 3600_000, (key) => {
      failures.set(key, (failures.get(key) ?? 0) + 1);
      return failures.get(key)! <= 2 ? 'fails' : 'ok';
    });
    assert.deepEqual(keysOf(attempts), ['a', 'b', 'c', 'd']);
  });

  it('delivers what can be delivered within a minute or two, and goes on trying what cannot', () => {
    const attempts = play(letters, 3600_000, (key) => (key === 'a' || key === 'b' ? 'fails' : 'ok'));
    assert.deepEqual(keysOf(attempts), ['c', 'd']);
    assert.ok(attempts.find(({ key }) => key === 'd')!.time < 120_000);
    for (const key of ['a', 'b']) {
      const times = attempts.filter((each) => each.key === key).map(({ time }) => time);
      assert.ok(times.length >= 20 && times.at(-1)! > 3000_000, `${key}: ${times.length} attempts`);
    }
  });

  it('does not send what closed an event before what opened it', () => {
    const both = [letter('a'), letter('a-closed', 'a'), letter('b')];
    const attempts = play(both, 600_000, (key, time) => (key === 'a' && time < 300_000 ? 'fails' : 'ok'));
    assert.deepEqual(keysOf(attempts), ['b', 'a', 'a-closed']);
  });
});
