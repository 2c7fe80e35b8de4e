/** A threshold as it is written on a command line. */
import { DataError } from '../base/index';
import type { ThresholdRule } from '../scoring/index';

/** How each rule is made of its number. None reads a label. */
const RULES: Readonly<Record<string, (value: number) => ThresholdRule>> = {
  percentile: (percentile) => ({ kind: 'percentile', percentile, of: 'training' }),
  'test-percentile': (percentile) => ({ kind: 'percentile', percentile, of: 'test' }),
  sigma: (k) => ({ kind: 'sigma', k }),
  'false-positive-rate': (rate) => ({ kind: 'false-positive-rate', rate }),
  spot: (q) => ({ kind: 'spot', q }),
};

/**
 * Reads a number, which is a threshold itself, or a rule with its number, such as `percentile:99`.
 *
 * @throws {DataError} If it is neither.
 */
export function parseThreshold(given: string): ThresholdRule {
  if (given === 'otsu') return { kind: 'otsu' };
  const [, name, number] = /^(?:([a-z-]+):)?(.+)$/.exec(given) ?? [];
  const value = Number(number);
  if (number?.trim() && Number.isFinite(value)) {
    if (name === undefined) return { kind: 'fixed', value };
    if (Object.hasOwn(RULES, name)) return RULES[name](value);
  }
  const rules = Object.keys(RULES).map((rule) => `${rule}:NUMBER`);
  throw new DataError(`--threshold: expected a number, otsu, ${rules.join(', ')}; found '${given}'`);
}
