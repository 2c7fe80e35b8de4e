/** Runs one job in this process and says how it went: the record that a store keeps. */
import fs from 'node:fs';
import os from 'node:os';
import type { PlannedJob, JobRecord } from './store/job-record';
import { telltaleVersion } from './store/versions';
import type { AnyExecutor, RunOptions } from './executor';

/**
 * Runs a job.
 *
 * @returns The record; undefined where an abort came before the job was finished.
 * @throws  If the data here is not that which the job was planned on, or the job fails.
 */
export async function executeJob(
  planned: PlannedJob,
  executor: AnyExecutor,
  options: RunOptions = {},
): Promise<JobRecord | undefined> {
  const { backend, ...versions } = await executor.prepare();
  const started = performance.now();
  resetPeakMemory();
  const job = executor.onThisMachine?.(planned.job) ?? planned.job;
  const found = executor.fingerprint(job);
  if (found !== planned.data) {
    throw new Error(`${os.hostname()} holds other data (fingerprint ${found}) than was planned (${planned.data}).`);
  }
  const result = await executor.run(job, options);
  if (options.signal?.aborted) return undefined; // half-trained
  return {
    ...planned,
    result,
    versions: { telltale: telltaleVersion(), node: process.versions.node, ...versions, code: executor.code() },
    backend,
    run: {
      finishedAt: new Date().toISOString(),
      seconds: (performance.now() - started) / 1000,
      peakMemoryBytes: peakMemoryBytes(),
      host: os.hostname(),
    },
  };
}

/**
 * Resets the count of the largest resident set. Linux alone can (proc(5), clear_refs); elsewhere it is the process's.
 */
function resetPeakMemory(): void {
  try {
    fs.writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // The peak since the process began is then an upper bound of the job's.
  }
}

/** Reads the count that Linux resets; the one that `getrusage` gives is handed on by a fork and never falls. */
function peakMemoryBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
