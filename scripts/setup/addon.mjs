/**
 * Step 3: the tensor backend. Compiles tfjs-node-gpu's addon against the TensorFlow of the Python wheel. The published
 * binary holds TensorFlow 2.9.1 for CUDA 11.2: many networks block its download, and newer GPUs need a newer CUDA.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cudaInWords, fittingCuda } from './cuda.mjs';
import { fingerprint, paths, readRecord, root } from './paths.mjs';
import { findNvidiaLibraries, findTensorflow } from './python.mjs';
import { explain, run, say, SetupError } from './step.mjs';
import { addonCommand, systemOf, whyNoWheel } from './toolchain.mjs';

const version = (name) => readRecord(join(paths.modules, name, 'package.json')).version ?? 'absent';

/** Chooses the device, and says why: TELLTALE_BACKEND decides, else nvidia-smi. */
export function chooseDevice() {
  const wanted = process.env.TELLTALE_BACKEND;
  if (wanted && !['gpu', 'cpu', 'prebuilt', 'wasm'].includes(wanted)) {
    throw new SetupError(
      `TELLTALE_BACKEND=${wanted}: expected gpu, cpu, prebuilt or wasm.`,
      'Unset it to let set-up choose.',
    );
  }
  // If a named TensorFlow is not there, that is a mistake and not a reason to fall back.
  if (process.env.TELLTALE_TENSORFLOW) findTensorflow();
  if (wanted) return { device: wanted, reason: `TELLTALE_BACKEND=${wanted}` };
  return (process.env.TELLTALE_TENSORFLOW ? undefined : ruledByWheel(process)) ?? deviceOfDriver();
}

/** Chooses where only one device fits the wheels that TensorFlow has for a system; undefined elsewhere. */
function ruledByWheel({ platform, arch }) {
  const reason = whyNoWheel(platform, arch);
  if (reason) return { device: 'prebuilt', reason };
  if (arch === 'x64') return undefined;
  return { device: 'cpu', reason: `TensorFlow's wheel for ${platform} on ${arch} has no CUDA` };
}

function deviceOfDriver() {
  const smi = spawnSync('nvidia-smi', ['-L'], { encoding: 'utf8', timeout: 10000 });
  return smi.status === 0 && /GPU \d/.test(smi.stdout)
    ? { device: 'gpu', reason: 'nvidia-smi lists a GPU' }
    : { device: 'cpu', reason: 'nvidia-smi lists no GPU' };
}

/**
 * Names the TensorFlow wheels that a device can use, the first choice first: 'none' if TELLTALE_TENSORFLOW names a
 * TensorFlow, 'gpu-own-cuda' if the machine's CUDA libraries fit, 'gpu' with CUDA libraries of its own.
 */
function wheelsFor(device) {
  if (process.env.TELLTALE_TENSORFLOW || !['gpu', 'cpu'].includes(device)) return ['none'];
  return device === 'gpu' && fittingCuda() ? ['gpu-own-cuda', 'gpu'] : [device];
}

/** Names the wheel of a device that is tried first. */
export const wheelFor = (device) => wheelsFor(device)[0];

/** What the addon is linked against; with a machine's own CUDA libraries, also these. */
function backendKey(device) {
  const own = wheelFor(device) === 'gpu-own-cuda' ? (fittingCuda() ?? []) : [];
  const libraries = own.map(({ file, folder, version }) => `${folder}/${file} ${version}`);
  const named = process.env.TELLTALE_TENSORFLOW ?? '';
  return fingerprint(device, version('@tensorflow/tfjs-node-gpu'), named, process.arch, root, ...libraries);
}

/** Finds the backend that an earlier set-up chose; undefined if it is no longer valid. */
export function currentBackend(device) {
  // WASM by choice needs nothing, and keeps an installed addon for the next command.
  if (device === 'wasm') return { device, reason: 'TELLTALE_BACKEND=wasm' };
  const backend = readRecord(paths.backend);
  const whole = backend.device === 'wasm' || existsSync(paths.addon);
  return backend.key === backendKey(device) && whole ? backend : undefined;
}

async function compile(tensorflow, wheel) {
  mkdirSync(dirname(paths.addon), { recursive: true });
  const { compiler, advice } = systemOf(process.platform);
  await run(
    `tfjs-node-gpu addon (${compiler})`,
    addonCommand({
      platform: process.platform,
      include: [
        join(paths.modules, 'node-api-headers', 'include'),
        join(tensorflow, 'include'),
        paths.tfjsNode,
        join(paths.tfjsNode, 'binding'),
      ],
      sources: ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(paths.tfjsNode, 'binding', file)),
      tensorflow,
      nvidia: wheel === 'gpu-own-cuda' ? (fittingCuda() ?? []) : findNvidiaLibraries(tensorflow),
      output: paths.addon,
    }),
    { log: paths.log, advice },
  );
}

/** Multiplies two matrices through the addon and prints TensorFlow's version and device. */
export const addonTest = `
    const util = require('util'); util.isNullOrUndefined = (v) => v == null; util.isArray = Array.isArray;
    const tf = require('@tensorflow/tfjs-node-gpu');
    const c = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join();
    if (c !== '19,22,43,50') throw new Error('matMul gave ' + c);
    console.log(JSON.stringify({ tensorflow: tf.backend().binding.TF_Version, gpu: tf.backend().isUsingGpuDevice }));`;

/**
 * Tries the addon in a fresh process; returns TensorFlow's version and device.
 *
 * @public npm run gpu-check imports it by its path.
 */
export async function selfTest() {
  const output = await run('self-test (matrix product through the addon)', [process.execPath, '-e', addonTest], {
    cwd: root,
    log: paths.log,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    advice: "The addon was built but does not run: setup.log has the loader's message.",
  });
  return JSON.parse(output.trim().split('\n').pop());
}

/** Sets up one backend. Throws a SetupError if that fails. */
async function attempt(device, wheel, reason) {
  if (device === 'wasm') return { device, reason };
  rmSync(dirname(paths.addon), { recursive: true, force: true });
  if (device === 'prebuilt') {
    await run('tfjs-node-gpu prebuilt download', [process.execPath, 'scripts/install.js', 'gpu', 'download'], {
      cwd: paths.tfjsNode,
      log: paths.log,
      advice: "Many networks block the package's bucket. You need not do anything: the WASM backend is next.",
    });
  } else {
    const tensorflow = findTensorflow();
    if (!tensorflow)
      throw new SetupError(
        `Expected TensorFlow with ${systemOf(process.platform).libraries[0]} in .venv, found none.`,
        'See setup.log for pip.',
      );
    await compile(tensorflow, wheel);
  }
  const { tensorflow, gpu } = await selfTest();
  if (device === 'gpu' && !gpu)
    throw new SetupError(`TensorFlow ${tensorflow} runs but sees no GPU.`, 'See environment.md.');
  return { device: gpu ? 'gpu' : 'cpu', addon: device === 'prebuilt' ? 'prebuilt' : 'compiled', reason, tensorflow };
}

/**
 * Sets up the first backend that works, in the order GPU, CPU, prebuilt, WASM from the chosen device on, and writes
 * down which one it was and why.
 *
 * @param prepare  Called before each attempt with the wheel that it needs ('gpu-own-cuda', 'gpu', 'cpu', 'none').
 */
export async function setUpBackend({ device, reason }, prepare) {
  const order = ['gpu', 'cpu', 'prebuilt', 'wasm'];
  const failures = [];
  if (device === 'gpu') say(`  ${cudaInWords()}`);
  const attempts = order.slice(order.indexOf(device)).flatMap((next) => wheelsFor(next).map((wheel) => [next, wheel]));
  for (const [next, wheel] of attempts) {
    try {
      await prepare(wheel);
      const why = [reason, ...failures].join('; ');
      const backend = { key: backendKey(device), wheel, ...(await attempt(next, wheel, why)) };
      writeFileSync(paths.backend, `${JSON.stringify(backend, null, 2)}\n`);
      return backend;
    } catch (error) {
      if (!(error instanceof SetupError) || error.final || next === 'wasm') throw error;
      failures.push(error.message.replace(/\.$/, ''));
      explain(error);
      say('  Trying the next backend.');
    }
  }
  throw new SetupError('No tensor backend could be set up.', 'See setup.log.');
}
