/** What a detector's settings may be: said when it is made, not by what becomes of its scores. */
import { inspect } from 'node:util';
import type { DetectorConfig } from './detector';

/** What a setting may be, in words and as a test. */
export interface Check {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

/** A check for each setting. */
export type Checks<Settings> = { readonly [Setting in keyof Settings]-?: Check };

/** Settings that all detectors have, or, as the seed, are given so that all can be made alike. */
const commonChecks = { windowSize: wholeFrom(1), features: wholeFrom(1), seed: wholeFrom(0) };

type Common = keyof typeof commonChecks;

/** A check for each setting of a detector but for those that all have; of these where it is stricter. */
export type ConfigChecks<Config> = Checks<Omit<Config, Common>> & Partial<Checks<DetectorConfig>>;

export function wholeFrom(least: number): Check {
  return {
    expected: least === 1 ? 'a positive whole number' : `a whole number of at least ${least}`,
    holds: (value) => Number.isSafeInteger(value) && (value as number) >= least,
  };
}

/** Units, dimensions, layers: what there must be at least one of. */
export const positiveSize = wholeFrom(1);

/** Units of layer after layer; there may be no layer. */
export const layerSizes: Check = {
  expected: 'a list of positive whole numbers',
  holds: (value) => Array.isArray(value) && value.every(positiveSize.holds),
};

/** Weights and rates. */
export const fromZero: Check = numberWhere('a finite number of at least 0', (value) => value >= 0);

export const fromZeroToOne: Check = numberWhere('a number from 0 to 1', (value) => value >= 0 && value <= 1);

export const trueOrFalse: Check = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };

export function numberWhere(expected: string, holds: (value: number) => boolean): Check {
  return { expected, holds: (value) => Number.isFinite(value) && holds(value as number) };
}

export function oneOf(...names: readonly string[]): Check {
  return { expected: `one of ${names.join(', ')}`, holds: (value) => names.includes(value as string) };
}

/** Settings within a setting, which {@link requireSettings} then looks into. */
export function settingsOf(checks: object): Check {
  return {
    expected: `an object of ${Object.keys(checks).join(', ')}`,
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  };
}

/** A setting that may be left out. */
export function optional({ expected, holds }: Check): Check {
  return { expected: `${expected}, or none`, holds: (value) => value === undefined || holds(value) };
}

/**
 * Refuses a config that its detector cannot be made of.
 *
 * @param name    The detector's, for messages.
 * @param config  Whole, its defaults filled in.
 * @returns       The config.
 * @throws        If a setting is not what its check expects, or there is none of its name; the message says which, what was
 *                expected and what was found.
 */
export function requireConfig<Config extends DetectorConfig>(
  name: string,
  config: Config,
  checks: ConfigChecks<Config>,
): Config {
  const { seed, ...always } = commonChecks;
  return requireSettings(name, config, { ...always, ...('seed' in config && { seed }), ...checks });
}

/** As {@link requireConfig}, for settings within a setting. */
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
  for (const [setting, { expected, holds }] of Object.entries(checks)) {
    const found = (settings as Readonly<Record<string, unknown>>)[setting];
    if (!holds(found)) throw new Error(`${name}.${setting}: expected ${expected}; found ${brief(found)}.`);
  }
  return settings;
}

function brief(value: unknown): string {
  return inspect(value, { depth: 0, compact: true, breakLength: Infinity, maxArrayLength: 8, maxStringLength: 40 });
}
