/** Channels measured by several processes, which fill one store. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY_ROOT } from '../data/repository-root';
import { threadsPerWorker } from '../experiments/queue/unit-worker';
import type { ProfileName } from '../experiments/profiles';
import type { ChosenSettings } from './choices';
import type { LeaderboardOptions } from './run-leaderboard';

export interface ChannelTask extends Pick<LeaderboardOptions, 'root' | 'store' | 'seeds'> {
  readonly channel: string;
  readonly profile: ProfileName;
  /** Of the ensemble; without it, the choices and all other entries are run. */
  readonly settings?: ChosenSettings;
}

export interface ChannelReply {
  readonly channel: string;
  /** Why it failed. */
  readonly error?: string;
}

export interface SideBySideOptions extends Pick<LeaderboardOptions, 'onProgress' | 'signal'> {
  readonly workers: number;
}

/**
 * Has tasks done by processes, so that what they find lies in the store.
 *
 * @throws If a task fails or a process dies, after the others were stopped; what was found by then is kept.
 */
export async function measureSideBySide(tasks: readonly ChannelTask[], options: SideBySideOptions): Promise<void> {
  const { onProgress, signal } = options;
  const count = Math.min(options.workers, tasks.length);
  const workers = Array.from({ length: count }, () => startWorker(threadsPerWorker(count)));
  const stop = () => workers.forEach((worker) => worker.kill('SIGKILL'));
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  const waiting = [...tasks];
  let done = 0;
  const serve = async (worker: ChildProcess) => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const { channel, error } = await askWorker(worker, task);
      if (error !== undefined) throw new Error(error);
      onProgress?.({ label: channel, done: ++done, total: tasks.length });
    }
  };
  try {
    await Promise.all(workers.map(serve));
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new Error(`leaderboard: interrupted after ${done} of ${tasks.length} channels; what is measured is kept.`, {
      cause: error,
    });
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

function startWorker(threads: number): ChildProcess {
  const tsx = pathToFileURL(require.resolve('tsx', { paths: [REPOSITORY_ROOT] })).href;
  return fork(path.join(REPOSITORY_ROOT, 'lib', 'leaderboard', 'channel-process.ts'), [], {
    execArgv: ['--import', tsx],
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function askWorker(worker: ChildProcess, task: ChannelTask): Promise<ChannelReply> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      settle();
    };
    const onMessage = (reply: ChannelReply) => finish(() => resolve(reply));
    const onExit = (code: number | null, signal: string | null) => {
      finish(() => reject(new Error(`${task.channel}: the process that measured it ended (${signal ?? code}).`)));
    };
    worker.once('message', onMessage);
    worker.once('exit', onExit);
    // A process that ended before it was asked has no exit to come.
    worker.send(task, (error) => error && onExit(worker.exitCode, worker.signalCode));
  });
}
