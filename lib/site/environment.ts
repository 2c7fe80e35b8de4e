/** The versions and the machine with which the site was built. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../base/index';
import type { Table } from '../tables/table';

/** Packages whose version changes a number or a picture. */
const packages = ['@tensorflow/tfjs', '@tensorflow/tfjs-node-gpu', 'tslab', 'danfojs-node', 'plotly.js-dist', 'ml-pca'];

/** Lists versions and machine, one row each. */
export function environmentTable(): Table {
  const { version, devDependencies: versions } = readPackage();
  const [cpu] = os.cpus();
  const rows = [
    ['Telltale', version],
    ['Commit', commit()],
    ['Node', process.versions.node],
    ['System', `${os.type()} ${os.release()}, ${os.arch()}`],
    ['Processor', `${cpu?.model.trim() ?? 'unknown'}, ${os.availableParallelism()} threads`],
    ...packages.map((name) => [name, versions[name]]),
    ...pythonPackages(),
  ];
  return {
    caption: 'Environment',
    columns: [{ heading: 'What' }, { heading: 'Version', align: 'left' }],
    rows,
  };
}

function readPackage(): { version: string; devDependencies: Record<string, string> } {
  const text = fs.readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8');
  return JSON.parse(text) as { version: string; devDependencies: Record<string, string> };
}

/** Reads lines such as `jupyterlab==4.6.4`. */
function pythonPackages(): string[][] {
  const text = fs.readFileSync(path.join(REPOSITORY_ROOT, 'requirements.txt'), 'utf8');
  return [...text.matchAll(/^([\w-]+)==(\S+)$/gm)].map(([, name, version]) => [`Python: ${name}`, version]);
}

/** Names the commit; `unknown` if the code comes without its history. */
function commit(): string {
  const git = (...args: string[]) => spawnSync('git', ['-C', REPOSITORY_ROOT, ...args], { encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short=10', 'HEAD');
  if (status !== 0) return 'unknown';
  const changed = (git('status', '--porcelain', '--untracked-files=no').stdout ?? '').trim() !== '';
  return `${stdout.trim()}${changed ? ', with changes' : ''}`;
}
