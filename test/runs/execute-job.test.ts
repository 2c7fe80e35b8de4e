import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { smapMslProtocol, smapMslSource, unitProtocol } from '../../lib/experiments';
import { executeUnit } from '../../lib/runs/execute-job';
import { executor } from '../../lib/runs/executor';
import { runPlan } from '../../lib/runs/run-plan';
import { planUnits } from '../../lib/runs/store/plan';
import { executorModule, planTiny, tinyUnit } from '../support/unit-executor';

describe('a unit that is run', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-unit-'));
  const dataHere = process.env.TELLTALE_DATA;
  after(() => {
    if (dataHere === undefined) delete process.env.TELLTALE_DATA;
    else process.env.TELLTALE_DATA = dataHere;
    fs.rmSync(folder, { recursive: true });
  });

  it("finds this machine's telemetry where the planner's folder is none here, and refuses other telemetry", async () => {
    const [planned, own, other] = ['planned', 'own', 'other'].map((name) => path.join(folder, name));
    simulateSmapMsl(planned, { channels: ['D-1'], length: 1200 });
    const source = smapMslSource(planned, ['D-1']);
    const protocol = unitProtocol(smapMslProtocol);
    const unit = { model: 'range', channel: 'D-1', profile: 'smoke', seed: 0, baselines: [], source, protocol };
    const [plan] = planUnits([{ ...unit, profile: 'smoke' as const }], executor.fingerprint);
    fs.renameSync(planned, own);
    process.env.TELLTALE_DATA = own;
    const record = (await executeUnit(plan, executor))!;
    assert.deepEqual(record.unit, plan.unit, 'as it was planned');
    assert.ok(record.result.rows.range.steps >= 0);
    simulateSmapMsl(other, { channels: ['D-1'], length: 1300 });
    process.env.TELLTALE_DATA = other;
    await assert.rejects(executeUnit(plan, executor), /holds other data \(fingerprint [0-9a-f]{16}\) than was planned/);
  });

  it('has a peak of memory of its own, whatever its parent held', async function () {
    if (process.platform !== 'linux') this.skip();
    const held = Buffer.alloc(600 * 2 ** 20, 1);
    const { records } = await runPlan(planTiny([tinyUnit('a')]), { workers: 1, executorModule });
    const peak = records[0]!.run.peakMemoryBytes;
    assert.ok(peak > 2 ** 24 && peak < held.length / 2, `${peak / 2 ** 20} MB`);
  });
});
