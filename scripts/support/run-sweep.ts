/** A sweep over an experiment's units: run, and the table of each field that it varies. */
import fs from 'node:fs';
import { messageOf } from '../../lib/data';
import { parseUnit, type Unit } from '../../lib/experiments';
import { executor } from '../../lib/experiments/queue/executor';
import { runPlan, type PlanResult, type RunPlanOptions } from '../../lib/experiments/queue/run-plan';
import { compareBy } from '../../lib/experiments/store/compare';
import { planUnits } from '../../lib/experiments/store/plan';
import type { UnitRecord } from '../../lib/experiments/store/unit-record';
import { expandSweep, parseSweep, type Sweep } from '../../lib/experiments/sweep';
import { toMarkdown } from '../../lib/report';
import type { ProgressBar } from './progress';

/**
 * Reads a sweep.
 *
 * @throws If the file cannot be read or is no sweep; the message names the field.
 */
export function readSweep(file: string): Sweep {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: expected a sweep, which cannot be read (${messageOf(error)}).`, { cause: error });
  }
  return parseSweep(content, file);
}

/**
 * Each unit with each of the sweep's settings.
 *
 * @throws If a setting makes no valid unit, before anything is run.
 */
export function sweepUnits(sweep: Sweep, units: readonly Unit[]): Unit[] {
  return expandSweep(sweep, units).map(parseUnit);
}

/** Runs a sweep and prints, for each field that it varies, the averages over channels, seeds and the other fields. */
export async function runSweep(
  sweep: Sweep,
  units: readonly Unit[],
  { bar, ...options }: RunPlanOptions & { bar: ProgressBar },
): Promise<PlanResult> {
  let last = { done: 0, total: units.length };
  const result = await runPlan(planUnits(units, executor.fingerprint), {
    ...options,
    onEpoch: ({ unit }, progress) => bar.update({ label: unit.channel, ...last, ...progress }),
    onSettled: ({ unit }, { settled: done, total, reused, failed }) => {
      last = { done, total };
      bar.update({ label: unit.channel, ...last, reused, failed });
    },
  }).finally(bar.stop);
  const records = result.records.filter((record): record is UnitRecord => record !== undefined);
  const fields = [...Object.keys(sweep.random?.space ?? {}), ...Object.keys(sweep.grid ?? {})];
  for (const field of fields) console.log(`\n${sweepTable(records, field)}`);
  return result;
}

function sweepTable(records: readonly UnitRecord[], field: string): string {
  const rows = compareBy(records, field, 'rocAuc').map(({ value, values, mean, low, high }) => {
    return [String(value), String(values.length), mean, low, high];
  });
  return toMarkdown({ columns: [field, 'Units', 'ROC-AUC', '95 % from', 'to'], rows });
}
