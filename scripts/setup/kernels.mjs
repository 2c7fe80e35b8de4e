/** Step 4: the native kernels, compiled for this machine's processor. Without them TensorFlow's own operations compute. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, paths, read, root } from './paths.mjs';
import { findTensorflow } from './python.mjs';
import { explain, run, say, SetupError } from './step.mjs';

/** Lists what the processor offers, as lib/runtime/native/kernels.ts does. */
const processorFeatures = () => /^(?:flags|Features)\s*:\s*(.*)$/m.exec(read('/proc/cpuinfo'))?.[1] ?? '';

const sources = () =>
  readdirSync(paths.kernelSources, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(h|cc)$/.test(name))
    .sort()
    .map((name) => read(join(paths.kernelSources, name)));

const buildKey = (backend) => fingerprint(backend.key, processorFeatures(), ...sources());

/** Whether an earlier set-up has tried to compile these sources for this processor, and how that ended. */
export function kernelsAreCurrent(backend) {
  if (backend.device !== 'cpu') return { ok: true, detail: `not on this backend (${backend.device})` };
  const build = JSON.parse(read(paths.kernelsBuild) || '{}');
  const ok = build.key === buildKey(backend) && (build.refusal !== undefined || existsSync(paths.kernels));
  return { ok, detail: ok ? (build.refusal ?? build.instructions) : undefined };
}

/** Compiles the kernels and tries one of them. If that fails, it says why, and set-up goes on without them. */
export async function setUpKernels(backend) {
  rmSync(paths.kernelsBuild, { force: true });
  let result;
  try {
    // A newer compiler may warn of more: that is not a reason to go without.
    await compile(findTensorflow(), ['-Werror']).catch(() => compile(findTensorflow(), []));
    result = { instructions: await selfTest() };
    if (/without AVX2/.test(result.instructions))
      say('  The compiler or the processor offers no AVX2: the kernels compute, but at a part of their speed.');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    explain(error);
    say("  Going on without native kernels: training takes longer, with TensorFlow's own operations.");
    result = { refusal: `set-up could not build them: ${error.message.replace(/\.$/, '')}` };
  }
  const build = { key: buildKey(backend), processor: processorFeatures(), ...result };
  writeFileSync(paths.kernelsBuild, `${JSON.stringify(build, null, 2)}\n`);
}

/** Compiles the sources side by side, each to an object, and links these to one library. */
async function compile(tensorflow, more) {
  const flags = ['-std=c++17', '-O3', '-march=native', '-fno-math-errno', '-Wall', '-Wextra', '-fPIC', ...more];
  const headers = [join(paths.modules, 'node-api-headers', 'include'), join(tensorflow, 'include')];
  const objects = readdirSync(paths.kernelSources)
    .filter((name) => name.endsWith('.cc'))
    .map((name) => ({ name, source: join(paths.kernelSources, name), object: `${paths.kernels}.${name}.o` }));
  const log = { log: paths.log, advice: "setup.log has the compiler's whole output." };
  await Promise.all(
    objects.map(({ name, source, object }) => {
      const include = headers.flatMap((folder) => ['-isystem', folder]);
      const command = ['g++', '-c', ...flags, '-DNAPI_VERSION=8', ...include, source, '-o', object];
      return run(`native kernels, ${name} (g++)`, command, log);
    }),
  );
  await run(
    'native kernels (link)',
    [
      // nodelete: the registered operations must outlive everything that uses them.
      ...['g++', '-shared', '-Wl,-z,nodelete', '-o', paths.kernels, ...objects.map(({ object }) => object)],
      ...[`-L${tensorflow}`, `-Wl,-rpath,${tensorflow}`],
      ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ],
    log,
  );
  for (const { object } of objects) rmSync(object);
}

/** Computes a dense layer with the kernels in a fresh process; returns the instructions that they use. */
async function selfTest() {
  const program = `
    const util = require('util'); util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray;
    const tf = require('@tensorflow/tfjs-node-gpu');
    const kernels = { exports: {} };
    process.dlopen(kernels, ${JSON.stringify(paths.kernels)});
    const backend = tf.backend();
    const relu = { name: 'activation', type: backend.binding.TF_ATTR_STRING, value: 'relu' };
    const inputs = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, -4], [5, -6]]), tf.tensor1d([7, 8])];
    const y = backend.executeSingleOutput('TelltaleDense', [relu], inputs).dataSync().join();
    if (y !== '20,0') throw new Error('TelltaleDense gave ' + y);
    console.log(kernels.exports.instructions);`;
  const output = await run('self-test (dense layer by the kernels)', [process.execPath, '-e', program], {
    cwd: root,
    log: paths.log,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    advice: 'The kernels were built but do not run: setup.log has the message.',
  });
  return output.trim().split('\n').pop();
}
