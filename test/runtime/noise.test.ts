import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { loadBackend, Noise } from '../../lib/runtime';
import { assertNoLeak } from '../support/tensor-count';

const draw = (noise: Noise, count = 4) => tf.tidy(() => [...noise.normal([1, count]).dataSync()]);

describe('Noise', () => {
  before(() => loadBackend());

  it('repeats for the same seed, moves on with every draw, differs between seeds', () => {
    const [a, b, c] = [new Noise(5), new Noise(5), new Noise(6)];
    const [first, second] = [draw(a), draw(a)];
    assert.deepEqual([draw(b), draw(b)], [first, second]);
    assert.notDeepEqual(first, second);
    assert.notDeepEqual(draw(c), first);
    [a, b, c].forEach((noise) => noise.dispose());
  });

  it('is standard normal', () => {
    const noise = new Noise(0);
    const values = draw(noise, 20_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean) < 0.03, `mean ${mean}`); // 4 standard errors
    assert.ok(Math.abs(variance - 1) < 0.04, `variance ${variance}`);
    noise.dispose();
  });

  it('leaves one tensor per draw', () =>
    assertNoLeak(() => {
      const noise = new Noise(0);
      noise.normal([2, 2]).dispose();
      noise.dispose();
    }));
});
