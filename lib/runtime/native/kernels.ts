/**
 * The native kernels: Telltale's own TensorFlow operations (the C++ beside this file), for CPUs. Set-up compiles them for
 * the machine's processor. Where they cannot be used, layers compose standard operations.
 */
import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { messageOf, REPOSITORY_ROOT } from '../../base/index';

/** What set-up wrote down about the library of kernels (scripts/setup/kernels.mjs). */
interface KernelBuild {
  /** What the processor offered when the library was compiled; another processor may lack some of it. */
  readonly processor: string;
  /** The hash of the sources. */
  readonly sources?: string;
  /** The compiler's name and version. */
  readonly compiler?: string;
  /** Why there is no library; undefined if there is one. */
  readonly refusal?: string;
}

const MODULES = path.join(REPOSITORY_ROOT, 'node_modules');
const LIBRARY = path.join(MODULES, '@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8', 'telltale_kernels.node');
const BUILD = path.join(MODULES, '.telltale-kernels.json');
const SOURCES = path.join(REPOSITORY_ROOT, 'lib', 'runtime', 'native');

let loaded: { readonly instructions: string; readonly compiler: string } | undefined;
let refusal: string | undefined = 'TensorFlow is not loaded';
/** How many callers have switched the kernels off for now. */
let off = 0;

/**
 * Loads the kernels if they can be used. TensorFlow must be loaded before.
 *
 * @param device  The kernels compute on a CPU only.
 */
export function loadKernels(device: 'GPU' | 'CPU'): void {
  refusal = refusalOn(device);
  if (refusal !== undefined) return;
  try {
    const module: { exports: { instructions?: string } } = { exports: {} };
    process.dlopen(module, LIBRARY);
    loaded = { instructions: module.exports.instructions!, compiler: readBuild().compiler ?? '' };
  } catch (error) {
    refusal = `they did not load: ${messageOf(error).split('\n')[0]}`;
  }
}

function refusalOn(device: 'GPU' | 'CPU'): string | undefined {
  if (process.env.TELLTALE_NATIVE === '0') return 'TELLTALE_NATIVE=0';
  if (device === 'GPU') return 'they compute on a CPU only';
  if (!fs.existsSync(BUILD)) return 'npm run setup has not compiled them';
  try {
    const { refusal, processor, sources } = readBuild();
    if (refusal !== undefined) return refusal;
    if (processor !== processorFeatures()) return 'they were compiled for another processor; run npm run setup';
    if (sources !== sourcesKey()) return 'their sources have changed; run npm run setup';
  } catch (error) {
    return `${BUILD} cannot be read (${messageOf(error)}); run npm run setup`;
  }
  return undefined;
}

const readBuild = () => JSON.parse(fs.readFileSync(BUILD, 'utf8')) as KernelBuild;

/** Hashes the sources as set-up does. */
function sourcesKey(): string {
  const names = fs.readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(h|cc)$/.test(name));
  const texts = names.sort().map((name) => fs.readFileSync(path.join(SOURCES, name), 'utf8'));
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

/** Reads what the processor offers, as the system lists it; '' where it lists nothing. Set-up reads it in the same way. */
function processorFeatures(): string {
  const file = '/proc/cpuinfo';
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1] ?? '';
}

/**
 * Whether a layer uses its native kernel now. This decides for all of them.
 *
 * @param inputs  The layer's. Kernels take numbers of float32, and no empty tensors.
 */
export function usesKernels(...inputs: readonly tf.Tensor[]): boolean {
  const usable = loaded !== undefined && off === 0 && tf.getBackend() === 'tensorflow';
  return usable && inputs.every(({ dtype, size }) => dtype === 'float32' && size > 0);
}

/** Says whether native kernels compute, e.g. `native kernels (AVX2)`, or why not. */
export function describeKernels(): string {
  return loaded === undefined ? `no native kernels: ${refusal}` : `native kernels (${loaded.instructions})`;
}

/** Names what decides the figures: the instructions and the compiler, or `none`, for whatever reason. */
export function kernelsVersion(): string {
  return loaded === undefined ? 'none' : `${loaded.instructions}, ${loaded.compiler}`;
}

/** Runs `body` with standard operations only, as an exported graph holds them and as a reference for tests. */
export function withoutKernels<T>(body: () => T): T {
  off++;
  try {
    return body();
  } finally {
    off--;
  }
}
