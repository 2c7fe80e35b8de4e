import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';

const CHECKS = path.join(REPOSITORY_ROOT, 'test', 'runtime', 'native', 'checks.cc');

/** Where TensorFlow's headers are: in .venv, or where the user has named them. */
function tensorflowFolder(): string {
  const libraries = path.join(REPOSITORY_ROOT, '.venv', 'lib');
  const [python = 'python3'] = fs.existsSync(libraries) ? fs.readdirSync(libraries) : [];
  return process.env.TELLTALE_TENSORFLOW ?? path.join(libraries, python, 'site-packages', 'tensorflow');
}

const KERNELS = path.join(REPOSITORY_ROOT, 'lib', 'runtime', 'native');

/** Those of scripts/setup/kernels.mjs, which says why the last one is there; and every warning is an error. */
const COMMON = ['-std=c++17', '-fno-math-errno', '-Wall', '-Wextra', '-U__AVX512FP16__', '-Werror'];
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

describe('the native kernels against plain computations in double', function () {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-kernels-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  before(function () {
    if (spawnSync('g++', ['--version']).status === 0) return;
    process.stdout.write('    skipped: there is no g++\n');
    this.skip();
  });

  /** Compiles a program and runs it; returns what it says. */
  function compileAndRun(source: string, flags: readonly string[], args: readonly string[] = []) {
    const program = path.join(folder, 'program');
    const compiler = spawnSync('g++', [...flags, source, '-o', program], { encoding: 'utf8' });
    if (compiler.status !== 0) return { ok: false, said: compiler.stderr };
    const run = spawnSync(program, args, { encoding: 'utf8' });
    return { ok: run.status === 0, said: run.stdout + run.stderr };
  }

  /** Runs all checks, and requires them to end well. */
  function check(flags: readonly string[], shapes: number, seed: number) {
    const { ok, said } = compileAndRun(CHECKS, [...COMMON, ...flags], [String(shapes), String(seed)]);
    assert.ok(ok, said.slice(-3000));
    process.stdout.write(said.replace(/^(?=.)/gm, '    '));
  }

  it('agree, and touch no memory that is not theirs', function () {
    const empty = path.join(folder, 'empty.cc');
    fs.writeFileSync(empty, 'int main() {}\n');
    const { ok, said } = compileAndRun(empty, SANITIZERS);
    if (!ok) {
      process.stdout.write(`    skipped: g++ has no sanitizers here (${said.trim().split('\n')[0]})\n`);
      this.skip();
    }
    check(['-O1', '-g', '-march=native', ...SANITIZERS], 300, 1);
  });

  it('agree as set-up compiles them, for 10,000 shapes each', () => {
    check(['-O3', '-march=native'], 10_000, 2); // as in scripts/setup/kernels.mjs
  });

  it('compile with TensorFlow without a warning', function () {
    const tensorflow = tensorflowFolder();
    if (!fs.existsSync(path.join(tensorflow, 'include'))) this.skip();
    const headers = [
      path.join(REPOSITORY_ROOT, 'node_modules', 'node-api-headers', 'include'),
      `${tensorflow}/include`,
    ];
    const include = headers.flatMap((header) => ['-isystem', header]);
    const units = fs.readdirSync(KERNELS).filter((name) => name.endsWith('.cc'));
    assert.equal(units.length, 2);
    for (const name of units) {
      const files = [path.join(KERNELS, name), '-o', path.join(folder, 'unit.o')];
      const flags = [...COMMON, '-O3', '-march=native', '-fPIC', '-DNAPI_VERSION=8'];
      const { status, stderr } = spawnSync('g++', ['-c', ...flags, ...include, ...files], { encoding: 'utf8' });
      assert.equal(status, 0, stderr.slice(-3000));
    }
  });

  it('agree with vectors of 16 bytes', () => check(['-O3'], 300, 3));

  it('agree with vectors of 64 bytes', () => {
    // The name alone decides their width. Where the processor has no such vectors, the compiler divides them.
    check(['-O2', '-march=native', '-D__AVX512F__', '-Wno-psabi'], 300, 4);
  });
});
