/** A worker process as its parent sees it: one job at a time, and a bound on its memory. */
import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../base/index';
import type { PlannedJob, JobRecord } from './store/job-record';
import type { AnyExecutor, JobProgress } from './executor';
import { excessOf, hintOf, watchMemory, type MemoryWatch } from './worker-memory';
import { forwardLines } from './worker-stderr';

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'done'; readonly record: JobRecord; readonly residentBytes: number }
  | { readonly kind: 'failed'; readonly message: string; readonly residentBytes: number };

export interface WorkerOptions {
  /** Threads of TensorFlow in each process. */
  readonly threads: number;
  /**
   * Bound on each process, in MB: V8's heap may not pass it, and a process whose resident memory, which holds TensorFlow's
   * tensors too, is found above it is ended. Only Linux says how large another process is: elsewhere, as on macOS, one that
   * has grown so large by the end of a job just takes no further one.
   */
  readonly memoryMb?: number;
  /** Whether each job has a process of its own, so that its peak of memory is its own; starting one takes seconds. */
  readonly ownProcess?: boolean;
  readonly executor: Pick<AnyExecutor, 'module'>;
}

/** The process ended before its job was done, and not by the job's doing alone: it may well succeed in another one. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

/** How a process came to its end. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its size, where it was ended for that. */
  readonly excessBytes?: number;
  /** Whether the job was its first. */
  readonly fresh: boolean;
}

/** Tells a process that it is to run one job. */
export const ALONE = 'alone';

const folder = path.join(REPOSITORY_ROOT, 'lib', 'runs');

export class JobWorker {
  private child: ChildProcess | undefined;
  private ended = false;

  constructor(
    private readonly options: WorkerOptions,
    private readonly watch: MemoryWatch = watchMemory,
  ) {}

  /** The process's number; undefined while none runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Runs a job; one at a time. The process is started where none runs, and replaced afterwards where it has grown beyond
   * its bound.
   *
   * @throws {WorkerLost} If the process ends meanwhile, or outgrows its bound with what earlier jobs have left in it.
   * @throws             If the job fails, with its message; if it alone needs more memory than its process may take, as it
   *                     would again.
   */
  run(planned: PlannedJob, onProgress?: (progress: JobProgress) => void): Promise<JobRecord> {
    if (this.ended) return Promise.reject(new WorkerLost('the worker was stopped'));
    const { memoryMb } = this.options;
    const fresh = this.child === undefined;
    const child = (this.child ??= this.start());
    return new Promise((resolve, reject) => {
      let excessBytes: number | undefined;
      const onExcess = (found: number) => {
        excessBytes = found;
        this.retire(); // its exit is what ends the job
      };
      const unwatch = memoryMb === undefined ? undefined : this.watch(child.pid, memoryMb, onExcess);
      const finish = (settle: () => void) => {
        unwatch?.();
        child.off('message', onMessage);
        child.off('exit', onExit);
        settle();
      };
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === 'progress') return onProgress?.(message.progress);
        if (this.options.ownProcess) this.retire();
        else this.retireIfLarge(message.residentBytes);
        finish(() => (message.kind === 'done' ? resolve(message.record) : reject(new Error(message.message))));
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
        finish(() => reject(this.errorOf({ code, signal, excessBytes, fresh })));
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      // A process that has just ended cannot be sent to: its exit is on the way and says why.
      child.send(planned, () => undefined);
    });
  }

  /** Ends the process at once; a job in hand is lost. */
  stop(): void {
    this.ended = true;
    this.child?.kill('SIGKILL');
  }

  private start(): ChildProcess {
    const { threads, memoryMb, ownProcess, executor } = this.options;
    const child = fork(path.join(folder, 'job-process.ts'), [executor.module, ...(ownProcess ? [ALONE] : [])], {
      execArgv: [...RUN_TYPESCRIPT, ...(memoryMb ? [`--max-old-space-size=${memoryMb}`] : [])],
      // A training step is a chain: a second operation at a time would only be waited for.
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: '1' },
      stdio: ['ignore', 'ignore', memoryMb ? 'pipe' : 'inherit', 'ipc'],
    });
    if (child.stderr) forwardLines(child.stderr);
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
    });
    // A child that cannot be started has no exit, only this.
    child.on('error', () => child.emit('exit', null, null));
    return child;
  }

  /** Ends a large process, which returns what jobs left in memory to the system; the next job begins in a new one. */
  private retireIfLarge(residentBytes: number): void {
    const { memoryMb } = this.options;
    if (memoryMb !== undefined && residentBytes > memoryMb * 2 ** 20) this.retire();
  }

  /** Ends the process; the next job begins in a new one. */
  private retire(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private errorOf({ code, signal, excessBytes, fresh }: Ending): Error {
    const { memoryMb } = this.options;
    const heapFull = signal === 'SIGABRT' || code === 134;
    const ended = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    let how = heapFull ? `${ended}, as Node does when the heap is full` : ended;
    if (memoryMb === undefined || (excessBytes === undefined && !heapFull)) {
      return new WorkerLost(`the worker process ${how}`);
    }
    how = excessBytes === undefined ? `${how}; --max-memory gives it ${memoryMb} MB` : excessOf(excessBytes, memoryMb);
    if (fresh) return new Error(`the worker process ${how}${hintOf(memoryMb)}`);
    return new WorkerLost(`the worker process ${how}, with what earlier jobs had left in it`);
  }
}

/**
 * Shares the cores out among workers, so that together they do not ask for more than there are. Where
 * TF_NUM_INTRAOP_THREADS is set, each gets that many threads, so that without native kernels, too, the last digits of large
 * sums do not depend on the share.
 */
export function threadsPerWorker(workers: number): number {
  const fixed = Number(process.env.TF_NUM_INTRAOP_THREADS);
  if (Number.isInteger(fixed) && fixed > 0) return fixed;
  return Math.max(1, Math.floor(os.availableParallelism() / workers));
}
