/**
 * Checks for the exercise notebooks: each compares what a student's function returned with what it should, and throws a
 * sentence that names both.
 */

/** Relative and absolute tolerance of numbers: far above rounding, far below a wrong formula. */
const TOLERANCE = 1e-6;

const near = (found: number, expected: number, tolerance: number): boolean =>
  Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));

function fail(call: string, expected: string, found: unknown): never {
  const error = new Error(`${call}: expected ${expected}, found ${written(found)}.`);
  error.name = 'Check';
  throw error;
}

/** Writes a value in at most 80 characters. */
function written(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (value === undefined || typeof value === 'function') return value === undefined ? 'nothing' : 'a function';
  if (isList(value)) return shortened(`[${Array.from(value, written).join(', ')}]`);
  return shortened(JSON.stringify(value) ?? String(value));
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

/**
 * Checks that a number is close to the expected one.
 *
 * @param call       What was called, as `f1(1, 2, 3)`: the subject of the sentence.
 * @param tolerance  Relative above 1, absolute below.
 * @throws           If it is not, or is not a number; the sentence gives both.
 */
export function expectNumber(call: string, found: unknown, expected: number, tolerance = TOLERANCE): void {
  if (typeof found !== 'number') fail(call, `the number ${written(expected)}`, found);
  if (!near(found, expected, tolerance)) fail(call, written(expected), found);
}

/**
 * Checks that an array holds the expected numbers, in any kind of array.
 *
 * @param tolerance  As of {@link expectNumber}, for each number.
 * @throws           If the length or a number differs; the sentence names the first that does.
 */
export function expectNumbers(call: string, found: unknown, expected: ArrayLike<number>, tolerance = TOLERANCE): void {
  if (!isList(found)) fail(call, `an array of ${expected.length} numbers`, found);
  if (found.length !== expected.length) fail(`${call}.length`, String(expected.length), found.length);
  for (let i = 0; i < expected.length; i++) expectNumber(`${call}[${i}]`, found[i], expected[i], tolerance);
}

/**
 * Checks that a value has the expected content: whole numbers, text, objects and arrays of these.
 *
 * @throws  If it differs; the sentence gives both.
 */
export function expectSame(call: string, found: unknown, expected: unknown): void {
  if (content(found) !== content(expected)) fail(call, written(expected), found);
}

/** Writes content alone: keys sorted, any kind of array as a list; a kernel's cells have prototypes of their own. */
function content(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) => {
    if (isList(part)) return Array.from(part);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
