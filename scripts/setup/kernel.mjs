/** Step 5: the tslab kernel, registered inside .venv with absolute paths so that it starts from any folder. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths, read, root } from './paths.mjs';

const kernelSpec = () =>
  `${JSON.stringify(
    {
      argv: [
        process.execPath,
        '--import',
        pathToFileURL(join(root, 'scripts', 'typescript.mjs')).href,
        join(root, 'scripts', 'kernel', 'start.ts'),
        '{connection_file}',
      ],
      display_name: 'TypeScript',
      language: 'typescript',
      // As in lib/runtime/backend.ts, for cells that load TensorFlow before lib does (danfojs-node does so).
      env: { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0' },
    },
    null,
    2,
  )}\n`;

export const kernelIsCurrent = () => read(paths.kernelSpec) === kernelSpec();

/**
 * Registers the kernel.
 *
 * @returns False if there is no .venv to hold it; tests and experiments still run.
 */
export function registerKernel() {
  if (!existsSync(paths.venv)) return false;
  mkdirSync(dirname(paths.kernelSpec), { recursive: true });
  writeFileSync(paths.kernelSpec, kernelSpec());
  return true;
}
