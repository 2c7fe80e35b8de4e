/** Measures two programs in turn on the same cores, so that the machine's other work affects both alike. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { median } from './bench';

export interface Pairs {
  /** One number per pair, in the order they were measured. */
  readonly ours: number[];
  readonly theirs: number[];
  readonly medianOurs: number;
  readonly medianTheirs: number;
  /** Median of ours over median of theirs. */
  readonly ratio: number;
}

/** Measures `pairs` pairs, ours and theirs in turn; each begins every second pair. */
export function sideBySide(ours: () => number, theirs: () => number, pairs = 5): Pairs {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let i = 0; i < pairs; i++) {
    const first = i % 2 === 0;
    if (first) times.ours.push(ours());
    times.theirs.push(theirs());
    if (!first) times.ours.push(ours());
  }
  const [medianOurs, medianTheirs] = [median(times.ours), median(times.theirs)];
  return { ...times, medianOurs, medianTheirs, ratio: medianOurs / medianTheirs };
}

/**
 * Finds the folder of the PyTorch yardsticks: TELLTALE_PEERS, default ../shared/peers beside the repository.
 *
 * @throws If torch_models.py is not in it.
 */
export function peersFolder(): string {
  const folder = path.resolve(process.env.TELLTALE_PEERS ?? path.join(REPOSITORY_ROOT, '..', 'shared', 'peers'));
  if (!fs.existsSync(path.join(folder, 'torch_models.py'))) {
    throw new Error(
      `${folder}: expected the PyTorch yardsticks, found no torch_models.py; name their folder with TELLTALE_PEERS.`,
    );
  }
  return folder;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Bind to this many cores, from the first on; default all. */
  readonly cores?: number;
  /** End it after this many milliseconds; default never. */
  readonly timeout?: number;
}

/** A program that failed. */
export class ProgramError extends Error {
  constructor(
    line: string,
    output: string,
    /** Why it failed, in one line: the last one of its error output, or the system's reason. */
    readonly reason: string,
    /** Whether it was ended because it took too long. */
    readonly late: boolean,
  ) {
    super(`${line} failed: ${output.slice(-2000)}`);
  }
}

/**
 * Runs a program to its end.
 *
 * @returns  The last line of its output, parsed as JSON.
 * @throws {ProgramError} If it fails or takes too long; the message holds the end of its error output.
 */
export function runForJson<T>([command, ...args]: readonly string[], options: RunOptions = {}): T {
  const { cwd = REPOSITORY_ROOT, env = process.env, cores, timeout } = options;
  const bound = cores && fs.existsSync('/usr/bin/taskset');
  const line = bound ? ['taskset', '-c', `0-${cores - 1}`, command, ...args] : [command, ...args];
  const limits = { maxBuffer: 2 ** 26, timeout, killSignal: 'SIGKILL' } as const;
  const run = spawnSync(line[0], line.slice(1), { cwd, env, encoding: 'utf8', ...limits });
  if (run.status !== 0) {
    const said = run.error?.message ?? (run.stderr || `it ended with ${run.signal}`);
    const { code }: NodeJS.ErrnoException = run.error ?? new Error();
    const late = code === 'ETIMEDOUT';
    const reason = late ? `it took longer than ${Math.round((timeout ?? 0) / 1000)} s` : lastLine(said);
    throw new ProgramError(line.join(' '), said, reason, late);
  }
  return JSON.parse(run.stdout.trim().split('\n').pop()!) as T;
}

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)?.trim() ?? '';

/** Names the Python that has torch: TELLTALE_TORCH_PYTHON, default python3. */
export const torchPython = () => process.env.TELLTALE_TORCH_PYTHON ?? 'python3';
