import assert from 'node:assert/strict';
import { rocAuc } from '../../../lib/metrics';
import { stepScoresOf } from '../../support/simple-detectors';
import { firstSteps, wavePair } from '../../support/wave-pair';

describe('k-shape on short series', () => {
  const pair = wavePair();
  const wrong = pair.test.labels!;

  it('has more sequences than clusters, so that not every window is its own shape', async () => {
    for (const length of [300, 400, 800, 1100]) {
      const short = firstSteps(pair.test, length);
      const scores = await stepScoresOf('k-shape', { ...pair, train: { ...short, labels: undefined }, test: short });
      for (const part of [scores.train, scores.test]) {
        const ascending = part.slice().sort();
        assert.ok(ascending[length >> 1] > 0.1, `${length}: ${ascending[length >> 1]}`);
      }
    }
  });

  it('finds what goes wrong in a test series of a thousand steps', async () => {
    const test = firstSteps(pair.test, 1000);
    const scores = await stepScoresOf('k-shape', { ...pair, test });
    const found = rocAuc(scores.test, wrong.slice(0, 1000));
    assert.ok(found > 0.8, `${found}`);
  });
});
