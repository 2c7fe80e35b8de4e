/** What is said at the end of a run of units. */
import type { PlanResult } from '../../lib/runs/run-plan';
import type { PlannedUnit } from '../../lib/runs/store/job-record';

/** A unit as messages name it. */
export function nameOf({ unit, hash }: PlannedUnit): string {
  return `${unit.model} on ${unit.channel}, seed ${unit.seed} (${hash.slice(0, 8)})`;
}

/**
 * Prints the counts and every failure.
 *
 * @throws If a unit failed or was not reached, so that the command ends with a failure too.
 */
export function reportPlan({ counts, failures, interrupted }: PlanResult): void {
  const ran = counts.settled - counts.reused - counts.failed;
  console.log(`${counts.total} units: ${ran} run, ${counts.reused} found in the store, ${counts.failed} failed.`);
  for (const { planned, message } of failures) console.error(`failed: ${nameOf(planned)}: ${message}`);
  if (interrupted) {
    throw new Error(
      `Interrupted after ${counts.settled} of ${counts.total} units; the same command goes on from here.`,
    );
  }
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${counts.total} units failed; the same command tries them again.`);
  }
}
