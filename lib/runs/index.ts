/**
 * The engine: runs jobs here, in worker processes or on a queue, and keeps their results. It knows nothing of what a job
 * is.
 *
 * @module
 */
export type { AnyExecutor, Executor, JobProgress, RunOptions, Planner } from './executor';
export { loadExecutor } from './load-executor';
export type { JobRunner, QueueEventHandlers } from './job-queue';
export { runPlan, type JobFailure, type PlanCounts, type PlanResult, type RunPlanOptions } from './run-plan';
export { threadsPerWorker } from './job-worker';
export { compareStores, type StoreComparison } from './store/compare';
export { figuresHash, type JobRecord, type PlannedJob, type RunFacts, type Versions } from './store/job-record';
export { readJobsFile, sliceJobs, writeJobsFile } from './store/jobs-file';
export { planJobs } from './store/plan';
export { backendsOf } from './store/provenance';
export { ResultStore, type StoreOptions } from './store/result-store';
export { StoreError } from './store/store-error';
export { codeDigest, telltaleVersion, type BackendVersions } from './store/versions';
