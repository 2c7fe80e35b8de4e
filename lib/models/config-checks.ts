/** Validates a detector's config in its constructor, so that mistakes fail early. */
import { faultOf, positiveSize, wholeNumber, type Check } from '../base/index';
import type { DetectorConfig } from './detector';

/** A check for each setting. */
export type Checks<Settings> = { readonly [Setting in keyof Settings]-?: Check };

/** Settings that every detector has. A seed is accepted by all, so that all can be made alike. */
const commonChecks = { windowSize: positiveSize, features: positiveSize, seed: wholeNumber(0) };

type Common = keyof typeof commonChecks;

/** A check for each setting of a detector's own; for a common one only where the detector's is stricter. */
export type ConfigChecks<Config> = Checks<Omit<Config, Common>> & Partial<Checks<DetectorConfig>>;

/** Units of layer after layer; there may be no layer. */
export const layerSizes: Check = {
  expected: 'a list of positive whole numbers',
  holds: (value) => Array.isArray(value) && value.every(positiveSize.holds),
};

/** Makes a check of a list of one or more. @param what  What each of them is to be, as in 'numbers from 0 to 1'. */
export function listOf(what: string, holds: Check['holds']): Check {
  return {
    expected: `a list of one or more ${what}`,
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every(holds),
  };
}

/** Makes a check of settings within a setting; {@link requireSettings} checks each of them. */
export function settingsOf(checks: object): Check {
  return {
    expected: `an object of ${Object.keys(checks).join(', ')}`,
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  };
}

/**
 * Refuses a config that its detector cannot be made of.
 *
 * @param name    The detector's, for messages.
 * @param config  Whole, its defaults filled in.
 * @returns       The config.
 * @throws If a setting fails its check, or there is no setting of that name; the message says which, what was expected and
 *         what was found.
 */
export function requireConfig<Config extends DetectorConfig>(
  name: string,
  config: Config,
  checks: ConfigChecks<Config>,
): Config {
  const { seed, ...always } = commonChecks;
  return requireSettings(name, config, { ...always, ...('seed' in config && { seed }), ...checks });
}

/** Checks settings within a setting, as {@link requireConfig} does. */
export function requireSettings<Settings extends object>(
  name: string,
  settings: Settings,
  checks: Readonly<Record<string, Check>>,
): Settings {
  const unknown = Object.keys(settings).find((setting) => !Object.hasOwn(checks, setting));
  if (unknown !== undefined) {
    const known = Object.keys(checks).join(', ');
    throw new Error(`config.${unknown}: ${name} has no such setting; expected ${known}.`);
  }
  for (const [setting, check] of Object.entries(checks)) {
    const fault = faultOf(`${name}.${setting}`, (settings as Readonly<Record<string, unknown>>)[setting], check);
    if (fault !== undefined) throw new Error(`${fault}.`);
  }
  return settings;
}
