import assert from 'node:assert/strict';
import { divide, keptOf } from '../../lib/judge/groups';

/** Labels of some length, anomalous on [start, end). */
function labelled(name: string, length: number, spans: readonly (readonly [number, number])[]) {
  const labels = new Uint8Array(length);
  for (const [start, end] of spans) labels.fill(1, start, end);
  return { name, labels };
}

describe('divide', () => {
  it('cuts a series half-way between its labelled segments', () => {
    const { by, groups } = divide([labelled('a', 100, [[10, 20], [40, 50], [90, 95]])]); // prettier-ignore
    assert.equal(by, 'segment');
    assert.deepEqual(
      groups.map(([{ start, end }]) => [start, end]),
      [[0, 30], [30, 70], [70, 100]], // prettier-ignore
    );
  });

  it('deals many segments to twenty groups, neighbours together', () => {
    const spans = Array.from({ length: 45 }, (_, i) => [10 * i + 2, 10 * i + 4] as const);
    const { groups } = divide([labelled('a', 450, spans)]);
    assert.equal(groups.length, 20);
    assert.deepEqual(new Set(groups.map((group) => group.length)), new Set([2, 3]));
    assert.deepEqual(groups.flat().map(({ start }) => start), groups.flat().map(({ start }) => start).sort((a, b) => a - b)); // prettier-ignore
  });

  it('takes five series or more one by one, and those without an anomaly for none', () => {
    const series = Array.from({ length: 6 }, (_, i) => labelled(`s${i}`, 100, i === 0 ? [] : [[10 * i, 10 * i + 5]]));
    const { by, groups } = divide(series);
    assert.equal(by, 'series');
    assert.deepEqual(
      groups.map((group) => group.map((part) => part.series)),
      [[1], [2], [3], [4], [5]],
    );
  });

  it('takes series that are labelled over the same steps for one incident', () => {
    const series = [0, 0, 1, 2, 3, 4].map((place, i) => labelled(`s${i}`, 100, [[10 * place, 10 * place + 5]]));
    const { by, groups } = divide(series);
    assert.equal(by, 'incident');
    assert.deepEqual(groups.map((group) => group.map((part) => part.series)), [[0, 1], [2], [3], [4], [5]]); // prettier-ignore
  });

  it('takes incidents that are named', () => {
    const series = Array.from({ length: 6 }, (_, i) => labelled(`s${i}`, 100, [[10 * i, 10 * i + 5]]));
    const { by, groups } = divide(series, { incidents: new Map([['s0', 'x'], ['s5', 'x']]) }); // prettier-ignore
    assert.equal(by, 'incident');
    assert.deepEqual(groups.map((group) => group.map((part) => part.series)), [[0, 5], [1], [2], [3], [4]]); // prettier-ignore
  });

  it('goes by segments where there are fewer than five incidents', () => {
    const { by, groups } = divide([labelled('a', 50, [[10, 20], [30, 40]]), labelled('b', 50, [[1, 2]])]); // prettier-ignore
    assert.equal(by, 'segment');
    assert.deepEqual(groups.map(([part]) => part.series), [0, 0, 1]); // prettier-ignore
  });
});

describe('keptOf', () => {
  it('lists what is left of a series', () => {
    const part = (start: number, end: number) => ({ series: 0, start, end });
    assert.deepEqual(keptOf(10, [part(6, 10), part(2, 4)]), [
      { start: 0, end: 2 },
      { start: 4, end: 6 },
    ]);
    assert.deepEqual(keptOf(4, [part(0, 4)]), []);
  });
});
