/** The Page-Hinkley test: a rise of the mean of a stream, found as it happens and in constant memory. */
import { PipelineError, requireWhole } from '../pipeline-error';

export interface PageHinkleyOptions {
  /** A rise of less than this, in the unit of the values, is borne. */
  readonly delta: number;
  /** What the rise must add up to; larger is slower and surer. */
  readonly lambda: number;
  /** Values before which there is no alarm. Default 30. */
  readonly minValues?: number;
}

/**
 * Sums how far each value lies above the running mean and delta; an alarm is a sum that has risen by more than lambda
 * above its lowest. After an alarm it starts anew.
 *
 * @see Page 1954, "Continuous inspection schemes", Biometrika 41; the form with a running mean is that of Mouss et al. 2004,
 *      "Test of Page-Hinckley, an approach for fault detection in an agro-alimentary production system".
 */
export class PageHinkley {
  private readonly settings: Required<PageHinkleyOptions>;
  private count = 0;
  private mean = 0;
  private sum = 0;
  private lowest = 0;

  /** @throws {PipelineError} If delta is negative, lambda is not positive or minValues is no whole number from 1. */
  constructor(options: PageHinkleyOptions) {
    this.settings = { minValues: 30, ...options };
    const { delta, lambda, minValues } = this.settings;
    requireWhole('PageHinkley: minValues', minValues, 1);
    if (!(delta >= 0)) throw new PipelineError(`PageHinkley: expected a delta of at least 0; found ${delta}.`);
    if (!(lambda > 0)) throw new PipelineError(`PageHinkley: expected a lambda above 0; found ${lambda}.`);
  }

  /**
   * Takes the next value.
   *
   * @returns Whether the mean has risen.
   * @throws {PipelineError} If the value is not finite; the test is then as before.
   */
  step(value: number): boolean {
    if (!Number.isFinite(value)) throw new PipelineError(`PageHinkley: expected a finite value; found ${value}.`);
    const { delta, lambda, minValues } = this.settings;
    this.count++;
    this.mean += (value - this.mean) / this.count;
    this.sum += value - this.mean - delta;
    this.lowest = Math.min(this.lowest, this.sum);
    const alarm = this.count >= minValues && this.sum - this.lowest > lambda;
    if (alarm) [this.count, this.mean, this.sum, this.lowest] = [0, 0, 0, 0];
    return alarm;
  }
}
