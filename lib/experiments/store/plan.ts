/** Gives each unit the name of its result: a hash of what is to be done and of the data it is done on. */
import type { Unit } from '../../experiments/unit';
import { contentHash } from './canonical-json';
import type { PlannedUnit } from './unit-record';

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
    const { source, ...identity } = unit;
    const place = contentHash([{ ...source, channels: undefined }, unit.channel], 'source');
    const data = known.get(place) ?? fingerprint(unit);
    known.set(place, data);
    return { hash: contentHash({ unit: identity, data }, 'unit'), unit, data };
  });
}
