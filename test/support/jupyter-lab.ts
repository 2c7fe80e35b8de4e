/** The repository's own JupyterLab, as `npm run lab` starts it, with none of the user's settings and no kernel. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { freePort } from '../../scripts/support/free-port';
import { until } from './processes';

const root = path.join(__dirname, '..', '..');
const python = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Lab's own settings, where they differ from what it ships with. */
const settings = {
  // All cells are on the page, not only those in sight.
  '@jupyterlab/notebook-extension:tracker': { windowingMode: 'none' },
  // An interactive plot replaces its picture in the open document, which must not reach the committed file.
  '@jupyterlab/docmanager-extension:plugin': { autosave: false },
};

/** Says why JupyterLab cannot be tested here; undefined where it can. */
export function labMissing(): string | undefined {
  if (process.platform === 'win32') return 'the test ends JupyterLab by its process group, which Windows has not';
  const found = spawnSync(python, ['-c', 'import jupyterlab, plotly']).status === 0;
  return found ? undefined : 'JupyterLab is not installed in .venv (npm run setup)';
}

export class JupyterLab {
  private output = '';
  private readonly ended: Promise<void>;

  private constructor(
    readonly address: string,
    private readonly token: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (this.output += chunk));
    // 'close' waits for whoever holds the pipes, so for the server below scripts/lab.ts too.
    this.ended = new Promise((resolve) => child.once('close', () => resolve()));
    process.once('exit', this.kill);
  }

  /** @throws If it does not answer within a minute, with what it said. */
  static async start(): Promise<JupyterLab> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-lab-'));
    const port = await freePort();
    const token = 'telltale';
    const child = spawn(process.execPath, [...RUN_TYPESCRIPT, 'scripts/lab.ts', ...optionsOf(port, token, folder)], {
      cwd: root,
      env: { ...process.env, ...environmentOf(folder) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const lab = new JupyterLab(`http://127.0.0.1:${port}`, token, child, folder);
    try {
      await until('JupyterLab to answer', () => lab.answers());
    } catch (error) {
      await lab.stop();
      throw new Error(`JupyterLab did not start:\n${lab.output}`, { cause: error });
    }
    return lab;
  }

  /** Where it shows a file of the repository, and no file that was open before. */
  urlOf(file: string): string {
    return `${this.address}/lab/tree/${file.split(path.sep).join('/')}?reset&token=${this.token}`;
  }

  /** Where it begins. */
  get welcome(): string {
    return `${this.address}/?token=${this.token}`;
  }

  /** Counts the kernels that run. */
  async kernels(): Promise<number> {
    const response = await fetch(`${this.address}/api/kernels?token=${this.token}`);
    return ((await response.json()) as unknown[]).length;
  }

  /** Ends it and everything it started, and removes its folder. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(this.kill, 10_000);
    await this.ended;
    clearTimeout(timer);
    process.off('exit', this.kill);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error(`it ended with code ${this.child.exitCode}`);
    const response = await fetch(`${this.address}/api/status?token=${this.token}`).catch(() => undefined);
    return response?.ok ?? false;
  }

  private readonly kill = () => this.signal('SIGKILL');

  private signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, name);
    } catch {
      // All of them have ended.
    }
  }
}

function optionsOf(port: number, token: string, folder: string): string[] {
  return [
    '--no-browser',
    '--allow-root', // As in most containers.
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--port-retries=0',
    `--IdentityProvider.token=${token}`,
    `--FileCheckpoints.checkpoint_dir=${path.join(folder, 'checkpoints')}`,
    '--LabApp.notebook_starts_kernel=False',
    '--LabApp.extension_manager=readonly',
    '--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate',
  ];
}

/** Folders of its own for configuration, data and run time; the settings are a layer of configuration. */
function environmentOf(folder: string): Record<string, string> {
  const config = path.join(folder, 'config');
  fs.mkdirSync(path.join(config, 'labconfig'), { recursive: true });
  fs.writeFileSync(path.join(config, 'labconfig', 'default_setting_overrides.json'), JSON.stringify(settings));
  return {
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_DATA_DIR: path.join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: path.join(folder, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(folder, 'workspaces'),
  };
}
