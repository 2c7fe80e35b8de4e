import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { makeSeries } from '../../../lib/data';
import { smapMslProtocol } from '../../../lib/experiments';
import { onPointAdjusted, overlappingAdjustedF1 } from '../../../lib/experiments/measures';

interface Reference {
  readonly percentile: number;
  readonly threshold: number;
  readonly labels: number[];
  readonly train: number[];
  readonly test: number[];
  readonly plain: [precision: number, recall: number, f1: number];
  readonly adjusted: [precision: number, recall: number, f1: number];
  readonly overlapping: number;
  readonly best: number;
}

const reference = JSON.parse(
  fs.readFileSync(path.join(__dirname, '..', '..', 'fixtures', 'point-adjusted.json'), 'utf8'),
) as Reference;

describe('measures with point adjustment and without', () => {
  it('are those that numpy and scikit-learn give, as papers take their threshold', () => {
    const labels = Uint8Array.from(reference.labels);
    const test = makeSeries({ name: 'test', values: new Float64Array(labels.length), features: 1, labels });
    const steps = { train: Float64Array.from(reference.train), test: Float64Array.from(reference.test) };
    const threshold = { kind: 'percentile', percentile: reference.percentile, of: 'both' } as const;
    const { measures, ...rest } = onPointAdjusted.measure({
      scores: { steps },
      test,
      protocol: { ...smapMslProtocol, threshold },
    });
    const close = (found: number | null, expected: number, what: string) =>
      assert.ok(Math.abs(found! - expected) < 1e-12, `${what}: ${found}, expected ${expected}`);
    close(rest.threshold!, reference.threshold, 'threshold');
    [measures.stepPrecision, measures.stepRecall, measures.stepF1].forEach((found, i) =>
      close(found, reference.plain[i], `plain ${i}`),
    );
    [measures.adjustedPrecision, measures.adjustedRecall, measures.adjustedF1].forEach((found, i) =>
      close(found, reference.adjusted[i], `adjusted ${i}`),
    );
    close(measures.overlappingAdjustedF1, reference.overlapping, 'overlapping windows');
    close(measures.bestAdjustedF1Oracle, reference.best, 'best of all thresholds');
  });

  it('lay steps out as overlapping windows: a segment has to be hit in each of its runs', () => {
    const predictions = Uint8Array.of(0, 0, 1, 0);
    const labels = Uint8Array.of(0, 1, 1, 0);
    // Windows of 2: 0 1 | 1 1 | 1 0. Their labels make one run of four, predicted 0 | 0 1 | 1: found whole.
    assert.equal(overlappingAdjustedF1({ predictions, labels }, 2), 1);
    // The false alarm of the first step stands once, the missed segment twice.
    assert.equal(overlappingAdjustedF1({ predictions: Uint8Array.of(1, 0, 0), labels: Uint8Array.of(0, 1, 0) }, 2), 0);
    // One window, shorter than 100.
    assert.equal(overlappingAdjustedF1({ predictions, labels }, 100), 1);
    const none = { predictions: new Uint8Array(3), labels: new Uint8Array(3) };
    assert.equal(overlappingAdjustedF1(none, 2), 0);
  });
});
