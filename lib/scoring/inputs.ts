/** Checks of what the functions of this folder are given. */
import { between, faultOf, finiteNumber, shown, wholeNumber, type Check, type NumberArray } from '../base/index';
import { ScoringError } from './scoring-error';

/** The name of an argument or option as messages show it, with the value to check. */
export type Named = readonly [name: string, value: unknown];

/**
 * Copies values to doubles, unless they are doubles already. Callers only read the result.
 *
 * @param where Name of the exported function, for the message.
 * @param name  Name of the argument, for the message.
 * @throws {ScoringError} If the array is empty, or naming the first index that is not a finite number.
 */
export function checkedValues(where: string, name: string, values: NumberArray): Float64Array {
  if (!Array.isArray(values) && !(values instanceof Float32Array) && !(values instanceof Float64Array)) {
    throw new ScoringError(where, `${name} must be an array of numbers, found ${shown(values)}.`);
  }
  if (values.length === 0) throw new ScoringError(where, `${name} is empty; expected at least one value.`);
  const checked = values instanceof Float64Array ? values : new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (!Number.isFinite(value)) {
      throw new ScoringError(where, `${name}[${i}] is ${shown(value)}; expected a finite number.`);
    }
    if (checked !== values) checked[i] = value as number;
  }
  return checked;
}

/** @throws {ScoringError} Unless the check holds. */
export function requireOption(where: string, [name, value]: Named, check: Check): void {
  const fault = faultOf(name, value, check);
  if (fault !== undefined) throw new ScoringError(where, `${fault}.`);
}

/** @throws {ScoringError} Unless the value is a finite number. */
export function requireFinite(where: string, named: Named): void {
  requireOption(where, named, finiteNumber);
}

/** @throws {ScoringError} Unless the value is a number strictly between the bounds. */
export function requireInside(where: string, named: Named, [low, high]: readonly [number, number]): void {
  requireOption(where, named, between(low, high));
}

/** @throws {ScoringError} Unless the value is a whole number of at least `minimum`. */
export function requireWholeNumber(where: string, named: Named, minimum: number): void {
  requireOption(where, named, wholeNumber(minimum));
}
