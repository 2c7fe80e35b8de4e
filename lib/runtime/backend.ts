/**
 * Chooses the tensor backend and loads it, once and without output, and says why it was chosen.
 *
 * TensorFlow comes through `@tensorflow/tfjs-node-gpu`, whose addon `npm run setup` compiles. Where that cannot be loaded, the
 * WASM backend takes its place. `TELLTALE_BACKEND` (gpu, cpu, prebuilt, wasm) demands one of them.
 */
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import { messageOf, REPOSITORY_ROOT } from '../base/index';
import { describeKernels, loadKernels, usesKernels } from './native/kernels';

export interface BackendInfo {
  readonly backend: 'tensorflow' | 'wasm';
  readonly device: 'GPU' | 'CPU';
  /** Version of the TensorFlow library; absent with WASM. */
  readonly tensorflow?: string;
  readonly tfjs: string;
  readonly node: string;
  /** Whether native kernels compute, or why not; absent with WASM. */
  readonly kernels?: string;
  /** Why this backend was chosen and not a better one. */
  readonly reason: string;
}

let loading: Promise<BackendInfo> | undefined;
let loaded = false;

/**
 * Loads the best tensor backend that set-up found and makes it the current one. Later calls return the same promise. Whatever
 * needs the backend loads it too, so that this call is only needed to say which one it is, and before tensors of one's own.
 *
 * @throws If `TELLTALE_BACKEND` names an unknown backend or one that cannot be loaded, `TELLTALE_NATIVE` is neither 0 nor 1,
 *         or no backend can be loaded.
 */
export function loadBackend(): Promise<BackendInfo> {
  loading ??= load();
  return loading;
}

/**
 * Loads the backend, if nobody has, before a first tensor is made: TensorFlow.js would otherwise fall back to plain JavaScript,
 * ten times slower.
 *
 * @throws If the backend cannot be loaded here: only {@link loadBackend} can wait for WebAssembly, or say what is wrong.
 */
export function requireBackend(): void {
  if (loaded) return;
  // TensorFlow loads in this call. What makes the promise fail is said to those who await it.
  loadBackend().catch(() => undefined);
  if (!loaded) throw new Error('The tensor backend is not loaded: write `await loadBackend()` first.');
}

async function load(): Promise<BackendInfo> {
  const choice = chooseBackend();
  const info = choice instanceof Promise ? await choice : choice; // no wait for TensorFlow, see requireBackend
  requireKernels();
  loaded = true;
  return info;
}

/** @throws If `TELLTALE_NATIVE=1` demands native kernels and there are none; WASM by choice has none. */
function requireKernels(): void {
  const { TELLTALE_NATIVE: native, TELLTALE_BACKEND: wanted } = process.env;
  if (native !== '1' || wanted === 'wasm' || usesKernels()) return;
  throw new Error(`TELLTALE_NATIVE=1: there are ${describeKernels()}. Run npm run setup; see environment.md.`);
}

/**
 * Describes a backend in one line for a notebook or a log, e.g.
 * `TensorFlow 2.21.0 on CPU, native kernels (AVX2), tfjs 4.22.0, Node 20.20.2`.
 */
export function describeBackend(info: BackendInfo): string {
  const engine = info.backend === 'wasm' ? 'WebAssembly' : `TensorFlow ${info.tensorflow}`;
  const kernels = info.kernels === undefined ? '' : `, ${info.kernels}`;
  return `${engine} on ${info.device}${kernels}, tfjs ${info.tfjs}, Node ${info.node} (${info.reason})`;
}

function chooseBackend(): BackendInfo | Promise<BackendInfo> {
  const wanted = process.env.TELLTALE_BACKEND;
  if (wanted && !['gpu', 'cpu', 'prebuilt', 'wasm'].includes(wanted)) {
    throw new Error(`TELLTALE_BACKEND=${wanted}: expected gpu, cpu, prebuilt or wasm.`);
  }
  const native = process.env.TELLTALE_NATIVE;
  if (native && !['0', '1'].includes(native)) throw new Error(`TELLTALE_NATIVE=${native}: expected 0 or 1.`);
  const setUp = readSetUp();
  if (wanted === 'wasm' || (!wanted && setUp.device === 'wasm')) return loadWasm(setUp.reason);
  try {
    const info = loadTensorflow(setUp.reason);
    if (wanted === 'gpu' && info.device !== 'GPU') throw new Error('TensorFlow runs but finds no GPU');
    return info;
  } catch (error) {
    const message = messageOf(error).split('\n')[0];
    if (wanted) {
      const advice = 'Run npm run setup; see environment.md.';
      throw new Error(`TELLTALE_BACKEND=${wanted} cannot be loaded: ${message}. ${advice}`, { cause: error });
    }
    return loadWasm(`TensorFlow's addon did not load: ${message}`);
  }
}

/** Reads what `npm run setup` recorded about its choice. */
function readSetUp(): { device?: string; reason: string } {
  const file = path.join(REPOSITORY_ROOT, 'node_modules', '.telltale-backend.json');
  if (process.env.TELLTALE_BACKEND) return { reason: `TELLTALE_BACKEND=${process.env.TELLTALE_BACKEND}` };
  if (!fs.existsSync(file)) return { reason: 'npm run setup has not been run' };
  return JSON.parse(fs.readFileSync(file, 'utf8')) as { device: string; reason: string };
}

function loadTensorflow(reason: string): BackendInfo {
  restoreRemovedNodeFunctions();
  for (const [name, value] of Object.entries(tensorflowEnvironment())) process.env[name] ??= value;
  if (process.env.TELLTALE_BACKEND === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1';
  // A require, not an import: the environment must be set first, and a missing addon must not end the process.
  require('@tensorflow/tfjs-node-gpu');
  const node = tf.backend() as NodeJSKernelBackend;
  const device = node.isUsingGpuDevice ? 'GPU' : 'CPU';
  loadKernels(device);
  return {
    backend: 'tensorflow',
    device,
    tensorflow: node.binding.TF_Version,
    kernels: describeKernels(),
    ...versions(),
    reason,
  };
}

/**
 * Environment variables that TensorFlow reads once, when it loads; those that the user has set stay as they are.
 *
 * - Log level 3: only fatal messages, so that a notebook's first output is its own.
 * - oneDNN off: on the small products of these models Eigen is faster ([32, 128] x [128, 512] on one core: 58 against
 *   41 GFLOP/s; at 1024 cubed still 122 against 104).
 */
function tensorflowEnvironment(): Record<string, string> {
  return { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0' };
}

/** Gives tfjs-node 4.22 two functions of `util`: newer Nodes removed the first and warn at the second. */
function restoreRemovedNodeFunctions(): void {
  const target = util as unknown as Record<string, unknown>;
  target.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  target.isArray = Array.isArray;
}

async function loadWasm(reason: string): Promise<BackendInfo> {
  require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error(`No tensor backend could be loaded (${reason}).`);
  return { backend: 'wasm', device: 'CPU', ...versions(), reason };
}

function versions() {
  return { tfjs: tf.version.tfjs, node: process.versions.node };
}
