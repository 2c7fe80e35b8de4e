import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** If TensorFlow cannot be loaded, every number comes from these kernels. */
describe('the layers on the WASM backend', () => {
  it('pass their own tests, gradients included', function () {
    this.timeout(120_000); // about five seconds on an idle machine
    const files = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.ts') && name !== 'wasm.test.ts');
    const specs = files.flatMap((name) => ['--spec', path.join(__dirname, name)]);
    const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [mocha, '--reporter', 'dot', ...specs], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TELLTALE_BACKEND: 'wasm' },
    });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /[1-9]\d* passing/);
    assert.doesNotMatch(stdout, /pending/);
  });
});
