import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { disposeIdleSessions, loadBackend } from '../../../lib/runtime';
import { assertNoLeak, assertTensorsStayFlat } from '../../support/tensor-count';

describe('the number of tensors while a model trains', () => {
  before(() => loadBackend());
  after(() => disposeIdleSessions());

  it('is flat over 1,000 captured steps', () => assertTensorsStayFlat({ steps: 1000, captured: true }));

  // 1,000 of them take some twenty seconds: test/slow/tensor-count.slow.ts.
  it('is flat over 100 eager steps', () => assertTensorsStayFlat({ steps: 100, captured: false }));
});

describe('assertNoLeak', () => {
  it('counts what is left behind', async () => {
    let leaked: tf.Tensor | undefined;
    await assert.rejects(
      assertNoLeak(() => void (leaked = tf.ones([2]))),
      /Expected 0 tensors to be left behind, found 1/,
    );
    leaked?.dispose();
  });
});
