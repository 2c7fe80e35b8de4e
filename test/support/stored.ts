/** Records with chosen figures, for tests of what reads a store. */
import { executor, type Job, type JobResult, type Measures, type Stored } from '../../lib/experiments';
import { planJobs } from '../../lib/runs';

/** Makes a record of a job with these measures. */
export function stored(job: Job, measures: Measures, result: Partial<JobResult> = {}): Stored {
  const [planned] = planJobs([job], executor);
  return {
    ...planned,
    result: { measures, epochs: 0, steps: 0, seconds: 1, warnings: [], ...result },
    versions: { telltale: '0.1.0', node: '20.0.0', tfjs: '4.22.0', code: '0123456789ab' },
    backend: 'none',
    run: { finishedAt: '2024-01-01T00:00:00.000Z', seconds: 1.5, peakMemoryBytes: 2 ** 27, host: 'here' },
  };
}
