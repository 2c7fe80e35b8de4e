/** Finds a setting that a detector does not take before anything is run with it. */
import { canonicalJson } from '../base/index';
import { loadBackend } from '../runtime/index';
import type { Job } from './job';
import { checkSettings } from './run-job';

/**
 * Makes a detector of each distinct config that the jobs have, for the series of the first job that has it.
 *
 * @throws If a value is out of its range, or does not suit the windows; the message names the setting. If data cannot be read.
 */
export async function requireJobSettings(jobs: readonly Job[]): Promise<void> {
  const checked = new Set<string>();
  for (const job of jobs) {
    const { detector, config, profile, protocol, view } = job;
    if (!config || Object.keys(config).length === 0) continue; // the profile's
    const key = canonicalJson({ detector, config, profile, protocol, view });
    if (checked.has(key)) continue;
    checked.add(key);
    await loadBackend();
    checkSettings(job);
  }
}
