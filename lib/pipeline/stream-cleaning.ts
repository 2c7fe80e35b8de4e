/** Cleans and scales a stream, one time step after another. */
import { counted } from '../base/index';
import type { Series } from '../data/index';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';

/** Fills missing values, as far as possible from the step before, and scales. */
export class StreamCleaner {
  /** The last time step with missing values filled, in the units of the training series. */
  private previous: Float64Array | undefined;

  constructor(private readonly parts: Pick<PipelineParts, 'preprocess' | 'names'>) {}

  /**
   * Takes the next time step.
   *
   * @returns  The time step for the model, [features].
   * @throws {PipelineError} If the number of values is wrong or a scaled value exceeds float32. Nothing is remembered.
   */
  take(values: ArrayLike<number>): Float64Array {
    const { previous } = this;
    const { preprocess, names } = this.parts;
    const features = names.length;
    if (values.length !== features) {
      throw new PipelineError(`stream: expected ${counted(features, 'value')} in a time step; found ${values.length}.`);
    }
    const length = previous ? 2 : 1;
    const both = new Float64Array(length * features);
    if (previous) both.set(previous);
    both.set(values, (length - 1) * features);
    const series: Series = { name: 'stream', values: both, length, features, names };
    const row = Float64Array.from(preprocess.transform(series).values.subarray((length - 1) * features));
    const wild = row.findIndex((value) => !Number.isFinite(Math.fround(value)));
    if (wild >= 0) {
      const found = `${names[wild]} = ${both[(length - 1) * features + wild]}`;
      throw new PipelineError(`stream: expected values within the range of float32; found ${found}.`);
    }
    this.previous = both.slice((length - 1) * features).map((value, i) => {
      return Number.isFinite(value) || !previous ? value : previous[i];
    });
    return row;
  }

  reset(): void {
    this.previous = undefined;
  }

  /** Returns the last time step, null where no value was known; null before the first. */
  toJSON(): (number | null)[] | null {
    return this.previous ? Array.from(this.previous, (value) => (Number.isFinite(value) ? value : null)) : null;
  }

  /** Continues from what {@link toJSON} returned. */
  restore(previous: readonly (number | null)[] | null): void {
    this.previous = previous ? Float64Array.from(previous, (value) => value ?? NaN) : undefined;
  }
}
