import assert from 'node:assert/strict';
import { segments, segmentsToLabels } from '../../lib/metrics';
import type { Segment } from '../../lib/metrics';

describe('segments', () => {
  it('finds half-open runs, those at the ends too', () => {
    assert.deepEqual(segments([1, 1, 0, 1, 0, 0, 1]), [
      [0, 2],
      [3, 4],
      [6, 7],
    ]);
  });

  it('finds none in normal or empty labels, and one in anomalous ones', () => {
    assert.deepEqual(segments([0, 0, 0]), []);
    assert.deepEqual(segments([]), []);
    assert.deepEqual(segments([true, true]), [[0, 2]]);
  });

  it('refuses NaN', () => {
    assert.throws(() => segments([0, NaN]), /^MetricError: segments: labels\[1\] is NaN; expected 0/);
  });
});

describe('segmentsToLabels', () => {
  it('undoes segments', () => {
    for (const labels of [[1, 1, 0, 1, 0, 0, 1], [0, 0], [1], []]) {
      assert.deepEqual(Array.from(segmentsToLabels(segments(labels), labels.length)), labels);
    }
  });

  it('takes spans that overlap, touch or are empty', () => {
    const spans: Segment[] = [
      [1, 3],
      [2, 4],
      [4, 5],
      [0, 0],
    ];
    assert.deepEqual(Array.from(segmentsToLabels(spans, 6)), [0, 1, 1, 1, 1, 0]);
  });

  it('refuses spans that leave the series, run backwards or are fractional', () => {
    const refused = (span: Segment, found: string) =>
      assert.throws(
        () => segmentsToLabels([[0, 1], span], 4),
        (e) =>
          e instanceof Error &&
          e.message.includes(`segment 1 must lie within [0, 4) with start <= end, found ${found}`),
      );
    refused([2, 5], '[2, 5)');
    refused([-1, 2], '[-1, 2)');
    refused([3, 2], '[3, 2)');
    refused([0.5, 2], '[0.5, 2)');
    refused([NaN, 2], '[NaN, 2)');
    assert.throws(() => segmentsToLabels([], -1), /length must be a whole number of at least 0, found -1/);
  });
});
