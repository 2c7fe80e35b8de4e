import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataError } from '../../lib/base';
import { labelsToSegments, segmentsToLabels, type Segment } from '../../lib/data';

describe('labelsToSegments', () => {
  it('finds half-open runs, also at the ends', () => {
    assert.deepEqual(labelsToSegments([1, 1, 0, 1, 0, 0, 1]), [
      { start: 0, end: 2 },
      { start: 3, end: 4 },
      { start: 6, end: 7 },
    ]);
  });

  it('finds none in normal or empty labels, and one in anomalous ones', () => {
    assert.deepEqual(labelsToSegments([0, -0, 0]), []);
    assert.deepEqual(labelsToSegments([]), []);
    assert.deepEqual(labelsToSegments(Float32Array.of(1, -2, 0.5)), [{ start: 0, end: 3 }]);
  });

  it('refuses NaN and values that are not numbers', () => {
    assert.throws(() => labelsToSegments([0, NaN]), /^DataError: labels\[1\]: expected 0 \(normal\) or .*, found NaN$/);
    assert.throws(() => labelsToSegments([1, 1, undefined as never]), /^DataError: labels\[2\]: .*, found undefined$/);
    assert.throws(() => labelsToSegments([false, true] as never), /^DataError: labels\[0\]: .*, found false$/);
  });
});

describe('segmentsToLabels', () => {
  it('accepts segments in any order that overlap, touch or are empty', () => {
    const segments = [
      { start: 4, end: 5 },
      { start: 1, end: 3 },
      { start: 2, end: 4 },
      { start: 0, end: 0 },
    ];
    assert.deepEqual(segmentsToLabels(segments, 6), Uint8Array.of(0, 1, 1, 1, 1, 0));
    assert.deepEqual(segmentsToLabels([{ start: 0, end: 2 }], 2), Uint8Array.of(1, 1));
    assert.deepEqual(segmentsToLabels([], 0), new Uint8Array(0));
  });

  it('refuses segments that leave the series, end before they start or are fractional', () => {
    const refused = (segment: Segment, found: string) =>
      assert.throws(() => segmentsToLabels([{ start: 0, end: 1 }, segment], 4), {
        name: 'DataError',
        message: `segment 1: expected whole numbers within [0, 4) and start <= end, found ${found}`,
      });
    refused({ start: 2, end: 5 }, '[2, 5)');
    refused({ start: -1, end: 2 }, '[-1, 2)');
    refused({ start: 3, end: 2 }, '[3, 2)');
    refused({ start: 0.5, end: 2 }, '[0.5, 2)');
    refused({ start: NaN, end: 2 }, '[NaN, 2)');
    refused([0, 2] as never, '[undefined, undefined)');
    assert.throws(() => segmentsToLabels([], -1), /length must be a whole number of at least 0, found -1/);
  });

  it('undoes labelsToSegments, which refuses other values with a DataError', () => {
    const label = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom<unknown>(0, 0, 1, 1, -1, 0.5, Infinity) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(NaN, undefined, null, '1', 10n, {}, true) },
    );
    const property = fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
      const usable = labels.every((value) => typeof value === 'number' && !Number.isNaN(value));
      if (!usable) {
        assert.throws(() => labelsToSegments(labels as number[]), DataError);
        return;
      }
      const found = segmentsToLabels(labelsToSegments(labels as number[]), labels.length);
      assert.deepEqual(
        found,
        Uint8Array.from(labels, (value) => (value === 0 ? 0 : 1)),
      );
    });
    fc.assert(property, { numRuns: 300, seed: 20221 });
  });
});
