/** The paths of everything that set-up makes, and the stamps that show whether it is current. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const windows = process.platform === 'win32';

export const paths = {
  log: join(root, 'setup.log'),
  modules: join(root, 'node_modules'),
  tfjsNode: join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu'),
  addon: join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8', 'tfjs_binding.node'),
  // lib/runtime/backend.ts reads it to say which backend was set up and why.
  backend: join(root, 'node_modules', '.telltale-backend.json'),
  kernelSources: join(root, 'lib', 'runtime', 'native'),
  kernels: join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8', 'telltale_kernels.node'),
  // lib/runtime/native/kernels.ts reads it to say whether there are kernels, and for which processor.
  kernelsBuild: join(root, 'node_modules', '.telltale-kernels.json'),
  packagesStamp: join(root, 'node_modules', '.telltale-packages'),
  venv: join(root, '.venv'),
  python: windows ? join(root, '.venv', 'Scripts', 'python.exe') : join(root, '.venv', 'bin', 'python'),
  pythonStamp: join(root, '.venv', '.telltale-python'),
  kernelSpec: join(root, '.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json'),
};

/** Reads a file in the repository; '' if it does not exist. */
export function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Reads a record that an earlier set-up wrote; {} if there is none, or if it was stopped while it wrote. */
export function readRecord(path) {
  try {
    return JSON.parse(read(path));
  } catch {
    return {};
  }
}

/** Computes a short fingerprint of texts. A stamp holds it, so that a changed input repeats its step. */
export function fingerprint(...texts) {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

export const isCurrent = (stamp, key) => read(stamp).trim() === key;
export const stamp = (path, key) => writeFileSync(path, `${key}\n`);
