import { loadBackend } from '../../lib/runtime';
import { assertTensorsStayFlat } from '../support/tensor-count';

describe('the number of tensors while a model trains eagerly', () => {
  before(() => loadBackend());

  it('is flat over 1,000 steps', () => assertTensorsStayFlat({ steps: 1000, captured: false }));
});
