/** A plan as a file: for machines that share a folder but no queue, each of which takes a slice of it. */
import fs from 'node:fs';
import { z } from 'zod';
import { writeFileAtomic, messageOf } from '../../base/index';
import { parseUnit, type Unit } from '../../experiments/unit';
import { checkPlanned } from './plan';
import { plannedUnitSchema, type PlannedUnit } from './job-record';
import { telltaleVersion } from './versions';

const schema = z.object({ telltale: z.string(), units: z.array(plannedUnitSchema) });

/** Writes a plan. */
export function writeUnitsFile(file: string, units: readonly PlannedUnit[]): void {
  writeFileAtomic(file, `${JSON.stringify({ telltale: telltaleVersion(), units }, null, 1)}\n`);
}

/**
 * Reads a plan.
 *
 * @param parse  Reads a unit.
 * @throws       If the file cannot be read, is no plan, was made by another version, whose units might be run differently here,
 *               or was edited; the message names the unit's place in it.
 */
export function readUnitsFile(file: string, parse: (value: unknown) => Unit = parseUnit): PlannedUnit[] {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: expected a file of units, which cannot be read (${messageOf(error)}).`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${file}: no file of units: ${issue.path.join('.')}: ${issue.message}.`);
  }
  const { telltale, units } = parsed.data;
  if (telltale !== telltaleVersion()) {
    throw new Error(`${file}: made by Telltale ${telltale}, this is ${telltaleVersion()}; make it again.`);
  }
  return units.map((planned, i) => {
    try {
      return checkPlanned(planned, parse);
    } catch (error) {
      throw new Error(`${file}: units.${i}: ${messageOf(error)}`, { cause: error });
    }
  });
}

/**
 * One machine's share: every N-th unit, so that the shares are alike where long units lie side by side.
 *
 * @param slice  `I/N`, the I-th of N, counted from 1.
 * @throws       If it is no such slice.
 */
export function sliceUnits(units: readonly PlannedUnit[], slice: string): PlannedUnit[] {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(slice) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new Error(`--slice ${slice}: expected I/N, such as 3/100 for the third of a hundred.`);
  }
  return units.filter((_, i) => i % count === index - 1);
}
