/** Channels measured by several processes, which fill one store. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY_ROOT } from '../base/index';
import { threadsPerWorker } from '../runs/job-worker';
import type { ProfileName } from '../experiments/profiles';
import type { ChosenSettings } from './choices';
import { Failures } from './failures';
import { leaderboardCode } from './kept-record';
import type { LeaderboardOptions } from './run-leaderboard';

export interface ChannelTask extends Pick<LeaderboardOptions, 'root' | 'store' | 'since' | 'seeds'> {
  readonly channel: string;
  readonly profile: ProfileName;
  /** Of the ensemble; without it, the choices and all other entries are run. */
  readonly settings?: ChosenSettings;
}

export interface ChannelReply {
  readonly channel: string;
  readonly notes: readonly string[];
  /** What failed while all else was finished, one sentence each. */
  readonly failures?: readonly string[];
  /** Why no task can be done, as the store cannot be used. */
  readonly error?: string;
}

export interface SideBySideOptions extends Pick<LeaderboardOptions, 'onProgress' | 'onNote' | 'signal'> {
  readonly workers: number;
}

/**
 * Has tasks done by processes, so that what they find lies in the store. Another process takes the place of one that dies.
 *
 * @throws {LeaderboardFailure} If runs fail or a process dies, once all other tasks are done; the message names each.
 * @throws                     At once, if the store cannot be used or it is interrupted; what was found by then is kept.
 */
export async function measureSideBySide(tasks: readonly ChannelTask[], options: SideBySideOptions): Promise<void> {
  const { onProgress, onNote, signal } = options;
  // Now, as its processes do: were it after hours, sources edited by then would make all that they found stale.
  leaderboardCode();
  const count = Math.min(options.workers, tasks.length);
  const waiting = [...tasks];
  const workers = new Set<ChildProcess>();
  const start = () => {
    const worker = startWorker(threadsPerWorker(count));
    workers.add(worker);
    return worker;
  };
  const stop = () => {
    waiting.length = 0;
    workers.forEach((worker) => worker.kill('SIGKILL'));
  };
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  const failures = new Failures(signal);
  let done = 0;
  const ask = (worker: ChildProcess, task: ChannelTask) =>
    failures.attempt(task.channel, () => askWorker(worker, task));
  const serve = async () => {
    let worker: ChildProcess | undefined;
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const reply = await ask((worker ??= start()), task);
      // It fails to answer only by ending.
      if (!reply) worker = undefined;
      if (reply?.error !== undefined) throw new Error(reply.error);
      for (const note of reply?.notes ?? []) onNote?.(note);
      failures.add(reply?.failures ?? []);
      onProgress?.({ label: task.channel, done: ++done, total: tasks.length, failed: failures.count });
    }
  };
  try {
    await Promise.all(Array.from({ length: count }, serve));
    failures.finish();
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
  const worker = fork(path.join(REPOSITORY_ROOT, 'lib', 'leaderboard', 'channel-process.ts'), [], {
    execArgv: ['--import', tsx],
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // One that cannot be started has no exit, only this.
  return worker.on('error', () => worker.emit('exit', null, null));
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
