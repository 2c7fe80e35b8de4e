import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const repository = path.join(__dirname, '..', '..');

describe('npm run doctor', () => {
  let folder: string;

  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-doctor-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  /** Runs the doctor of a clone with some variables of the environment beside PATH. */
  function doctor(clone: string, options: string[], env: Record<string, string> = {}) {
    const script = path.join(clone, 'scripts', 'doctor.mjs');
    return spawnSync(process.execPath, [script, ...options], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, ...env },
    });
  }

  /** Makes a clone in which set-up has never run. */
  function bareClone(name: string): string {
    const clone = path.join(folder, name);
    for (const part of ['scripts', 'lib/runtime/native', 'package.json', 'package-lock.json', 'requirements']) {
      fs.cpSync(path.join(repository, part), path.join(clone, part), { recursive: true });
    }
    return clone;
  }

  const report = (clone: string, env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = doctor(clone, ['--json'], env);
    assert.deepEqual([status, stderr], [0, '']);
    return JSON.parse(stdout) as Record<string, string | string[] | Record<string, string>>;
  };

  it('tells of the clone, the machine, set-up and the backend', () => {
    const { status, stdout, stderr } = doctor(repository, [], { TELLTALE_SEED: '7', UNRELATED: 'not told' });
    assert.deepEqual([status, stderr], [0, '']);
    for (const line of [
      /^Telltale: \d+\.\d+\.\d+$/m,
      /^commit: [0-9a-f]{40}/m,
      new RegExp(`^Node: ${process.version} at `, 'm'),
      /^npm: \d+\.\d+/m,
      /^Python: Python 3\.\d+/m,
      /^memory: [\d.]+ GiB, [\d.]+ GiB free/m,
      /^disk of the clone: [\d.]+ GiB free of/m,
      /^ {2}ok +npm packages$/m,
      /^self-test of the backend: \{"tensorflow":"\d/m,
      /^ {2}TELLTALE_SEED=7$/m,
    ]) {
      assert.match(stdout, line);
    }
    assert.doesNotMatch(stdout, /UNRELATED|not told/);
  });

  it('answers in a clone that was never set up, in one with broken records, and without any program in PATH', () => {
    const clone = bareClone('bare');
    const never = report(clone);
    assert.match(String(never['set-up']), /missing npm packages,missing Python environment,missing tensor backend/);
    assert.match(String(never['self-test of the backend']), /^not known: .*Cannot find module '@tensorflow/);
    assert.match(String(never['TensorFlow library']), /^not known: none in \.venv$/);

    fs.mkdirSync(path.join(clone, 'node_modules'));
    for (const record of ['.telltale-backend.json', '.telltale-kernels.json']) {
      fs.writeFileSync(path.join(clone, 'node_modules', record), '{"key": "stopped while it wr');
    }
    fs.writeFileSync(path.join(clone, 'package.json'), 'no JSON');
    const broken = report(clone, { PATH: '/nowhere' });
    assert.match(String(broken.Telltale), /^not known: /);
    assert.match(String(broken.npm), /^not known: npm was not found$/);
    assert.match(String(broken['set-up']), /missing tensor backend/);
    assert.match(String(broken.libc), /glibc|musl/);
  });

  it('hides passwords, tokens, the user and the home, wherever they stand', () => {
    const clone = bareClone('secrets');
    const [token, webhook, password] = ['ghp_0123456789abcdefghijABCDEFGHIJ', 'T0AA/B0BB/c0ffee', 'hunter2-of-redis'];
    fs.writeFileSync(
      path.join(clone, 'setup.log'),
      [
        'npm error //registry.example/:_authToken=npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        'pip: https://__token__:pypi-inthelog123456@index.example/simple',
        `redis-server --requirepass ${password} and again ${password}.`,
        'Authorization: Bearer abcdefghijklmnop',
        'Traceback: File "/home/someoneelse/x.py"',
        'the maximum of marvin is not maxim',
        `Collecting ${'x'.repeat(470)} https://someone:cutinhalf${'y'.repeat(50)}@index.example`,
      ].join('\n'),
    );
    const { status, stdout, stderr } = doctor(clone, [], {
      HOME: '/srv/people/marvin',
      USER: 'marvin',
      LOGNAME: 'max',
      HTTPS_PROXY: 'http://marvin:p@ss/w:rd@proxy.example:3128',
      http_proxy: 'otheruser:otherpass@proxy.example:3128',
      NO_PROXY: 'localhost,.example',
      TELLTALE_REDIS_PASSWORD: password,
      TELLTALE_NAME: `${token} https://hooks.slack.example/services/${webhook}`,
      TELLTALE_DATA: '/srv/people/marvin/telemetry',
      TELLTALE_STORE: '/srv/people/marvinson/store',
      SOME_API_TOKEN: 'abcd',
      CUDA_VISIBLE_DEVICES: '0 with abcd and 0abcd1',
    });
    assert.deepEqual([status, stderr], [0, '']);
    for (const secret of [
      'npm_aaaa',
      'pypi-inthelog',
      password,
      token,
      webhook,
      'abcdefghijklmnop',
      'p@ss',
      'w:rd',
      'otherpass',
      'cutin',
      '/srv/people/marvin/',
      'someoneelse',
    ]) {
      assert.ok(!stdout.includes(secret), `${secret} in\n${stdout}`);
    }
    assert.match(stdout, /^ {2}Collecting x{470} https:\/\/\*\*\*@[\w.]* \.\.\.$/m);
    assert.doesNotMatch(stdout, /\b(?:marvin|max|otheruser)\b/);
    for (const line of [
      '  HTTPS_PROXY=http://***@proxy.example:3128',
      '  http_proxy=***@proxy.example:3128',
      '  NO_PROXY=localhost,.example',
      '  TELLTALE_REDIS_PASSWORD=***',
      '  TELLTALE_NAME=*** https://hooks.slack.example/***',
      '  TELLTALE_DATA=~/telemetry',
      '  TELLTALE_STORE=/srv/people/marvinson/store',
      '  CUDA_VISIBLE_DEVICES=0 with *** and 0abcd1',
      '  Traceback: File "/home/USER/x.py"',
      '  the maximum of USER is not maxim',
    ]) {
      assert.ok(stdout.includes(`${line}\n`), `${line} not in\n${stdout}`);
    }
  });

  it('refuses an unknown option in one sentence', () => {
    const { status, stderr } = doctor(repository, ['--jsn']);
    assert.deepEqual([status, stderr], [1, 'Unknown option --jsn: expected --json or nothing.\n']);
  });
});
