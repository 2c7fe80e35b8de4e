/** Sorts and checks a sample. */
import type { NumberArray } from '../../base/index';
import { PipelineError } from '../pipeline-error';

/**
 * Returns a sorted copy of a sample.
 *
 * @param where  The function that needs it, for messages.
 * @throws {PipelineError} If it is empty or holds a value that is not finite.
 */
export function sortedSample(where: string, values: NumberArray): Float64Array {
  if (values.length === 0) throw new PipelineError(`${where}: expected at least one value; found none.`);
  const sorted = Float64Array.from(values).sort();
  const bad = sorted.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new PipelineError(`${where}: expected finite values; found ${bad}.`);
  return sorted;
}
