import assert from 'node:assert/strict';
import { segmentsToLabels, type Segment } from '../../lib/data/segments';
import { affiliation } from '../../lib/metrics';

/**
 * The definition by brute force: every point of the series is cut into `STEPS` pieces, and each chance is counted over
 * the pieces of the zone. Slow, and as exact as the pieces are small.
 */
const STEPS = 40;

function middles({ start, end }: Segment): number[] {
  return Array.from({ length: Math.round((end - start) * STEPS) }, (_, i) => start + (i + 0.5) / STEPS);
}

function chanceOfNoNearer(zone: Segment, distanceTo: (x: number) => number, distance: number): number {
  const distances = middles(zone).map(distanceTo);
  const further = distances.filter((d) => d > distance + 1e-9).length;
  const equal = distances.filter((d) => Math.abs(d - distance) <= 1e-9).length;
  return distance === 0 ? 1 : (further + equal / 2) / distances.length;
}

const distanceTo =
  ({ start, end }: Segment) =>
  (x: number) =>
    Math.max(0, start - x, x - end);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Computes the measure for one event, whose zone is the whole series. */
function bruteForce(predicted: Segment[], event: Segment, length: number): { precision: number; recall: number } {
  const zone = { start: 0, end: length };
  const precision = predicted
    .flatMap(middles)
    .map((x) => chanceOfNoNearer(zone, distanceTo(event), distanceTo(event)(x)));
  const recall = middles(event).map((y) => {
    const nearest = Math.min(...predicted.map((part) => distanceTo(part)(y)));
    return chanceOfNoNearer(zone, (x) => Math.abs(x - y), nearest);
  });
  return { precision: mean(precision), recall: mean(recall) };
}

describe('affiliation', () => {
  it('is 1 for the labels themselves', () => {
    const labels = [0, 1, 1, 0, 0, 0, 1, 0];
    assert.deepEqual(affiliation(labels, labels), { precision: 1, recall: 1, f1: 1 });
  });

  it('agrees with the definition counted over small pieces', () => {
    const cases: [Segment[], Segment][] = [
      [[{ start: 1, end: 2 }], { start: 4, end: 7 }],
      [[{ start: 8, end: 10 }], { start: 2, end: 3 }],
      [[{ start: 3, end: 5 }], { start: 4, end: 8 }],
      [[{ start: 0, end: 10 }], { start: 6, end: 8 }],
      [
        [
          { start: 0, end: 1 },
          { start: 5, end: 6 },
        ],
        { start: 2, end: 9 },
      ],
    ];
    for (const [predicted, event] of cases) {
      const found = affiliation(segmentsToLabels(predicted, 10), segmentsToLabels([event], 10));
      const expected = bruteForce(predicted, event, 10);
      assert.ok(Math.abs(found.precision - expected.precision) < 0.01, `precision of ${JSON.stringify(predicted)}`);
      assert.ok(Math.abs(found.recall - expected.recall) < 0.01, `recall of ${JSON.stringify(predicted)}`);
    }
  });

  it('judges each event in its own zone', () => {
    // The left event is found exactly, the right one not at all: its precision is undefined, its recall 0.
    const { precision, recall } = affiliation([0, 1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 1, 0]);
    assert.deepEqual({ precision, recall }, { precision: 1, recall: 0.5 });
  });

  it('is 0 without predictions and undefined without events', () => {
    assert.deepEqual(affiliation([0, 0], [0, 1]), { precision: 0, recall: 0, f1: 0 });
    assert.throws(() => affiliation([0, 1], [0, 0]), { name: 'MetricError', reason: 'undefined-measure' });
  });
});
