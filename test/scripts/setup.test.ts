import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const repository = path.join(__dirname, '..', '..');

function setUp(options: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, ...environment };
  return spawnSync(process.execPath, ['scripts/setup.mjs', ...options], { cwd: repository, encoding: 'utf8', env });
}

describe('npm run setup', () => {
  it('finds everything in place where the tests run, and says what is installed', () => {
    const { status, stdout } = setUp(['--check']);
    assert.equal(status, 0, stdout);
    for (const step of ['npm packages', 'Python environment', 'tensor backend: ', 'tslab kernel']) {
      assert.match(stdout, new RegExp(`ok +${step}`));
    }
    assert.equal(setUp(['--quiet']).stdout, '');
  });

  it('keeps what is installed if WASM is asked for', () => {
    assert.match(
      setUp(['--check'], { TELLTALE_BACKEND: 'wasm' }).stdout,
      /ok +tensor backend: WASM \(TELLTALE_BACKEND=wasm\)/,
    );
    assert.equal(setUp(['--check']).status, 0);
  });

  for (const [what, options, environment, message] of [
    ['an unknown option', ['--chekc'], {}, /Unknown option --chekc: expected --check or --quiet/],
    [
      'an unknown backend',
      ['--check'],
      { TELLTALE_BACKEND: 'quantum' },
      /TELLTALE_BACKEND=quantum: expected gpu, cpu, prebuilt or wasm/,
    ],
    [
      'a TensorFlow that is not there',
      ['--check'],
      { TELLTALE_TENSORFLOW: '/nowhere' },
      /TELLTALE_TENSORFLOW=\/nowhere: expected a folder that holds/,
    ],
  ] as const) {
    it(`stops with one sentence and advice at ${what}`, () => {
      const { status, stdout, stderr } = setUp([...options], environment);
      assert.equal(status, 1);
      assert.match(stdout, message);
      assert.equal(stderr, '');
    });
  }
});
