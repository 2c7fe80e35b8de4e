/** npm run lab [-- JupyterLab's options]: opens the notebooks with the TypeScript kernel ready. */
import { spawn } from 'node:child_process';
import { paths, root } from './setup/paths.mjs';

// The root is the repository, so that executed copies in results/ can be opened too; it starts in notebooks/.
const options = ['--notebook-dir', root, '--LabApp.default_url=/lab/tree/notebooks', ...process.argv.slice(2)];
const child = spawn(paths.python, ['-m', 'jupyterlab', ...options], { stdio: 'inherit' });
// Ctrl-C reaches JupyterLab too, which asks whether to stop; this process waits for it.
process.on('SIGINT', () => undefined);
child.on('error', (error) => {
  process.stderr.write(`JupyterLab could not be started (${error.message}). Run npm run setup.\n`);
  process.exitCode = 1;
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
