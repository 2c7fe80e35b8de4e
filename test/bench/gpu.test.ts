import assert from 'node:assert/strict';
import { parseDriverCuda, parseGpus } from '../../bench/gpu';

describe('what nvidia-smi says', () => {
  it('is a GPU a line, with a comma and a blank between the fields', () => {
    const text = '0, NVIDIA H200, 570.86.15, 9.0, 143771, 4\n1, Tesla T4, 570.86.15, 7.5, 15360, [N/A]\n';
    const [first, second, ...more] = parseGpus(text);
    const driver = '570.86.15';
    const [name, computeCapability] = ['NVIDIA H200', '9.0'];
    assert.deepEqual(first, { index: '0', name, driver, computeCapability, memoryMb: 143771, usedMb: 4 });
    assert.equal(second.name, 'Tesla T4');
    assert.ok(Number.isNaN(second.usedMb));
    assert.deepEqual(more, []);
  });

  it('is no GPU where it complains', () => {
    assert.deepEqual(parseGpus(''), []);
    assert.deepEqual(parseGpus('No devices were found\n'), []);
  });

  it('has the newest CUDA of the driver in its heading', () => {
    const heading = '| NVIDIA-SMI 570.86.15     Driver Version: 570.86.15     CUDA Version: 12.8     |';
    assert.equal(parseDriverCuda(heading), '12.8');
    assert.equal(parseDriverCuda('No devices were found'), undefined);
  });
});
