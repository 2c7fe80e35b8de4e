/** Gives each unit the name of its result: a hash of what is to be done and of the data it is done on. */
import type { Unit } from '../../experiments/unit';
import { contentHash } from '../../base/index';
import type { PlannedUnit } from './job-record';

/**
 * Names units by their hashes, in the units' order. Equal units get equal names. A fingerprint of the data stands in the name for
 * the place that the data is read from, and for the other channels there.
 *
 * @param fingerprint  Of a unit's data, whatever its seed; called once for each source and channel.
 * @throws             If the data of a unit cannot be read, or a unit holds a number that is not finite.
 */
export function planUnits(units: readonly Unit[], fingerprint: (unit: Unit) => string): PlannedUnit[] {
  const known = new Map<string, string>();
  return units.map((unit) => {
    const { source } = unit;
    const place = contentHash([{ ...source, channels: undefined }, unit.channel], 'source');
    const data = known.get(place) ?? fingerprint(unit);
    known.set(place, data);
    return { hash: unitHash(unit, data), unit, data };
  });
}

/**
 * A planned unit that came from a file or another process.
 *
 * @param parse  Reads a unit, as `parseUnit` does.
 * @throws       If it holds no unit, or the unit was changed after it was planned, so that its hash names another one.
 */
export function checkPlanned(
  { hash, unit, data }: Readonly<{ hash: string; unit: unknown; data: string }>,
  parse: (value: unknown) => Unit,
): PlannedUnit {
  parse(unit);
  // The hash is of the unit as it was planned, before parsing puts in what it left out.
  const planned = unit as Unit;
  if (unitHash(planned, data) !== hash) {
    throw new Error(`its hash ${hash.slice(0, 12)} is not that of its unit, which was changed after it was planned.`);
  }
  return { hash, unit: planned, data };
}

function unitHash({ source: _, ...identity }: Unit, data: string): string {
  return contentHash({ unit: identity, data }, 'unit');
}
