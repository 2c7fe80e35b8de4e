import assert from 'node:assert/strict';
import { smoothScores, stepScores, windowScores } from '../../lib/scoring';

describe('smoothScores', () => {
  const scores = [0, 0, 3, 0, 0];

  it('averages around a step, before it, with falling weights, or not at all', () => {
    assert.deepEqual(Array.from(smoothScores(scores, { kind: 'centred', steps: 3 })), [0, 1, 1, 1, 0]);
    assert.deepEqual(Array.from(smoothScores(scores, { kind: 'causal', steps: 3 })), [0, 0, 1, 1, 1]);
    const fading = smoothScores(scores, { kind: 'ewma', steps: 3 });
    assert.ok(fading[1] === 0 && fading[2] > fading[3] && fading[3] > fading[4] && fading[4] > 0);
    assert.deepEqual(Array.from(smoothScores(scores, { kind: 'none' })), scores);
  });

  it('refuses 0 steps', () => {
    assert.throws(() => smoothScores(scores, { kind: 'centred', steps: 0 }), /steps must be a whole number/);
  });
});

describe('stepScores', () => {
  it('draws straight lines between scored steps and holds the last', () => {
    assert.deepEqual(Array.from(stepScores([0, 3, 6], { stride: 3, length: 8 })), [0, 1, 2, 3, 4, 5, 6, 6]);
  });

  it('holds every score until the next one without looking ahead', () => {
    const held = stepScores([0, 3, 6], { stride: 3, length: 8, between: 'hold' });
    assert.deepEqual(Array.from(held), [0, 0, 0, 3, 3, 3, 6, 6]);
  });

  it('refuses another number of scores than fit', () => {
    assert.throws(() => stepScores([0, 3], { stride: 3, length: 8 }), /expected 3 scores/);
  });
});

describe('windowScores', () => {
  it("averages each window's steps", () => {
    assert.deepEqual(Array.from(windowScores([1, 2, 3, 6], { starts: [0, 2], windowSize: 2 })), [1.5, 4.5]);
  });

  it('refuses a window that leaves the series', () => {
    assert.throws(() => windowScores([1, 2, 3], { starts: [2], windowSize: 2 }), /window 0, \[2, 4\), leaves the 3/);
  });
});
