import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { describeBackend, loadBackend } from '../../lib/runtime';

/** Loads the backend in a new process. */
function inFreshProcess(environment: Record<string, string>) {
  const library = path.join(__dirname, '..', '..', 'lib', 'runtime');
  const program = `require(${JSON.stringify(library)}).loadBackend().then(
    (info) => console.log(JSON.stringify(info)), (error) => { console.log(error.message); process.exitCode = 1; })`;
  const { TF_CPP_MIN_LOG_LEVEL: _, ...inherited } = process.env;
  return spawnSync(process.execPath, [...RUN_TYPESCRIPT, '-e', program], {
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  });
}

describe('loadBackend', () => {
  it('is idempotent and computes', async () => {
    const info = await loadBackend();
    assert.equal(await loadBackend(), info);
    assert.match(
      describeBackend(info),
      /^(TensorFlow \S+ on (GPU|CPU), (no )?native kernels.*|WebAssembly on CPU), tfjs 4\.22\.0, Node \d+/,
    );
    assert.deepEqual([...tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync())], [11]);
  });

  it('loads without output on either stream', () => {
    const { stdout, stderr, status } = inFreshProcess({});
    assert.equal(status, 0, stdout);
    assert.equal(stderr, '');
    assert.equal(stdout.trim().split('\n').length, 1);
  });

  it('takes WASM when asked to', () => {
    const info = JSON.parse(inFreshProcess({ TELLTALE_BACKEND: 'wasm' }).stdout) as Record<string, string>;
    assert.equal(info.backend, 'wasm');
    assert.equal(info.reason, 'TELLTALE_BACKEND=wasm');
  });

  it('refuses an unknown backend and says which there are', () => {
    const { stdout, status } = inFreshProcess({ TELLTALE_BACKEND: 'quantum' });
    assert.equal(status, 1);
    assert.match(stdout, /TELLTALE_BACKEND=quantum: expected gpu, cpu, prebuilt or wasm/);
  });
});
