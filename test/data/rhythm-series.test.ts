import assert from 'node:assert/strict';
import { labelsToSegments, rhythmSeries } from '../../lib/data';

describe('the series with jumps and wrong rhythms', () => {
  const { series, events } = rhythmSeries({ length: 2000, events: true, seed: 3 });

  it('labels its events, which take turns and do not touch', () => {
    assert.deepEqual(
      labelsToSegments(series.labels!),
      events.map(({ start, end }) => ({ start, end })),
    );
    assert.deepEqual(
      events.slice(0, 3).map(({ kind }) => kind),
      ['jump', 'tempo', 'jump'],
    );
    assert.ok(events.slice(1).every(({ start }, i) => start - events[i].end > 100));
  });

  it('jumps beyond the wave, but keeps its range in a wrong rhythm', () => {
    const largest = (kind: string) =>
      Math.max(
        ...events
          .filter((event) => event.kind === kind)
          .flatMap(({ start, end }) => [...series.values.slice(start, end)]),
      );
    assert.ok(largest('jump') > 1.5);
    assert.ok(largest('tempo') < 1.5);
  });

  it('is the same for the same seed and all normal where no events are wanted', () => {
    assert.deepEqual(rhythmSeries({ length: 2000, events: true, seed: 3 }).series.values, series.values);
    assert.ok(!rhythmSeries({ length: 500, events: false, seed: 3 }).series.labels!.includes(1));
  });

  it('refuses a length that is no number of steps', () => {
    assert.throws(
      () => rhythmSeries({ length: 0, events: false, seed: 3 }),
      /length must be a whole number of at least 1, found 0/,
    );
  });
});
