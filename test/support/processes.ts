/** Processes that a test starts and kills. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';

const root = path.join(__dirname, '..', '..');

export interface Started {
  readonly child: ChildProcess;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Gives what it has said so far, on both streams. */
  readonly output: () => string;
  /** Gives what it has said so far as errors. The two streams may arrive in any order; this one alone is in its own. */
  readonly errors: () => string;
}

/** Starts a TypeScript file of the repository. */
export function start(script: string, args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [...RUN_TYPESCRIPT, script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    errors += chunk.toString();
  });
  const ended = new Promise<number | string>((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code!)));
  return { child, ended, output: () => output, errors: () => errors };
}

/** Waits until something holds. @throws After a minute, with what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited a minute for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
