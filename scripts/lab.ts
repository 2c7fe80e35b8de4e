/** npm run lab [-- --fresh] [-- JupyterLab's options]: opens a working copy of the notebooks with the kernel ready. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base/index';
import { copyForLab } from './support/lab-copy';

const COPY = 'results/lab';

const given = process.argv.slice(2);
for (const line of copyForLab(path.join(REPOSITORY_ROOT, 'notebooks'), path.join(REPOSITORY_ROOT, COPY), {
  fresh: given.includes('--fresh'),
})) {
  console.log(`${COPY}: ${line}`);
}

const windows = process.platform === 'win32';
const python = path.join(REPOSITORY_ROOT, '.venv', ...(windows ? ['Scripts', 'python.exe'] : ['bin', 'python']));
// The root is the repository, so that notebooks of one's own can be opened too; it starts at the welcome page.
const options = ['--notebook-dir', REPOSITORY_ROOT, `--LabApp.default_url=/lab/tree/${COPY}/README.md`];
const settings = path.join(__dirname, 'support', 'lab-settings');
const { JUPYTER_CONFIG_PATH: others } = process.env;
const child = spawn(
  python,
  ['-m', 'jupyterlab', ...options, ...given.filter((option) => option !== '--fresh')],
  // A layer of settings: Markdown is shown as a page, and no news pops up.
  {
    stdio: 'inherit',
    env: { ...process.env, JUPYTER_CONFIG_PATH: others ? settings + path.delimiter + others : settings },
  },
);
// Ctrl-C reaches JupyterLab too, which asks whether to stop; this process waits for it.
process.on('SIGINT', () => undefined);
child.on('error', (error) => {
  process.stderr.write(`JupyterLab could not be started (${error.message}). Run npm run setup.\n`);
  process.exitCode = 1;
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
