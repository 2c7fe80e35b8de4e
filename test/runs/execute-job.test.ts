import assert from 'node:assert/strict';
import { executeJob } from '../../lib/runs/execute-job';
import { runPlan } from '../../lib/runs/run-plan';
import { executor, planTiny, tinyJob } from '../support/tiny-executor';

describe('a job that is run', () => {
  it('finds its data where this machine has it, is recorded as it was planned, and refuses other data', async () => {
    const [planned] = planTiny([tinyJob('planned')]);
    const fingerprints: Readonly<Record<string, string>> = { here: 'data', changed: 'other' };
    const machine = (channel: string): typeof executor => ({
      ...executor,
      onThisMachine: ({ seed }) => ({ channel, seed }),
      fingerprint: (job) => fingerprints[job.channel],
    });
    const record = (await executeJob(planned, machine('here')))!;
    assert.deepEqual(record.job, planned.job);
    assert.deepEqual({ ...record.result, seconds: 0 }, { ...(await executor.run(tinyJob('here'), {})), seconds: 0 });
    await assert.rejects(
      executeJob(planned, machine('changed')),
      /holds other data \(fingerprint other\) than was planned \(data\)\.$/,
    );
  });

  it('says what it was run with, and gives nothing once it is aborted', async () => {
    const [planned] = planTiny([tinyJob('a')]);
    const { versions, backend } = (await executeJob(planned, executor))!;
    assert.deepEqual([versions.code, versions.tiny, backend], ['tiny', '0', 'none']);
    assert.equal(await executeJob(planned, executor, { signal: AbortSignal.abort() }), undefined);
  });

  it('may have a process of its own, and says so', async () => {
    const run = async (ownProcess: boolean) => {
      const { records } = await runPlan(planTiny([tinyJob('a'), tinyJob('b')]), {
        workers: 1,
        apart: true,
        ownProcess,
        executor,
      });
      return records.map((record) => record!.run.alone);
    };
    assert.deepEqual(await run(true), [true, true]);
    assert.deepEqual(await run(false), [undefined, undefined]);
  });

  it('has its own peak of memory, whatever its parent held', async function () {
    if (process.platform !== 'linux') this.skip();
    const held = Buffer.alloc(600 * 2 ** 20, 1);
    const { records } = await runPlan(planTiny([tinyJob('a')]), { workers: 1, apart: true, executor });
    const peak = records[0]!.run.peakMemoryBytes;
    assert.ok(peak > 2 ** 24 && peak < held.length / 2, `${peak / 2 ** 20} MB`);
  });
});
