/** A runner to be killed: `tiny-run.ts STORE UNITS_JSON` runs tiny units in two worker processes. */
import { ResultStore } from '../../lib/runs/store/result-store';
import { runPlan } from '../../lib/runs/run-plan';
import { executorModule, planTiny } from './unit-executor';
import type { Unit } from '../../lib/experiments/unit';

const [folder, units] = process.argv.slice(2) as [string, string];
const plan = planTiny(JSON.parse(units) as Unit[]);
void runPlan(plan, { store: ResultStore.open(folder), workers: 2, executorModule }).then(({ counts, failures }) => {
  process.exitCode = counts.settled === counts.total && failures.length === 0 ? 0 : 1;
});
