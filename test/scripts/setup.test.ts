import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
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

describe('npm run setup in a clone of its own', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-setup-'));
    fs.chmodSync(folder, 0o755);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Makes a clone that holds what set-up needs to begin. */
  function clone(name: string): string {
    const made = path.join(folder, name);
    for (const part of ['scripts/setup.mjs', 'scripts/setup', 'package.json', 'package-lock.json']) {
      fs.cpSync(path.join(repository, part), path.join(made, part), { recursive: true });
    }
    return made;
  }

  /** Makes an npm that says its version, notes what it is asked for, and fails. */
  function pretendNpm(version: string): { bin: string; asked: () => string } {
    const [bin, notes] = [path.join(folder, 'bin'), path.join(folder, 'asked')];
    fs.mkdirSync(bin);
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\necho "$*" > '${notes}'\nexit 7\n`;
    fs.writeFileSync(path.join(bin, 'npm'), script, { mode: 0o755 });
    return { bin, asked: () => fs.readFileSync(notes, 'utf8') };
  }

  const plain = /^ci --no-audit .* --include=dev --ignore-scripts$/m;
  const fetched = /^exec --yes --package=npm@11\.\d+\.\d+ -- npm ci --no-audit .* --include=dev --ignore-scripts$/m;
  for (const [version, name, asked, said] of [
    ['8.19.4', 'plain', plain, /Check that the npm registry can be reached/],
    ['9.0.0', 'plain', fetched, /npm 9\.0\.0 cannot read the overrides of package\.json\. Install another one/],
    ['9.2.0', 'plain', fetched, /npm 9\.2\.0 cannot read the overrides.*\(npm install -g npm@11\.\d+\.\d+\)/],
    ['9.3.1', 'plain', plain, /Check that the npm registry can be reached/],
    ['10.8.2', 'with blanks', plain, /Check that the npm registry can be reached/],
    ['10.8.2', 'hash#1', fetched, /npm 10\.8\.2 cannot install into a path with '#', '%' or '\?'/],
    ['10.8.2', 'per%cent', fetched, /npm 10\.8\.2 cannot install into a path with '#', '%' or '\?'/],
    ['11.0.0', 'hash#1', plain, /Check that the npm registry can be reached/],
  ] as const) {
    it(`installs with npm ${version} in '${name}' by a command that can`, () => {
      const npm = pretendNpm(version);
      const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(clone(name), 'scripts', 'setup.mjs')], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${npm.bin}:${process.env.PATH}`, TELLTALE_BACKEND: 'wasm' },
      });
      assert.equal(status, 1);
      assert.match(npm.asked(), asked);
      assert.match(stdout, said);
      assert.equal(stderr, '');
    });
  }

  it('continues if nobody reads its output', async () => {
    const npm = pretendNpm('11.0.0');
    const child = spawn(process.execPath, [path.join(clone('unread'), 'scripts', 'setup.mjs')], {
      env: { ...process.env, PATH: `${npm.bin}:${process.env.PATH}`, TELLTALE_BACKEND: 'wasm' },
    });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text) => (said += String(text)));
    await once(child, 'close');
    assert.equal(said, '');
    assert.match(npm.asked(), plain);
  });

  it('says in one sentence that the clone cannot be written to', () => {
    const place = clone('unwritable');
    fs.chmodSync(place, 0o555);
    // Root may write everywhere: it takes another user's place.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const script = [path.join(place, 'scripts', 'setup.mjs')];
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8', cwd: place, ...user });
    fs.chmodSync(place, 0o755);
    assert.equal(status, 1);
    assert.ok(stdout.includes(`${place} cannot be written to (EACCES`), stdout);
    assert.match(stdout, /set-up puts node_modules and \.venv there\./);
    assert.doesNotMatch(stdout + stderr, /^ +at /m);
  });
});
