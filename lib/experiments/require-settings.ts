/** Finds a setting that a detector does not take before anything is run with it. */
import { loadBackend } from '../runtime/index';
import { findModel } from './methods';
import { prepareSeries } from './prepare';
import { profiles } from './profiles';
import { loadSource } from './source';
import { canonicalJson } from '../base/index';
import type { Unit } from './unit';

/**
 * Makes a detector of each distinct config that the units have, for the windows of the first unit that has it, and gives it
 * up: the detectors know what their settings may be.
 *
 * @throws If a value is out of its range, or does not suit the windows; the message names the setting. If data cannot be read.
 */
export async function requireSettings(units: readonly Unit[]): Promise<void> {
  const checked = new Set<string>();
  for (const { model, config, profile, source, channel, protocol, seed } of units) {
    if (!config || Object.keys(config).length === 0) continue; // the profile's
    const key = canonicalJson({ model, config, profile, protocol });
    if (checked.has(key)) continue;
    checked.add(key);
    await loadBackend();
    const { windows } = prepareSeries(loadSource(source, channel, seed), { protocol, seed });
    findModel(model).check({ windows, config, seed, profile: profiles[profile] });
  }
}
