/**
 * Runs another program within bounds: of time, of memory, of what it says. It has a process group of its own, which is ended
 * as a whole, with all that the program has started; so it is where this process itself is killed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { residentBytesOf } from './group-memory';

export interface Bounds {
  readonly seconds: number;
  /** Of the program and all that it starts; looked at four times a second, on Linux alone. */
  readonly memoryMb: number;
}

export interface BoundedRun extends Bounds {
  /** The working directory. */
  readonly folder: string;
  /** Removed too if this process is killed; otherwise the caller's. */
  readonly scratch: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Once aborted, the program is ended. */
  readonly signal?: AbortSignal;
}

/** How a program came to its end. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Which bound it was ended for, or that the run was aborted. */
  readonly endedFor?: 'time' | 'memory' | 'abort';
  /** Bytes found, where it was ended for its memory. */
  readonly residentBytes?: number;
  /** The last lines of what it said, on both streams. */
  readonly said: readonly string[];
}

const LOOK_EVERY_MS = 250;

/** How long after the program's end its output is waited for: a process that has left the group may hold it open. */
const OUTPUT_WAIT_MS = 1000;

/**
 * Starts the program in place of the shell, beside a reader of a pipe whose other end this process holds: it ends the group
 * when this process is gone. The reader is no child of the program, which might wait for its children.
 */
const GUARDED = '( (read -r line <&3; rm -rf -- "$0"; kill -KILL 0) >/dev/null 2>&1 & ); exec "$@" 3<&-';

/**
 * Runs a program until it ends or is ended.
 *
 * @param words  The program and its arguments.
 * @throws If no process can be started.
 */
export function runBounded(words: readonly string[], run: BoundedRun): Promise<Ended> {
  const { folder, scratch, env = process.env, seconds, memoryMb, signal } = run;
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', GUARDED, scratch, ...words], {
      cwd: folder,
      env,
      detached: true, // a group of its own
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let endedFor: Ended['endedFor'];
    let residentBytes: number | undefined;
    const end = (why: NonNullable<Ended['endedFor']>) => {
      endedFor ??= why;
      killGroup(child);
    };
    const said = lastLines([child.stdout, child.stderr]);
    const clock = setTimeout(() => end('time'), Math.min(seconds * 1000, 2 ** 31 - 1));
    const watch = setInterval(() => {
      const bound = memoryMb * 2 ** 20;
      const found = residentBytesOf(child.pid ?? -1, bound);
      if (found === undefined || found <= bound || endedFor !== undefined) return;
      residentBytes = found;
      end('memory');
    }, LOOK_EVERY_MS);
    const abort = () => end('abort');
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    const finish = (settle: () => void) => {
      clearTimeout(clock);
      clearInterval(watch);
      signal?.removeEventListener('abort', abort);
      child.stdio.forEach((stream) => stream?.destroy());
      settle();
    };
    child.on('error', (error) => finish(() => reject(error)));
    // A pipe whose reader is gone: the group has ended.
    child.stdio[3]?.on('error', () => undefined);
    child.once('exit', (code, by) => {
      killGroup(child); // what it has left running, and the guard
      const done = () =>
        finish(() =>
          resolve({
            code,
            signal: by,
            ...(endedFor && { endedFor }),
            ...(residentBytes !== undefined && { residentBytes }),
            said: said(),
          }),
        );
      const late = setTimeout(done, OUTPUT_WAIT_MS);
      child.once('close', () => {
        clearTimeout(late);
        done();
      });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Characters of output that are kept. */
const KEPT = 4096;
const LINES = 5;
const LONGEST_LINE = 300;

/** Listens to streams and keeps the end of what they say, however much it is. */
function lastLines(streams: readonly (Readable | null)[]): () => string[] {
  let kept = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8').on('data', (text: string) => (kept = (kept + text).slice(-KEPT)));
  }
  return () => {
    // Colours and other control signs would act on the terminal that shows the message.
    // eslint-disable-next-line no-control-regex
    const plain = kept.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\n');
    const lines = plain.split('\n').map((line) => line.trim());
    return lines
      .filter(Boolean)
      .slice(-LINES)
      .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}...` : line));
  };
}
