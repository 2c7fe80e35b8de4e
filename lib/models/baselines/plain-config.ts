/** The config of baselines without settings. */
import { requireConfig } from '../config-checks';
import type { DetectorConfig } from '../detector';

const defaultPlainConfig: DetectorConfig = { windowSize: 10, features: 25 };

/**
 * Fills in the defaults.
 *
 * @param name  The detector's, for messages.
 * @returns     Only the size of a window; a seed is accepted, as by all detectors, but has no effect.
 * @throws If the size is out of range, or there is another setting.
 */
export function requirePlainConfig(name: string, config: Partial<DetectorConfig>): DetectorConfig {
  const { windowSize, features } = requireConfig(name, { ...defaultPlainConfig, ...config }, {});
  return { windowSize, features };
}
