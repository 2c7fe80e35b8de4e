import assert from 'node:assert/strict';
import { segmentsToLabels } from '../../lib/data';
import { tsbAdMeasures, type TsbAdMeasures } from '../../lib/metrics';
import reference from '../fixtures/tsb-ad.json';

const names: Readonly<Record<keyof TsbAdMeasures, string>> = {
  aucPr: 'AUC-PR',
  aucRoc: 'AUC-ROC',
  vusPr: 'VUS-PR',
  vusRoc: 'VUS-ROC',
  standardF1Oracle: 'Standard-F1',
  pointAdjustedF1Oracle: 'PA-F1',
  eventF1Oracle: 'Event-based-F1',
  rangeF1Oracle: 'R-based-F1',
  affiliationF1Oracle: 'Affiliation-F',
};

describe('tsbAdMeasures', () => {
  for (const { name, scores, segments, maxWindow, expected } of reference.measures) {
    it(`equals TSB-AD's get_metrics on ${name}`, () => {
      const labels = segmentsToLabels(
        segments.map(([start, end]) => ({ start, end })),
        scores.length,
      );
      const found = tsbAdMeasures(scores, labels, { maxWindow });
      for (const [own, theirs] of Object.entries(names)) {
        const [value, wanted] = [found[own as keyof TsbAdMeasures], (expected as Record<string, number>)[theirs]];
        assert.ok(Math.abs(value - wanted) < 1e-9, `${theirs}: expected ${wanted}, found ${value}`);
      }
    });
  }

  it('does not depend on the scale of the scores, as thresholds lie between the lowest and the highest', () => {
    const [{ scores, segments, maxWindow }] = reference.measures;
    const labels = segmentsToLabels(
      segments.map(([start, end]) => ({ start, end })),
      scores.length,
    );
    const scaled = tsbAdMeasures(
      scores.map((score) => 4 * score - 8),
      labels,
      { maxWindow },
    );
    assert.deepEqual(scaled, tsbAdMeasures(scores, labels, { maxWindow }));
  });

  it('gives finite figures for scores that are all equal', () => {
    const found = tsbAdMeasures(new Float64Array(20), segmentsToLabels([{ start: 5, end: 9 }], 20), { maxWindow: 4 });
    assert.equal(found.affiliationF1Oracle, 0);
    assert.ok(Object.values(found).every(Number.isFinite));
  });

  it('is undefined on labels of one class', () => {
    assert.throws(() => tsbAdMeasures([1, 2], [0, 0], { maxWindow: 1 }), { reason: 'undefined-measure' });
  });
});
