/** What a bug report needs to know of a machine and of a clone. Each probe stands alone: one that fails says why. */
import { spawnSync } from 'node:child_process';
// Whole modules: an older Node lacks some of their functions, and then a probe says so.
import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { addonTest } from '../setup/addon.mjs';
import { kernelsTest } from '../setup/kernels.mjs';
import { paths, read, readRecord, root } from '../setup/paths.mjs';
import { findTensorflow } from '../setup/python.mjs';
import { isSecretName } from './secrets.mjs';

const SECOND = 1000;

/** Runs a program; throws with its last line if it fails. */
function run(command, args, { timeout = 10 * SECOND, env = process.env } = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    timeout,
    env,
  });
  if (error?.code === 'ENOENT') throw new Error(`${command} was not found`);
  if (error) throw new Error(`${command}: ${error.code === 'ETIMEDOUT' ? 'no answer in time' : error.message}`);
  const said = `${stdout}\n${stderr}`.trim().split('\n');
  const why = said.find((line) => /error/i.test(line)) ?? said[said.length - 1];
  if (status !== 0) throw new Error(`${command} ended with ${signal ?? `code ${status}`}: ${why}`);
  return stdout.trim();
}

const firstLine = (command, args = ['--version']) => run(command, args).split('\n')[0];
const gigabytes = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Reads a small file of the system; undefined if it is not there. */
function system(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function commit() {
  const git = (...args) => run('git', ['-C', root, ...args]);
  const changed = git('status', '--porcelain', '--untracked-files=no').split('\n').filter(Boolean);
  return `${git('rev-parse', 'HEAD')}${changed.length ? `, ${changed.length} files changed` : ''}`;
}

/** The library of C, on which the wheels depend. */
function libc() {
  process.report.excludeNetwork = true;
  const { glibcVersionRuntime } = process.report.getReport().header;
  if (glibcVersionRuntime) return `glibc ${glibcVersionRuntime}`;
  if (process.platform !== 'linux') return 'not glibc';
  return fs.readdirSync('/lib').find((name) => name.startsWith('ld-musl')) ?? 'not glibc';
}

function operatingSystem() {
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(system('/etc/os-release') ?? '')?.[1];
  const kernel = `${os.type()} ${os.release()} ${os.arch()}`;
  const inside = [
    [fs.existsSync('/.dockerenv'), 'in Docker'],
    [fs.existsSync('/run/.containerenv'), 'in Podman'],
    [/microsoft/i.test(os.release()), 'in WSL'],
  ].flatMap(([is, what]) => (is ? [what] : []));
  return [name, kernel, ...inside].filter(Boolean).join(', ');
}

/** What of a processor decides which kernels are compiled and how fast they are. */
const FEATURES = ['sse4_2', 'avx', 'avx2', 'fma', 'f16c', 'avx512f', 'avx512_bf16', 'avx512_fp16', 'amx_tile', 'asimd'];

function processor() {
  const offered = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(system('/proc/cpuinfo') ?? '')?.[1].split(' ') ?? [];
  const found = FEATURES.filter((feature) => offered.includes(feature));
  return `${os.cpus()[0]?.model.trim() ?? 'unknown'}; ${found.join(' ') || 'features unknown'}`;
}

function cores() {
  const quota = /^(\d+) (\d+)/.exec(system('/sys/fs/cgroup/cpu.max') ?? '');
  const limited = quota ? `, limited to ${(quota[1] / quota[2]).toFixed(1)} by the container` : '';
  return `${os.cpus().length}, ${os.availableParallelism()} for this process${limited}`;
}

function memory() {
  const limit = Number(system('/sys/fs/cgroup/memory.max'));
  const limited = limit > 0 ? `, limited to ${gigabytes(limit)} by the container` : '';
  return `${gigabytes(os.totalmem())}, ${gigabytes(os.freemem())} free${limited}`;
}

function disk(folder) {
  const { bavail, blocks, bsize } = fs.statfsSync(folder);
  return `${gigabytes(bavail * bsize)} free of ${gigabytes(blocks * bsize)}`;
}

function gpu() {
  const query = '--query-gpu=name,driver_version,memory.total,compute_cap';
  return run('nvidia-smi', [query, '--format=csv,noheader']).split('\n');
}

/** The TensorFlow that the addon is linked against. */
function tensorflow() {
  const folder = findTensorflow();
  if (!folder) throw new Error('none in .venv');
  const version = fs.readdirSync(join(folder, '..')).find((name) => /^tensorflow.*\.dist-info$/.test(name));
  return `${version?.replace('.dist-info', '') ?? 'version unknown'} in ${folder}`;
}

/** What set-up finds in place, as `npm run setup -- --check` prints it. */
function steps() {
  const { stdout, stderr, error } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), '--check'], {
    encoding: 'utf8',
    timeout: 60 * SECOND,
  });
  if (error) throw error;
  return `${stdout}${stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Tries a program of set-up's own in a fresh process. */
const selfTest = (program) =>
  run(process.execPath, ['-e', program], {
    timeout: 60 * SECOND,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  })
    .split('\n')
    .pop();

/** Whether there are native kernels, or why not. */
function kernels() {
  const { instructions, refusal } = readRecord(paths.kernelsBuild);
  if (refusal) return refusal;
  if (!instructions) throw new Error('set-up has not made them');
  return `compiled, with ${instructions}`;
}

/** Variables that change what Telltale and its parts do. */
const VARIABLES =
  /^(?:TELLTALE_|TF_|CUDA|NVIDIA_|XLA_|OMP_|LD_LIBRARY_PATH$|LD_PRELOAD$|NODE_OPTIONS$|PYTHONPATH$|PYTHONHOME$|(?:https?|all|no)_proxy$)/i;

function variables() {
  const set = Object.entries(process.env).filter(([name]) => VARIABLES.test(name));
  return Object.fromEntries(set.sort().map(([name, value]) => [name, isSecretName(name) && value ? '***' : value]));
}

/** The end of what set-up wrote: where it stopped. */
const logEnd = () => read(paths.log).trimEnd().split('\n').slice(-15).filter(Boolean);

/** All probes, in the order in which they are printed. */
export const probes = {
  Telltale: () => JSON.parse(read(join(root, 'package.json'))).version,
  commit,
  folder: () => root,
  Node: () => `${process.version} at ${process.execPath}`,
  npm: () => firstLine('npm'),
  Python: () => firstLine(process.env.TELLTALE_PYTHON || 'python3'),
  'Python of .venv': () => firstLine(paths.python),
  'g++': () => firstLine('g++'),
  'clang++': () => firstLine('clang++'),
  libc,
  system: operatingSystem,
  processor,
  cores,
  memory,
  'disk of the clone': () => disk(root),
  'disk for temporary files': () => disk(os.tmpdir()),
  'GPU and driver': gpu,
  'TensorFlow library': tensorflow,
  'set-up': steps,
  'chosen backend': () => readRecord(paths.backend),
  'native kernels': kernels,
  'self-test of the backend': () => selfTest(addonTest),
  'self-test of the native kernels': () => selfTest(kernelsTest),
  'environment variables': variables,
  'end of setup.log': logEnd,
};
