import AdmZip from 'adm-zip';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '../support/processes';

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
    for (const part of ['scripts/setup.mjs', 'scripts/setup', 'package.json', 'package-lock.json', 'requirements']) {
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

  for (const [what, stub, message, advice] of [
    [
      'Windows',
      "Object.defineProperty(process, 'platform', { value: 'win32' });",
      /Expected Linux or macOS, found Windows/,
      /Run Telltale in WSL 2 .* or in a container; see environment\.md\.$/m,
    ],
    [
      'a Node that is too old',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });",
      /Expected Node 20\.19 or newer, found 18\.20\.4\./,
      /Install Node 24, the newest with long-term support\.$/m,
    ],
  ] as const) {
    it(`stops with one sentence and advice on ${what}`, () => {
      const pretend = path.join(folder, 'pretend.cjs');
      fs.writeFileSync(pretend, stub);
      const script = path.join(clone('system'), 'scripts', 'setup.mjs');
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', pretend, script], {
        encoding: 'utf8',
      });
      assert.deepEqual([status, stderr], [1, '']);
      assert.match(stdout, message);
      assert.match(stdout, advice);
    });
  }

  it('gives npm a cache of its own where the home is read-only, and removes it', () => {
    const [bin, notes] = [path.join(folder, 'bin'), path.join(folder, 'cache')];
    fs.mkdirSync(bin);
    // Root may write to every folder.
    const answer = '[ "$1" = config ] && echo /dev/null/.npm && exit';
    fs.writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\n${answer}\necho "$npm_config_cache" > '${notes}'\nexit 7\n`, {
      mode: 0o755,
    });
    const { status } = spawnSync(process.execPath, [path.join(clone('home'), 'scripts', 'setup.mjs')], {
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, TELLTALE_BACKEND: 'wasm' },
    });
    assert.equal(status, 1);
    const cache = fs.readFileSync(notes, 'utf8').trim();
    assert.equal(path.dirname(cache), os.tmpdir());
    assert.ok(!fs.existsSync(cache));
  });

  it('ends its commands and frees its lock when it is stopped, and then begins again', async () => {
    const place = clone('stopped');
    const [bin, pids] = [path.join(folder, 'bin'), path.join(folder, 'pids')];
    fs.mkdirSync(bin);
    const script = `#!/bin/sh\n[ "$1" = ci ] || exit\nsleep 600 &\necho $$ $! > '${pids}.part'\nmv '${pids}.part' '${pids}'\nwait\n`;
    fs.writeFileSync(path.join(bin, 'npm'), script, { mode: 0o755 });
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, TELLTALE_BACKEND: 'wasm' };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = spawn(process.execPath, [path.join(place, 'scripts', 'setup.mjs')], { env });
      let said = '';
      child.stdout.on('data', (text) => (said += String(text)));
      const ended = once(child, 'close');
      await until('npm runs', () => fs.existsSync(pids));
      child.kill(signal);
      const [code] = (await ended) as [number];
      assert.equal(code, 128 + os.constants.signals[signal]);
      assert.match(said, /Set-up was stopped\. The next command continues it\./);
      assert.doesNotMatch(said, /Another set-up/);
      assert.ok(!fs.existsSync(path.join(place, '.setup.lock')));
      const started = fs.readFileSync(pids, 'utf8').trim().split(' ').map(Number);
      await until('npm and what it started have ended', () => started.every(hasEnded));
      fs.rmSync(pids);
    }
  });

  /** Whether a process is gone, or only waits for its parent to notice its end. */
  function hasEnded(pid: number): boolean {
    try {
      return / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return true;
    }
  }

  it('takes the lock of a process that has ended, also where its number belongs to another one now', () => {
    const npm = pretendNpm('11.0.0');
    const place = clone('locked');
    fs.writeFileSync(path.join(place, '.setup.lock'), String(process.pid)); // mocha, not a set-up
    spawnSync(process.execPath, [path.join(place, 'scripts', 'setup.mjs')], {
      env: { ...process.env, PATH: `${npm.bin}:${process.env.PATH}`, TELLTALE_BACKEND: 'wasm' },
      timeout: 30_000,
    });
    assert.match(npm.asked(), plain);
  });

  it('installs only files with the hashes of the lock, once for two at a time, and then needs no network', async () => {
    const place = clone('hashes');
    const wheels = path.join(folder, 'wheels');
    const hash = writeWheel(wheels);
    const [bin, notes] = [path.join(folder, 'bin'), path.join(folder, 'asked')];
    fs.mkdirSync(bin);
    const npm = `#!/bin/sh\n[ "$1" = ci ] || exit\necho "$1" >> '${notes}'\nmkdir -p node_modules\n`;
    fs.writeFileSync(path.join(bin, 'npm'), npm, { mode: 0o755 });
    // Its environments have the pip of this clone: to unpack one takes longer than all else here.
    const python = path.join(repository, '.venv', 'bin', 'python');
    const pip = `ln -s '${repository}'/.venv/lib/python*/site-packages/pip "$3"/lib/python*/site-packages/`;
    const program = `#!/bin/sh\n[ "$2" = venv ] || exec '${python}' "$@"\n'${python}' -m venv --without-pip "$3" && ${pip}\n`;
    fs.writeFileSync(path.join(bin, 'pretend-python'), program, { mode: 0o755 });
    const env = {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      TELLTALE_BACKEND: 'wasm',
      TELLTALE_PYTHON: 'pretend-python',
      PIP_CONFIG_FILE: os.devNull,
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: wheels,
    };
    const lock = path.join(place, 'requirements', 'none.txt');
    const script = path.join(place, 'scripts', 'setup.mjs');
    const start = async (more = {}) => {
      const child = spawn(process.execPath, [script], { env: { ...env, ...more } });
      let said = '';
      child.stdout.on('data', (text) => (said += String(text)));
      const [status] = (await once(child, 'close')) as [number];
      return { status, said };
    };

    const without = await start({ TELLTALE_PYTHON: 'no-such-python' });
    assert.equal(without.status, 1);
    const expected = 'expected Python 3.10 or newer, found none among no-such-python.';
    assert.match(without.said, new RegExp(`^ {2}TELLTALE_PYTHON=no-such-python: ${expected}$`, 'm'));

    const wrong = hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    fs.writeFileSync(lock, `pretend==1.0 \\\n    --hash=sha256:${wrong}\n`);
    const refused = await start();
    assert.equal(refused.status, 1);
    const [, sentence] = /^ {2}(requirements.*)$/m.exec(refused.said) ?? [];
    assert.match(
      sentence,
      new RegExp(
        `^requirements/none\\.txt: expected for pretend==1\\.0 a file with sha256 ${wrong}, found one with ${hash}\\.$`,
      ),
    );
    assert.doesNotMatch(refused.said, /next backend|Ready|^ +at /m);
    assert.match(spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8', env }).stdout, /missing Python/);

    fs.writeFileSync(lock, `pretend==1.0 \\\n    --hash=sha256:${hash}\n`);
    const both = await Promise.all([start(), start()]);
    for (const { status, said } of both) assert.equal(status, 0, said);
    assert.deepEqual(
      both.map(({ said }) => /pip install .*done/.test(said)).sort(),
      [false, true],
      'one of them installs',
    );
    assert.equal(fs.readFileSync(notes, 'utf8'), 'ci\n');

    fs.rmSync(wheels, { recursive: true });
    fs.rmSync(bin, { recursive: true });
    assert.deepEqual(await start().then(({ status }) => status), 0);
  });

  /** Writes a wheel without content; returns its hash. */
  function writeWheel(wheels: string): string {
    const wheel = new AdmZip();
    const files: [string, string][] = [
      ['METADATA', 'Metadata-Version: 2.1\nName: pretend\nVersion: 1.0\n'],
      ['WHEEL', 'Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
      ['RECORD', 'pretend-1.0.dist-info/METADATA,,\npretend-1.0.dist-info/WHEEL,,\npretend-1.0.dist-info/RECORD,,\n'],
    ];
    for (const [name, text] of files) wheel.addFile(`pretend-1.0.dist-info/${name}`, Buffer.from(text));
    const content = wheel.toBuffer();
    fs.mkdirSync(wheels);
    fs.writeFileSync(path.join(wheels, 'pretend-1.0-py3-none-any.whl'), content);
    return createHash('sha256').update(content).digest('hex');
  }
});

describe('the locks', () => {
  it('hold a sha512 for every package of npm that does not lie in the clone', () => {
    const text = fs.readFileSync(path.join(repository, 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as { packages: Record<string, { link?: boolean; integrity?: string }> };
    const fetched = Object.entries(packages).filter(([place, { link }]) => place.includes('node_modules/') && !link);
    assert.ok(fetched.length > 500);
    const bare = fetched.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
    assert.deepEqual(bare, []);
  });

  const required = fs.readFileSync(path.join(repository, 'requirements.txt'), 'utf8').match(/^\w\S+==\S+$/gm) ?? [];
  const shared = required.filter((line) => !line.startsWith('tensorflow'));
  const version = required.find((line) => line.startsWith('tensorflow-cpu=='))?.split('==')[1];
  for (const [wheel, pins] of [
    ['none', []],
    [
      'cpu',
      [
        `tensorflow-cpu==${version} ; platform_machine == 'x86_64'`,
        `tensorflow==${version} ; platform_machine != 'x86_64'`,
      ],
    ],
    ['gpu', [`tensorflow==${version}`, 'nvidia-cudnn-cu12==']],
    ['gpu-own-cuda', [`tensorflow==${version}`]],
  ] as const) {
    it(`pin what requirements.txt asks for, with hashes and without an index: ${wheel}`, () => {
      const lock = fs.readFileSync(path.join(repository, 'requirements', `${wheel}.txt`), 'utf8');
      for (const pin of [...shared, ...pins]) assert.ok(lock.includes(`\n${pin}`), `${pin} (npm run lock)`);
      assert.equal(/^tensorflow/m.test(lock), wheel !== 'none');
      const entries = lock.split(/\n(?=\S)/);
      assert.ok(entries.length > 90);
      for (const entry of entries) {
        assert.match(entry, /^[\w.-]+==[\w.]+(?: ; [^\n\\]+)? \\\n(?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+$/);
      }
    });
  }
});
