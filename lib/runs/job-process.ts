/**
 * The main module of a worker process. Its parent sends jobs one at a time; the process sends back the progress as it comes,
 * then the record or the error. It writes no file: the parent keeps the results.
 */
import { messageOf } from '../base/index';
import type { PlannedJob } from './store/job-record';
import { executeJob } from './execute-job';
import type { JobProgress } from './executor';
import { loadExecutor } from './load-executor';
import { ALONE, type WorkerMessage } from './job-worker';

// Ctrl-C and SIGTERM reach the whole process group; it is the parent that decides when its workers end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// The parent is gone, perhaps killed: nobody wants the result.
process.on('disconnect', () => process.exit(1));
// Whoever read the notes has gone (`2>&1 | head`); the result is still wanted.
process.stderr.on('error', () => undefined);

const send = (message: WorkerMessage) => process.send!(message);

async function work(planned: PlannedJob): Promise<void> {
  try {
    const executor = loadExecutor(process.argv[2]);
    const onProgress = (progress: JobProgress) => send({ kind: 'progress', progress });
    const record = (await executeJob(planned, executor, { onProgress }))!;
    const run = { ...record.run, ...(process.argv[3] === ALONE && { alone: true }) };
    send({ kind: 'done', record: { ...record, run }, residentBytes: process.memoryUsage.rss() });
  } catch (error) {
    send({ kind: 'failed', message: messageOf(error), residentBytes: process.memoryUsage.rss() });
  }
}

process.on('message', (planned: PlannedJob) => void work(planned));
