/**
 * One text for one value, so that a hash of the text names the value: object keys sorted, no white space, numbers as
 * JavaScript prints them (as RFC 8785, the JSON canonicalization scheme, has it).
 */
import { createHash } from 'node:crypto';

/**
 * Writes plain data canonically. Keys whose value is undefined are left out, as JSON does; -0 is written as 0.
 *
 * @param value  Objects, arrays, strings, finite numbers, booleans and null.
 * @param where  What the value is called in an error.
 * @throws       If a number is not finite, or something is no plain data; the message says where.
 */
export function canonicalJson(value: unknown, where = 'value'): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${where}: expected a finite number, found ${value}.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    const items = value as unknown[];
    return `[${items.map((item, i) => canonicalJson(item, `${where}[${i}]`)).join(',')}]`;
  }
  if (!isPlainObject(value)) throw new Error(`${where}: expected plain data, found ${describeType(value)}.`);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key], `${where}.${key}`)}`);
  return `{${members.join(',')}}`;
}

/**
 * The SHA-256 of a value's canonical text, 64 hexadecimal digits.
 *
 * @throws As {@link canonicalJson}.
 */
export function contentHash(value: unknown, where?: string): string {
  return createHash('sha256').update(canonicalJson(value, where)).digest('hex');
}

/** Whether a value is an object as a JSON file gives it: no array, no instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describeType(value: unknown): string {
  return typeof value === 'object' ? `an instance of ${(value as object).constructor.name}` : typeof value;
}
