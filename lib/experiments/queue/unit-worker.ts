/** A worker process as its parent sees it: one unit at a time, and a bound on its memory. */
import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY_ROOT } from '../../data/repository-root';
import type { PlannedUnit, UnitRecord } from '../store/unit-record';
import type { EpochProgress } from '../../experiments/unit';

export type WorkerMessage =
  | { readonly kind: 'epoch'; readonly progress: EpochProgress }
  | { readonly kind: 'done'; readonly record: UnitRecord; readonly residentBytes: number }
  | { readonly kind: 'failed'; readonly message: string; readonly residentBytes: number };

export interface WorkerOptions {
  /** Threads of TensorFlow in each process. */
  readonly threads: number;
  /** Bound on the process: V8's heap may not pass it, and a process that is found above it takes no further unit. */
  readonly memoryMb?: number;
  /** Module with the `executor`; default the one that trains detectors. */
  readonly executorModule?: string;
}

/** The process ended, by a signal or for lack of memory, before its unit was done: it may well succeed elsewhere. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

const folder = path.join(REPOSITORY_ROOT, 'lib', 'experiments', 'queue');

export class UnitWorker {
  private child: ChildProcess | undefined;
  private ended = false;

  constructor(private readonly options: WorkerOptions) {}

  /** The process's number; undefined while none runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Runs a unit; one at a time. The process is started where none runs, and replaced afterwards where it has grown beyond
   * its bound.
   *
   * @throws WorkerLost  If the process ends meanwhile.
   * @throws             If the unit fails, with its message.
   */
  run(planned: PlannedUnit, onEpoch?: (progress: EpochProgress) => void): Promise<UnitRecord> {
    if (this.ended) return Promise.reject(new WorkerLost('the worker was stopped'));
    const child = (this.child ??= this.start());
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        child.off('message', onMessage);
        child.off('exit', onExit);
        settle();
      };
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === 'epoch') return onEpoch?.(message.progress);
        this.retireIfLarge(message.residentBytes);
        finish(() => (message.kind === 'done' ? resolve(message.record) : reject(new Error(message.message))));
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
        const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        const memory = signal === 'SIGABRT' || code === 134 ? ', as Node does when the heap is full' : '';
        finish(() => reject(new WorkerLost(`the worker process ${how}${memory}`)));
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      // A process that has just ended cannot be sent to: its exit is on the way and says why.
      child.send(planned, () => undefined);
    });
  }

  /** Ends the process at once; a unit in hand is lost. */
  stop(): void {
    this.ended = true;
    this.child?.kill('SIGKILL');
  }

  private start(): ChildProcess {
    const { threads, memoryMb, executorModule } = this.options;
    const tsx = pathToFileURL(require.resolve('tsx', { paths: [REPOSITORY_ROOT] })).href;
    const child = fork(path.join(folder, 'unit-process.ts'), executorModule ? [executorModule] : [], {
      execArgv: ['--import', tsx, ...(memoryMb ? [`--max-old-space-size=${memoryMb}`] : [])],
      // A training step is a chain: a second operation at a time would only be waited for.
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: '1' },
      // Node reports a full heap at length on standard error; the unit's error says it in a sentence.
      stdio: ['ignore', 'ignore', memoryMb ? 'ignore' : 'inherit', 'ipc'],
    });
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
    });
    // A child that cannot be started has no exit, only this.
    child.on('error', () => child.emit('exit', null, null));
    return child;
  }

  /** Memory that a unit left behind goes back to the system with the process; the next unit begins in a new one. */
  private retireIfLarge(residentBytes: number): void {
    const { memoryMb } = this.options;
    if (memoryMb === undefined || residentBytes <= memoryMb * 2 ** 20) return;
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

/** Each of several workers gets its share of the cores, so that together they do not ask for more than there are. */
export function threadsPerWorker(workers: number): number {
  return Math.max(1, Math.floor(os.availableParallelism() / workers));
}
