/** Step 4: the native kernels, compiled for this machine's processor. Without them TensorFlow's own operations compute. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, paths, read, readRecord, root } from './paths.mjs';
import { findTensorflow } from './python.mjs';
import { explain, run, say, SetupError } from './step.mjs';
import { kernelCommand, kernelFlags, linkCommand, systemOf } from './toolchain.mjs';

const { compiler: COMPILER, advice: COMPILER_ADVICE, libraries } = systemOf(process.platform);

/** Lists what the processor offers, as lib/runtime/native/kernels.ts does. */
const processorFeatures = () => /^(?:flags|Features)\s*:\s*(.*)$/m.exec(read('/proc/cpuinfo'))?.[1] ?? '';

/** Hashes the sources, as lib/runtime/native/kernels.ts does. */
const sourcesKey = () =>
  fingerprint(
    ...readdirSync(paths.kernelSources, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(h|cc)$/.test(name))
      .sort()
      .map((name) => read(join(paths.kernelSources, name))),
  );

/** The compiler's first line, e.g. `g++ (Debian 12.2.0-14) 12.2.0`; '' if there is none. */
const compiler = () => (spawnSync(COMPILER, ['--version'], { encoding: 'utf8' }).stdout ?? '').split('\n')[0];

const buildKey = (backend) => {
  const flags = kernelFlags(process.platform).join(' ');
  return fingerprint(backend.key, processorFeatures(), compiler(), flags, sourcesKey());
};

/** Says why a backend has no use for the kernels; undefined if it has. */
const uselessFor = ({ device, addon }) =>
  device !== 'cpu' ? `not on ${device}` : addon === 'prebuilt' ? 'not with the prebuilt TensorFlow' : undefined;

/**
 * Whether there is nothing to do: the kernels of these sources are there, or an attempt with this compiler has failed.
 *
 * @returns  `detail` says what there is.
 */
export function kernelsAreCurrent(backend) {
  const useless = uselessFor(backend);
  if (useless) return { ok: true, detail: useless };
  const build = readRecord(paths.kernelsBuild);
  const ok = build.key === buildKey(backend) && (build.refusal !== undefined || existsSync(paths.kernels));
  return { ok, detail: ok ? (build.refusal ?? build.instructions) : undefined, refused: build.refusal !== undefined };
}

/** Compiles the kernels and tries one of them. If that fails, it says why, and set-up continues without them. */
export async function setUpKernels(backend) {
  rmSync(paths.kernelsBuild, { force: true });
  let result;
  try {
    await compile();
    result = { instructions: await selfTest() };
    if (/without AVX2/.test(result.instructions))
      say('  The compiler or the processor offers no AVX2: the kernels compute, but at a part of their speed.');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    explain(error);
    say("  Continuing without native kernels: training takes longer, with TensorFlow's own operations.");
    result = { refusal: `set-up could not build them: ${error.message.replace(/\.$/, '')}` };
  }
  const made = { processor: processorFeatures(), sources: sourcesKey(), compiler: compiler() };
  writeFileSync(paths.kernelsBuild, `${JSON.stringify({ key: buildKey(backend), ...made, ...result }, null, 2)}\n`);
}

/** Compiles the sources side by side, each to an object, and links these to one library. */
async function compile() {
  const tensorflow = findTensorflow();
  if (!tensorflow) throw new SetupError(`Expected TensorFlow with ${libraries[0]}, found none.`, 'See setup.log.');
  if (!compiler()) throw new SetupError(`'${COMPILER}' was not found.`, COMPILER_ADVICE);
  const { platform } = process;
  const include = [join(paths.modules, 'node-api-headers', 'include'), join(tensorflow, 'include')];
  const log = { log: paths.log, advice: "setup.log has the compiler's whole output." };
  const folder = mkdtempSync(join(tmpdir(), 'telltale-kernels-'));
  try {
    const sources = readdirSync(paths.kernelSources).filter((name) => name.endsWith('.cc'));
    const objects = sources.map((name) => join(folder, `${name}.o`));
    const ends = await Promise.allSettled(
      sources.map((name, i) => {
        const source = join(paths.kernelSources, name);
        const command = kernelCommand({ platform, include, source, output: objects[i] });
        return run(`native kernels, ${name} (${COMPILER})`, command, log);
      }),
    );
    for (const { reason } of ends) if (reason) throw reason;
    await run('native kernels (link)', linkCommand({ platform, objects, tensorflow, output: paths.kernels }), log);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Computes a dense layer with the kernels and prints the instructions that they use. */
export const kernelsTest = `
    const util = require('util'); util.isNullOrUndefined = (v) => v == null; util.isArray = Array.isArray;
    const tf = require('@tensorflow/tfjs-node-gpu');
    const kernels = { exports: {} };
    process.dlopen(kernels, ${JSON.stringify(paths.kernels)});
    const backend = tf.backend();
    const relu = { name: 'activation', type: backend.binding.TF_ATTR_STRING, value: 'relu' };
    const inputs = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, -4], [5, -6]]), tf.tensor1d([7, 8])];
    const y = backend.executeSingleOutput('TelltaleDense', [relu], inputs).dataSync().join();
    if (y !== '20,0') throw new Error('TelltaleDense gave ' + y);
    console.log(kernels.exports.instructions);`;

/** Tries the kernels in a fresh process; returns the instructions that they use. */
async function selfTest() {
  const output = await run('self-test (dense layer by the kernels)', [process.execPath, '-e', kernelsTest], {
    cwd: root,
    log: paths.log,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    advice: 'The kernels were built but do not run: setup.log has the message.',
  });
  return output.trim().split('\n').pop();
}
