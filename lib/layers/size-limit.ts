/**
 * Counts the values of a network before they are made: a config of a line can ask for more than a machine has, and takes
 * minutes before it fails.
 */
import * as tf from '@tensorflow/tfjs';
import { DataError, grouped } from '../base/index';
import { requireBackend } from '../runtime/index';

/** Parameters of a network; the largest of the reports has 5 million. */
const MOST_PARAMETERS = 100_000_000;

/** Variables of a network: each takes time and memory of its own, however small it is. */
const MOST_VARIABLES = 10_000;

export interface SizeLimit {
  readonly values: number;
  readonly variables: number;
  /** What sets the limit, for the message, e.g. `in its file`. */
  readonly where: string;
}

interface Count {
  readonly limit: SizeLimit;
  readonly values: number;
  readonly variables: number;
}

/** While a network is only counted: what was counted so far. */
let counting: Count | undefined;

/** The limit of any network; TELLTALE_MAX_PARAMETERS sets another. @throws {DataError} If that is no whole number. */
export function usualLimit(given = process.env['TELLTALE_MAX_PARAMETERS']): SizeLimit {
  const values = given === undefined || given === '' ? MOST_PARAMETERS : Number(given);
  if (!Number.isSafeInteger(values) || values < 1) {
    throw new DataError(`TELLTALE_MAX_PARAMETERS: expected a whole number of at least 1, found '${given}'`);
  }
  return { values, variables: MOST_VARIABLES, where: 'in a network, unless TELLTALE_MAX_PARAMETERS allows more' };
}

/**
 * Makes a network whose parameters together stay within a limit. It is made twice: first with parameters that have a shape
 * and no values. If it cannot be made, its variables are disposed.
 *
 * @throws {DataError} If it needs more; the message names the weight that is too much. Otherwise what `make` throws.
 */
export function withinLimit<Made>(limit: SizeLimit, make: () => Made): Made {
  counting = { limit, values: 0, variables: 0 };
  try {
    tf.tidy(() => void disposingOnError(make, true));
  } catch (error) {
    if (error instanceof RangeError)
      throw new DataError('expected a network that fits into memory; found a larger one');
    // What needs the values of a parameter fails here; it is made below.
    if (!(error instanceof TypeError)) throw error;
  } finally {
    counting = undefined;
  }
  return disposingOnError(make);
}

/** Runs `make`. If it fails, or `always`, disposes the variables that it has made. */
function disposingOnError<Made>(make: () => Made, always = false): Made {
  const registered = () => Object.values(tf.engine().registeredVariables);
  const others = new Set(registered());
  const dispose = () => tf.dispose(registered().filter((variable) => !others.has(variable)));
  try {
    const made = make();
    if (always) dispose();
    return made;
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * Counts a parameter that is about to be made. Where no network is counted, it is held against the usual limit by itself, and
 * the backend is loaded that will hold it.
 *
 * @returns  What takes its place while a network is only counted: it has a shape and no values.
 * @throws {DataError} If there are too many.
 * @throws If the backend has to be awaited, see `requireBackend`.
 */
export function countParameter<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Variable<R> | undefined {
  const { limit, values, variables } = counting ?? { limit: usualLimit(), values: 0, variables: 0 };
  const size = tf.util.sizeFromShape(shape);
  const count = { limit, values: values + size, variables: variables + 1 };
  if (count.values > limit.values) {
    const found = `a weight of shape [${shape.join(', ')}] makes it ${grouped(count.values)}`;
    throw new DataError(`expected at most ${grouped(limit.values)} parameters ${limit.where}; ${found}`);
  }
  if (count.variables > limit.variables) {
    throw new DataError(`expected at most ${grouped(limit.variables)} weights ${limit.where}; found more`);
  }
  if (!counting) {
    requireBackend();
    return undefined;
  }
  counting = count;
  const place = {
    shape: [...shape],
    size,
    rank: shape.length,
    dtype: 'float32',
    trainable: true,
    dispose: () => undefined,
  };
  return place as unknown as tf.Variable<R>;
}

/** Checks the size of a constant that is about to be made. @throws {DataError} If it has too many values. */
export function requireSize(what: string, shape: readonly number[]): void {
  const { values } = usualLimit();
  const found = tf.util.sizeFromShape([...shape]);
  if (found <= values) return;
  const size = `${grouped(found)}, of shape [${shape.join(', ')}]`;
  throw new DataError(`${what}: expected at most ${grouped(values)} values; found ${size}`);
}
