import assert from 'node:assert/strict';
import os from 'node:os';
import { threadsPerWorker, UnitWorker } from '../../lib/runs/job-worker';
import type { PlannedUnit } from '../../lib/runs/store/job-record';
import { executorModule, planTiny, tinyUnit } from '../support/unit-executor';

describe('UnitWorker', () => {
  const plan = planTiny([tinyUnit('large-300'), tinyUnit('a'), tinyUnit('b'), tinyUnit('slow-60000')]);
  const settings = { threads: 1, executorModule, memoryMb: 300 };

  it('replaces a process that has grown, where nobody could watch it', async () => {
    let watched = 0;
    const worker = new UnitWorker(settings, () => {
      watched += 1;
      return () => (watched -= 1);
    });
    try {
      const large = await worker.run(plan[0]);
      assert.ok(large.run.peakMemoryBytes > 300 * 2 ** 20);
      assert.equal(worker.pid, undefined, 'it takes no further unit');
      const next = await worker.run(plan[1]);
      const { pid } = worker;
      assert.ok(pid !== undefined && next.run.peakMemoryBytes < 250 * 2 ** 20, `${next.run.peakMemoryBytes} bytes`);
      await worker.run(plan[2]);
      assert.equal(worker.pid, pid, 'one that has not grown stays');
      assert.equal(watched, 0, 'nothing is watched between units');
    } finally {
      worker.stop();
    }
  });

  it('fails a unit for good only where its process was too large with it alone', async () => {
    let tooLarge: (residentBytes: number) => void = () => undefined;
    const worker = new UnitWorker(settings, (_pid, _boundMb, onExcess) => {
      tooLarge = onExcess;
      return () => undefined;
    });
    const run = (planned: PlannedUnit) => worker.run(planned, () => tooLarge(301 * 2 ** 20));
    const sentence = 'the worker process was ended at 301 MB of resident memory, above the 300 MB of --max-memory';
    try {
      const message = `${sentence}; Node with TensorFlow alone takes up to 500 MB`;
      await assert.rejects(run(plan[3]), { name: 'Error', message });
      await worker.run(plan[1]);
      const lost = { name: 'WorkerLost', message: `${sentence}, with what earlier units had left in it` };
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
