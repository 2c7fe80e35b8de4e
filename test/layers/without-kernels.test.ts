import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** What the numbers come from where the native kernels, or TensorFlow itself, cannot be loaded. */
const environments = {
  'on the WASM backend': { TELLTALE_BACKEND: 'wasm' },
  'without native kernels': { TELLTALE_NATIVE: '0' },
};

describe('the layers', () => {
  for (const [name, environment] of Object.entries(environments)) {
    it(`pass their own tests ${name}, gradients included`, function () {
      this.timeout(120_000); // about five seconds on an idle machine
      const own = path.basename(__filename);
      const others = fs.readdirSync(__dirname).filter((file) => file.endsWith('.test.ts') && file !== own);
      const specs = others.flatMap((file) => ['--spec', path.join(__dirname, file)]);
      const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [mocha, '--reporter', 'dot', ...specs], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...environment },
      });
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      assert.match(stdout, /[1-9]\d* passing/);
      assert.doesNotMatch(stdout, /pending/);
    });
  }
});
