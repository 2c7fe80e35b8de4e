import assert from 'node:assert/strict';
import os from 'node:os';
import { threadsPerWorker, JobWorker } from '../../lib/runs/job-worker';
import type { PlannedJob } from '../../lib/runs/store/job-record';
import { executor, planTiny, tinyJob } from '../support/tiny-executor';

describe('JobWorker', () => {
  const plan = planTiny([tinyJob('large-300'), tinyJob('a'), tinyJob('b'), tinyJob('slow-60000')]);
  const settings = { threads: 1, executor, memoryMb: 300 };

  it('replaces a process that has grown, where nobody could watch it', async () => {
    let watched = 0;
    const worker = new JobWorker(settings, () => {
      watched += 1;
      return () => (watched -= 1);
    });
    try {
      const large = await worker.run(plan[0]);
      assert.ok(large.run.peakMemoryBytes > 300 * 2 ** 20);
      assert.equal(worker.pid, undefined, 'it takes no further job');
      const next = await worker.run(plan[1]);
      const { pid } = worker;
      assert.ok(pid !== undefined && next.run.peakMemoryBytes < 250 * 2 ** 20, `${next.run.peakMemoryBytes} bytes`);
      await worker.run(plan[2]);
      assert.equal(worker.pid, pid, 'one that has not grown stays');
      assert.equal(watched, 0, 'nothing is watched between jobs');
    } finally {
      worker.stop();
    }
  });

  it('fails a job for good only where its process was too large with it alone', async () => {
    let tooLarge: (residentBytes: number) => void = () => undefined;
    const worker = new JobWorker(settings, (_pid, _boundMb, onExcess) => {
      tooLarge = onExcess;
      return () => undefined;
    });
    const run = (planned: PlannedJob) => worker.run(planned, () => tooLarge(301 * 2 ** 20));
    const sentence = 'the worker process was ended at 301 MB of resident memory, above the 300 MB of --max-memory';
    try {
      const message = `${sentence}; Node with TensorFlow alone takes up to 500 MB`;
      await assert.rejects(run(plan[3]), { name: 'Error', message });
      await worker.run(plan[1]);
      const lost = { name: 'WorkerLost', message: `${sentence}, with what earlier jobs had left in it` };
      await assert.rejects(run(plan[3]), lost);
    } finally {
      worker.stop();
    }
  });
});

describe('threadsPerWorker', () => {
  const { TF_NUM_INTRAOP_THREADS: before } = process.env;
  afterEach(() => {
    if (before === undefined) delete process.env.TF_NUM_INTRAOP_THREADS;
    else process.env.TF_NUM_INTRAOP_THREADS = before;
  });

  it('shares the cores out, at least one thread each', () => {
    delete process.env.TF_NUM_INTRAOP_THREADS;
    const cores = os.availableParallelism();
    assert.deepEqual([1, cores, 10 * cores].map(threadsPerWorker), [cores, 1, 1]);
  });

  it('is what the user has set, whatever the number of workers', () => {
    process.env.TF_NUM_INTRAOP_THREADS = '3';
    assert.deepEqual([1, 2, 100].map(threadsPerWorker), [3, 3, 3]);
    process.env.TF_NUM_INTRAOP_THREADS = '0'; // TensorFlow's word for its own choice
    assert.equal(threadsPerWorker(os.availableParallelism()), 1);
  });
});
