/** The config of baselines that have nothing to set. */
import { requireConfig } from '../config-checks';
import type { DetectorConfig } from '../detector';

const defaultPlainConfig: DetectorConfig = { windowSize: 10, features: 25 };

/**
 * Fills in the defaults.
 *
 * @param name  The detector's, for messages.
 * @returns     The size of a window alone; a seed is accepted, as by all detectors, and has nothing to decide.
 * @throws      If the size is out of range, or there is another setting.
 */
export function requirePlainConfig(name: string, config: Partial<DetectorConfig>): DetectorConfig {
  const { windowSize, features } = requireConfig(name, { ...defaultPlainConfig, ...config }, {});
  return { windowSize, features };
}
