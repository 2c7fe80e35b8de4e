// npm run lab [-- JupyterLab's options]: opens the notebooks with the TypeScript kernel ready.
import { spawn } from 'node:child_process';
import { paths, root } from './setup/paths.mjs';

const child = spawn(
  paths.python,
  ['-m', 'jupyterlab', '--notebook-dir', join(root, 'notebooks'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
// Ctrl-C reaches JupyterLab too, which asks whether it should end; this waits for it.
process.on('SIGINT', () => undefined);
child.on('error', (error) => {
  process.stderr.write(`JupyterLab could not be started (${error.message}). Run npm run setup.\n`);
  process.exitCode = 1;
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
