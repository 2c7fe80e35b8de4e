/**
 * Which tensor backend runs: chosen and loaded once, quietly, and reported with the reason for the choice.
 *
 * TensorFlow comes through `@tensorflow/tfjs-node-gpu`, whose addon `npm run setup` compiles; where that cannot be loaded
 * the WASM backend takes its place. `TELLTALE_BACKEND` (gpu, cpu, prebuilt, wasm) insists on one.
 */
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../base/index';
import { restoreRemovedNodeFunctions, tensorflowEnvironment } from './environment';

export interface BackendInfo {
  readonly backend: 'tensorflow' | 'wasm';
  readonly device: 'GPU' | 'CPU';
  /** Version of the TensorFlow library; absent with WASM. */
  readonly tensorflow?: string;
  readonly tfjs: string;
  readonly node: string;
  /** Why this backend and not a better one. */
  readonly reason: string;
}

let loading: Promise<BackendInfo> | undefined;

/**
 * Loads the best tensor backend that set-up found and makes it the current one. Calling it again returns the same.
 *
 * @throws If `TELLTALE_BACKEND` names a backend that is unknown, or one that cannot be loaded.
 */
export function loadBackend(): Promise<BackendInfo> {
  loading ??= chooseBackend();
  return loading;
}

/** One line for the head of a notebook or a log, e.g. `TensorFlow 2.21.0 on CPU, tfjs 4.22.0, Node 20.20.2`. */
export function describeBackend(info: BackendInfo): string {
  const engine = info.backend === 'wasm' ? 'WebAssembly' : `TensorFlow ${info.tensorflow}`;
  return `${engine} on ${info.device}, tfjs ${info.tfjs}, Node ${info.node} (${info.reason})`;
}

async function chooseBackend(): Promise<BackendInfo> {
  const wanted = process.env.TELLTALE_BACKEND;
  if (wanted && !['gpu', 'cpu', 'prebuilt', 'wasm'].includes(wanted)) {
    throw new Error(`TELLTALE_BACKEND=${wanted}: expected gpu, cpu, prebuilt or wasm.`);
  }
  const setUp = readSetUp();
  if (wanted === 'wasm' || (!wanted && setUp.device === 'wasm')) return loadWasm(setUp.reason);
  try {
    const info = loadTensorflow(setUp.reason);
    if (wanted === 'gpu' && info.device !== 'GPU') throw new Error('TensorFlow runs but sees no GPU');
    return info;
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
    if (wanted) {
      const advice = 'Run npm run setup; see environment.md.';
      throw new Error(`TELLTALE_BACKEND=${wanted} cannot be loaded: ${message}. ${advice}`, { cause: error });
    }
    return loadWasm(`TensorFlow's addon did not load: ${message}`);
  }
}

/** What `npm run setup` wrote down about its choice. */
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
  // A require, not an import: the environment must be set first, and a missing addon must be survivable.
  require('@tensorflow/tfjs-node-gpu');
  const node = tf.backend() as NodeJSKernelBackend;
  return {
    backend: 'tensorflow',
    device: node.isUsingGpuDevice ? 'GPU' : 'CPU',
    tensorflow: node.binding.TF_Version,
    ...versions(),
    reason,
  };
}

async function loadWasm(reason: string): Promise<BackendInfo> {
  require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error(`No tensor backend could be loaded (${reason}).`);
  return { backend: 'wasm', device: 'CPU', ...versions(), reason };
}

function versions() {
  return { tfjs: tf.version.tfjs, node: process.versions.node };
}
