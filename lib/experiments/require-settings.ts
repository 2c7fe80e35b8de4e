/** Finds a setting that no detector takes before anything is run with it. */
import { loadBackend } from '../runtime/index';
import { findModel } from './methods';
import { profiles } from './profiles';
import { canonicalJson } from './store/canonical-json';
import type { Unit } from './unit';

/**
 * Makes a detector of each distinct config that the units have, and gives it up: the detectors know their settings' ranges.
 *
 * @throws If a value is out of its range; the message names the setting.
 */
export async function requireSettings(units: readonly Unit[]): Promise<void> {
  const checked = new Set<string>();
  for (const { model, config, profile, protocol } of units) {
    if (!config || Object.keys(config).length === 0) continue; // the profile's
    const { windowSize } = protocol;
    const key = canonicalJson({ model, config, profile, windowSize });
    if (checked.has(key)) continue;
    checked.add(key);
    await loadBackend();
    findModel(model).check(config, { windowSize, profile: profiles[profile] });
  }
}
