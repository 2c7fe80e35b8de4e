import assert from 'node:assert/strict';
import { plotEstimates } from '../../lib/plots';

const rows = [
  { name: 'random', value: 0.1, isJudged: false },
  { name: 'mine', value: 0.6, low: 0.5, high: 0.75, isJudged: true },
];

describe('plotEstimates', () => {
  it('draws each row with its interval, the best at the top', () => {
    const { data, layout, alt } = plotEstimates(rows, { measure: 'VUS-PR', title: 'On pumps' });
    const [judged, others] = data;
    assert.deepEqual([judged.x, judged.y, others.x, others.y], [[0.6], ['mine'], [0.1], ['random']]);
    assert.deepEqual(judged.error_x, {
      ...(judged.error_x as object),
      array: [0.15],
      arrayminus: [0.1],
    });
    assert.deepEqual((layout.yaxis as { categoryarray: unknown }).categoryarray, ['mine', 'random']);
    assert.equal(alt, 'On pumps: points with intervals, the best at the top; mine .6, random .1; the best is mine.');
  });

  it('puts the lowest at the top where less is better', () => {
    const { layout } = plotEstimates(rows, { measure: 'false alarms', best: 'lowest' });
    assert.deepEqual((layout.yaxis as { categoryarray: unknown }).categoryarray, ['random', 'mine']);
  });

  it('refuses no rows, and values that are not finite', () => {
    assert.throws(() => plotEstimates([], { measure: 'F1' }), /plotEstimates got no rows/);
    assert.throws(() => plotEstimates([{ name: 'a', value: NaN, isJudged: true }], { measure: 'F1' }), /"?a"?/);
  });
});
