import { disposeIdleSessions, loadBackend } from '../../lib/runtime';
import { assertTensorsStayFlat } from '../support/tensor-count';

describe('the number of tensors while a model trains', () => {
  before(() => loadBackend());
  after(() => disposeIdleSessions());

  it('is flat over 1,000 captured steps', () => assertTensorsStayFlat({ steps: 1000, captured: true }));

  // 1,000 of them take some twenty seconds: test/slow/tensor-count.slow.ts.
  it('is flat over 100 eager steps', () => assertTensorsStayFlat({ steps: 100, captured: false }));
});
