/** A runner to be killed: `tiny-run.ts STORE JOBS_JSON` runs tiny jobs in two worker processes. */
import { ResultStore } from '../../lib/runs/store/result-store';
import { runPlan } from '../../lib/runs/run-plan';
import { executor, planTiny } from './tiny-executor';

const [folder, jobs] = process.argv.slice(2) as [string, string];
const plan = planTiny((JSON.parse(jobs) as unknown[]).map((job) => executor.parse(job)));
void runPlan(plan, { store: ResultStore.open(folder), workers: 2, executor }).then(({ counts, failures }) => {
  process.exitCode = counts.settled === counts.total && failures.length === 0 ? 0 : 1;
});
