/** A window that stands out, and whether a detector sees it. */
import assert from 'node:assert/strict';
import type { Windows } from '../../lib/data';
import type { Detector } from '../../lib/models';
import { scoreWindows } from '../../lib/scoring';

/** Asserts that a window shifted by 2.5 scores higher than any other, and that without the shift it does not. */
export function assertFindsPlanted(model: Detector, normal: Windows, planted = 17): void {
  const width = normal.windowSize * normal.features;
  const values = normal.values.slice();
  for (let i = 0; i < width; i++) values[planted * width + i] += 2.5;
  const highest = (windows: Windows) => {
    const scores = scoreWindows(model, windows);
    return scores.indexOf(Math.max(...scores));
  };
  assert.notEqual(highest(normal), planted);
  assert.equal(highest({ ...normal, values }), planted);
}
