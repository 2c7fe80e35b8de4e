/**
 * Canonical JSON, so that a hash of the text names the value: sorted keys, no white space, numbers as JavaScript prints
 * them. Source: RFC 8785, the JSON canonicalization scheme.
 */
import { createHash } from 'node:crypto';

/**
 * Writes plain data as canonical JSON. Keys whose value is undefined are left out, as in JSON.stringify; -0 becomes 0.
 *
 * @param value  Objects, arrays, strings, finite numbers, booleans and null.
 * @param where  The value's name in error messages.
 * @throws       If a number is not finite or a value is not plain data; the message says where.
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
 * Hashes a value: the SHA-256 of its canonical JSON, 64 hexadecimal digits.
 *
 * @throws As {@link canonicalJson}.
 */
export function contentHash(value: unknown, where?: string): string {
  return createHash('sha256').update(canonicalJson(value, where)).digest('hex');
}

/** Whether a value is an object as JSON.parse gives it, not an array or an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describeType(value: unknown): string {
  return typeof value === 'object' ? `an instance of ${(value as object).constructor.name}` : typeof value;
}
