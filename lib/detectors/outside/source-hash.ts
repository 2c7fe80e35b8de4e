/**
 * The identity of an object by the sources of its classes and by what it holds: what a class in a notebook's cell is told by, as it
 * lies in no file.
 */
import { createHash, type Hash } from 'node:crypto';
import { DataError } from '../../base/index';

/** Marks of fields that cannot be read from outside, in sources and as compilers of older targets write them. */
const PRIVATE = /(^|[^\w"'`])#[A-Za-z_$]|__classPrivateField|new WeakMap\(/;

/**
 * Hashes an object: the source texts of its class and of those that it extends, of its functions, and the values of its fields.
 * What a source refers to from elsewhere, such as a constant of another cell, cannot be told.
 *
 * @returns  Twelve hexadecimal digits.
 * @throws {DataError} If its class has private fields (`#name`), which cannot be read; the message asks for a version.
 */
export function sourceHash(value: object, name: string): string {
  const digest = createHash('sha256');
  add(value, { digest, seen: new Map(), name });
  return digest.digest('hex').slice(0, 12);
}

interface Walk {
  readonly digest: Hash;
  /** Objects by the order in which they were met, for those that hold each other. */
  readonly seen: Map<object, number>;
  readonly name: string;
}

function add(value: unknown, walk: Walk): void {
  const { digest, seen } = walk;
  if (typeof value !== 'object' && typeof value !== 'function')
    return void digest.update(`${typeof value} ${String(value)}\0`);
  if (value === null) return void digest.update('null\0');
  const known = seen.get(value);
  if (known !== undefined) return void digest.update(`again ${known}\0`);
  seen.set(value, seen.size);
  if (typeof value === 'function') return addSource(value, walk);
  if (ArrayBuffer.isView(value)) {
    digest
      .update(`${value.constructor.name} `)
      .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return;
  }
  if (value instanceof Map || value instanceof Set) for (const item of value) add(item, walk);
  if (value instanceof Date || value instanceof RegExp) digest.update(`${String(Number(value))} ${String(value)}\0`);
  for (const source of classesOf(value)) addSource(source, walk);
  for (const key of Object.keys(value).sort()) {
    digest.update(`${key}:`);
    add((value as Readonly<Record<string, unknown>>)[key], walk);
  }
}

/** Lists the classes of an object, its own first; none of a plain object or an array. */
export function classesOf(value: object): unknown[] {
  const found: unknown[] = [];
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype) {
    found.push(prototype.constructor);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return found;
}

function addSource(source: unknown, { digest, name }: Walk): void {
  const text = Function.prototype.toString.call(source);
  if (PRIVATE.test(text)) {
    throw new DataError(
      `${name}: expected a version beside the detector, as its class has private fields (#), which cannot be compared; found none`,
    );
  }
  digest.update(`${text}\0`);
}
