import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { scoreSequences, sequenceBuffer } from '../../lib/scoring';

const noise = (length: number) => {
  const random = new Random(0);
  return Float64Array.from({ length }, () => 1 + random.uniform(0, 0.2));
};

describe('scoreSequences', () => {
  it('finds what stands out, with its buffer, and nothing else', () => {
    const scores = noise(1000);
    scores.fill(8, 300, 320);
    scores.fill(9, 700, 705);
    assert.deepEqual(scoreSequences(scores, { errorBuffer: 10 }), [
      { start: 290, end: 330 },
      { start: 690, end: 715 },
    ]);
  });

  it('joins what lies within the buffer', () => {
    const scores = noise(1000);
    scores.fill(8, 300, 320);
    scores.fill(8, 330, 340);
    assert.deepEqual(scoreSequences(scores, { errorBuffer: 10 }), [{ start: 290, end: 350 }]);
  });

  it('prunes what hardly stands out from what stays', () => {
    const scores = noise(1000).fill(1);
    scores[500] = 1.05;
    assert.equal(scoreSequences(scores, { errorBuffer: 10, p: 0 }).length, 1);
    assert.deepEqual(scoreSequences(scores, { errorBuffer: 10, p: 0.1 }), []);
  });

  it('finds what stands out of a short series', () => {
    assert.deepEqual([90, 1000, 5000].map(sequenceBuffer), [9, 100, 100]);
    const scores = noise(250);
    scores.fill(8, 120, 126);
    assert.deepEqual(scoreSequences(scores), [{ start: 95, end: 151 }]);
    assert.deepEqual(scoreSequences(scores, { errorBuffer: 100 }), []);
  });

  it('finds nothing if all scores are equal', () => {
    assert.deepEqual(scoreSequences(new Float64Array(500).fill(2)), []);
  });

  it('refuses negative scores', () => {
    assert.throws(() => scoreSequences([1, -1]), /scores\[1\] is -1; expected distances/);
  });
});
