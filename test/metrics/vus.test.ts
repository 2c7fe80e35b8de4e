import assert from 'node:assert/strict';
import { alea } from 'seedrandom';
import { segmentsToLabels } from '../../lib/data/segments';
import { rocAuc, vus } from '../../lib/metrics';

/** Computes one window of the definition, point by point. Every score is a threshold. */
function rangeAreas(scores: number[], labels: number[], window: number): { roc: number; pr: number } {
  const reach = Math.floor(window / 2);
  const n = labels.length;
  const isEdge = (i: number, next: number) => labels[i] === 1 && labels[next] !== 1;
  const soft = labels.map((label, x) => {
    let sum = label;
    for (let d = 1; d <= reach; d++) {
      if (x - d >= 0 && isEdge(x - d, x - d + 1)) sum += Math.sqrt(1 - d / window);
      if (x + d < n && isEdge(x + d, x + d - 1)) sum += Math.sqrt(1 - d / window);
    }
    return Math.min(1, sum);
  });
  // In these tests extended segments overlap or stay separate, never just touch: runs of soft labels are merged
  // segments.
  const group = soft.map((value, i) =>
    value > 0 ? soft.slice(0, i + 1).filter((v, j) => v > 0 && !(soft[j - 1] > 0)).length : 0,
  );
  const anomalies = labels.filter(Boolean).length;
  const points: [fpr: number, tpr: number, precision: number][] = [[0, 0, 1]];
  for (const threshold of [...scores].sort((a, b) => b - a)) {
    const predicted = [...scores.keys()].filter((i) => scores[i] >= threshold);
    const truePositives = predicted.reduce((sum, i) => sum + soft[i], 0);
    const positives = anomalies + predicted.reduce((sum, i) => sum + (labels[i] ? 0 : soft[i]), 0) / 2;
    const found = new Set(predicted.map((i) => group[i]).filter(Boolean)).size / Math.max(...group);
    const tpr = Math.min(1, truePositives / positives) * found;
    points.push([(predicted.length - truePositives) / (n - positives), tpr, truePositives / predicted.length]);
  }
  points.push([1, 1, 0]);
  let [roc, pr] = [0, 0];
  for (let j = 1; j < points.length; j++) {
    roc += ((points[j][0] - points[j - 1][0]) * (points[j][1] + points[j - 1][1])) / 2;
    if (j < points.length - 1) pr += (points[j][1] - points[j - 1][1]) * points[j][2];
  }
  return { roc, pr };
}

describe('vus', () => {
  it('agrees with the definition computed point by point', () => {
    const random = alea('vus');
    const maxWindow = 7;
    const layouts = [
      [
        { start: 0, end: 3 },
        { start: 20, end: 25 },
        { start: 59, end: 60 },
      ],
      // The second slopes at points 13 and 39 come from beyond the nearest segment.
      [
        { start: 10, end: 11 },
        { start: 12, end: 13 },
        { start: 40, end: 41 },
        { start: 42, end: 43 },
      ],
    ];
    for (let trial = 0; trial < 20; trial++) {
      const labels = Array.from(segmentsToLabels(layouts[trial % 2], 60));
      const scores = labels.map((label) => Math.round(10 * (random() + label * random())));
      const areas = Array.from({ length: maxWindow + 1 }, (_, window) => rangeAreas(scores, labels, window));
      const expectedRoc = areas.reduce((sum, { roc }) => sum + roc, 0) / (maxWindow + 1);
      const expectedPr = areas.reduce((sum, { pr }) => sum + pr, 0) / (maxWindow + 1);
      const found = vus(scores, labels, { maxWindow, thresholds: 60 });
      assert.ok(Math.abs(found.vusRoc - expectedRoc) < 1e-12);
      assert.ok(Math.abs(found.vusPr - expectedPr) < 1e-12);
    }
  });

  it('is the ROC-AUC for one segment without a window, if every point is a threshold', () => {
    const scores = [5, 1, 4, 2, 6, 3, 0];
    const labels = [0, 0, 0, 1, 1, 0, 0];
    const { vusRoc } = vus(scores, labels, { maxWindow: 0, thresholds: 7 });
    assert.ok(Math.abs(vusRoc - rocAuc(scores, labels)) < 1e-15);
  });

  it('rewards a detection that is a little early', () => {
    const labels = [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    const early = [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0];
    const far = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const options = { maxWindow: 6 };
    assert.ok(vus(early, labels, options).vusPr > vus(far, labels, options).vusPr);
    assert.equal(vus(early, labels, { maxWindow: 0 }).vusPr, vus(far, labels, { maxWindow: 0 }).vusPr);
  });

  it('accepts windows wider than the series', () => {
    const { vusRoc, vusPr } = vus([1, 3, 2], [0, 1, 0], { maxWindow: 50 });
    assert.ok(vusRoc > 0.9 && vusRoc <= 1 && vusPr > 0.9 && vusPr <= 1);
  });

  it('is fast also for windows far wider than the series', function () {
    // Sums over the whole window instead of its points would take minutes.
    this.timeout(20_000);
    const { vusRoc, vusPr } = vus([1, 3, 2, 4], [0, 1, 0, 0], { maxWindow: 100_000 });
    assert.ok(vusRoc > 0.9999 && vusRoc < 1 && vusPr > 0.9998 && vusPr < 1);
  });

  it('does not change with more thresholds than points', () => {
    const [scores, labels] = [
      [5, 1, 4, 4, 6, 3, 0],
      [0, 0, 0, 1, 1, 0, 0],
    ];
    const all = vus(scores, labels, { maxWindow: 4, thresholds: 7 });
    assert.deepEqual(vus(scores, labels, { maxWindow: 4, thresholds: 1e12 }), all);
    assert.notDeepEqual(vus(scores, labels, { maxWindow: 4, thresholds: 3 }), all);
  });

  it('is undefined for one class and refuses options that are not whole numbers', () => {
    const undefinedMeasure = { name: 'MetricError', reason: 'undefined-measure' };
    assert.throws(() => vus([1, 2], [0, 0], { maxWindow: 2 }), undefinedMeasure);
    assert.throws(() => vus([1, 2], [1, 1], { maxWindow: 2 }), undefinedMeasure);
    assert.throws(
      () => vus([1, 2], [0, 1], { maxWindow: 2.5 }),
      /maxWindow must be a whole number from 0 to 100000, found 2.5/,
    );
    assert.throws(() => vus([1, 2], [0, 1], { maxWindow: -1 }), /maxWindow must be .* found -1/);
    assert.throws(() => vus([1, 2], [0, 1], { maxWindow: 1e7 }), /maxWindow must be .* found 10000000/);
    assert.throws(() => vus([1, 2], [0, 1], { maxWindow: 2, thresholds: 1 }), /thresholds must be .* at least 2/);
  });
});
