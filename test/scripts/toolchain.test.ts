import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const repository = path.join(__dirname, '..', '..');

interface Place {
  readonly platform: string;
  readonly include: readonly string[];
  readonly output: string;
}

interface Toolchain {
  whyNoWheel(platform: string, arch: string): string | undefined;
  addonCommand(
    options: Place & {
      readonly sources: readonly string[];
      readonly tensorflow: string;
      readonly nvidia: readonly { readonly folder: string; readonly file: string }[];
    },
  ): string[];
  kernelCommand(options: Place & { readonly source: string }): string[];
  linkCommand(options: Omit<Place, 'include'> & { objects: readonly string[]; tensorflow: string }): string[];
}

const load = (file: string) => import(pathToFileURL(path.join(repository, 'scripts', 'setup', file)).href);

describe('The command lines of set-up', () => {
  let tools: Toolchain;
  before(async () => (tools = (await load('toolchain.mjs')) as Toolchain));

  const addon = (platform: string, nvidia: { folder: string; file: string }[] = []) =>
    tools
      .addonCommand({
        platform,
        include: ['/h'],
        sources: ['a.cc', 'b.cc'],
        tensorflow: '/tf',
        nvidia,
        output: 'x.node',
      })
      .join(' ');

  it("compile the addon against the wheel's libraries", () => {
    assert.equal(
      addon('linux'),
      'g++ -std=c++17 -O2 -fPIC -shared -w -DNAPI_VERSION=8 -I /h a.cc b.cc -o x.node ' +
        '-L/tf -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,/tf',
    );
    assert.equal(
      addon('darwin'),
      'clang++ -std=c++17 -O2 -fPIC -bundle -undefined dynamic_lookup -w -DNAPI_VERSION=8 -I /h a.cc b.cc -o x.node ' +
        '/tf/libtensorflow_cc.2.dylib /tf/libtensorflow_framework.2.dylib -Wl,-rpath,/tf',
    );
  });

  it('link each folder of CUDA libraries once', () => {
    const nvidia = ['libcudart.so.12', 'libcublas.so.12'].map((file) => ({ folder: '/nvidia', file }));
    assert.match(
      addon('linux', nvidia),
      / -L\/nvidia -L\/tf .* -Wl,--no-as-needed -l:libcudart\.so\.12 -l:libcublas\.so\.12 -Wl,-rpath,\/tf -Wl,-rpath,\/nvidia$/,
    );
  });

  it('compile and link the native kernels, for the processor at hand where the compiler knows how', () => {
    const compiled = (platform: string) =>
      tools.kernelCommand({ platform, include: ['/h'], source: 'k.cc', output: 'k.o' }).join(' ');
    const linked = (platform: string) =>
      tools.linkCommand({ platform, objects: ['k.o', 'l.o'], tensorflow: '/tf', output: 'k.node' }).join(' ');
    const rest = '-fno-math-errno -Wall -Wextra -fPIC -U__AVX512FP16__ -DNAPI_VERSION=8 -isystem /h k.cc -o k.o';
    assert.equal(compiled('linux'), `g++ -c -std=c++17 -O3 -march=native ${rest}`);
    assert.equal(compiled('darwin'), `clang++ -c -std=c++17 -O3 ${rest}`);
    assert.equal(
      linked('linux'),
      'g++ -shared -Wl,-z,nodelete -o k.node k.o l.o ' +
        '-L/tf -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,/tf',
    );
    assert.equal(
      linked('darwin'),
      'clang++ -bundle -undefined dynamic_lookup -o k.node k.o l.o ' +
        '/tf/libtensorflow_cc.2.dylib /tf/libtensorflow_framework.2.dylib -Wl,-rpath,/tf',
    );
  });

  it('say where TensorFlow has no wheel to compile against', () => {
    const places = ['linux x64', 'linux arm64', 'darwin arm64', 'darwin x64', 'linux riscv64'].map((place) =>
      place.split(' '),
    );
    assert.deepEqual(
      places.map(([platform, arch]) => tools.whyNoWheel(platform, arch)),
      [
        undefined,
        undefined,
        undefined,
        'TensorFlow has no wheel for darwin on x64',
        'TensorFlow has no wheel for linux on riscv64',
      ],
    );
  });
});

describe('Set-up on another system', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-toolchain-')));
    for (const part of [
      'scripts/setup.mjs',
      'scripts/setup',
      'lib/runtime/native',
      'package.json',
      'package-lock.json',
    ])
      fs.cpSync(path.join(repository, part), path.join(folder, part), { recursive: true });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Runs a module in the copy as if Node ran on another system. */
  function runAs(platform: string, arch: string, args: string[], environment: Record<string, string> = {}) {
    const disguise = `Object.defineProperties(process,{platform:{value:'${platform}'},arch:{value:'${arch}'}})`;
    return spawnSync(process.execPath, ['--import', `data:text/javascript,${disguise}`, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TELLTALE_BACKEND: '', ...environment },
    });
  }

  /** Makes compilers that note what they are asked for, and make nothing. */
  function pretendCompilers(): { bin: string; asked: () => string[][] } {
    const [bin, notes] = [path.join(folder, 'bin'), path.join(folder, 'asked')];
    fs.mkdirSync(bin);
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo pretended && exit\necho "\${0##*/} $*" >> '${notes}'\n`;
    for (const name of ['g++', 'clang++']) fs.writeFileSync(path.join(bin, name), script, { mode: 0o755 });
    const lines = () => fs.readFileSync(notes, 'utf8').trim().split('\n');
    return { bin, asked: () => lines().map((line) => line.split(' ')) };
  }

  it('compiles and links with clang++ on an arm64 Mac', () => {
    const compilers = pretendCompilers();
    const tensorflow = path.join(folder, 'tensorflow');
    fs.mkdirSync(tensorflow);
    fs.writeFileSync(path.join(tensorflow, 'libtensorflow_cc.2.dylib'), '');
    // In place of the addon, which the pretended compiler does not make.
    const tfjs = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
    fs.mkdirSync(tfjs, { recursive: true });
    fs.writeFileSync(
      path.join(tfjs, 'index.js'),
      `exports.matMul = () => ({ dataSync: () => [19, 22, 43, 50] });
       exports.backend = () => ({ binding: { TF_Version: '0.0' }, isUsingGpuDevice: false });`,
    );
    const program = `
      const { chooseDevice, setUpBackend } = await import('./scripts/setup/addon.mjs');
      const { setUpKernels } = await import('./scripts/setup/kernels.mjs');
      const choice = chooseDevice();
      process.env.TELLTALE_TENSORFLOW = process.env.TENSORFLOW;
      const backend = await setUpBackend(choice, async () => undefined);
      console.log(JSON.stringify(backend));
      await setUpKernels(backend);`;
    const { stdout, stderr } = runAs('darwin', 'arm64', ['--input-type=module', '-e', program], {
      PATH: `${compilers.bin}:${process.env.PATH}`,
      TELLTALE_TENSORFLOW: '',
      TENSORFLOW: tensorflow,
    });
    assert.equal(stderr, '');
    const { device, addon, reason } = JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? '{}') as Record<string, string>;
    assert.deepEqual(
      [device, addon, reason],
      ['cpu', 'compiled', "TensorFlow's wheel for darwin on arm64 has no CUDA"],
    );
    const sources = fs.readdirSync(path.join(folder, 'lib/runtime/native')).filter((name) => name.endsWith('.cc'));
    const asked = compilers.asked();
    assert.deepEqual(new Set(asked.map(([compiler]) => compiler)), new Set(['clang++']));
    assert.equal(asked.filter((line) => line.includes('-c')).length, sources.length);
    const links = asked.filter((line) => line.includes('-bundle'));
    assert.deepEqual(
      links.map((line) => path.basename(line[line.indexOf('-o') + 1])),
      ['tfjs_binding.node', 'telltale_kernels.node'],
    );
    for (const line of links) assert.ok(line.includes(`-Wl,-rpath,${tensorflow}`), line.join(' '));
    assert.deepEqual(
      asked.flat().filter((option) => /^-(shared|march|l:|Wl,-z)/.test(option)),
      [],
    );
  });
});
