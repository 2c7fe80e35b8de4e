/** The last few steps of a stream. */
import { z } from 'zod';
import { packNumbers, requireInteger, unpackNumbers } from '../../base/index';
import { count, packed } from './scorer-state';

export const ShingleState = z.strictObject({ values: packed, count });

/** The last few steps laid end to end, oldest first: a *shingle*, which shows a step together with those before it. */
export class Shingle {
  /** [steps * features]; overwritten by the next step. */
  readonly values: Float64Array;
  private count = 0;

  constructor(
    readonly steps: number,
    readonly features: number,
  ) {
    requireInteger('steps', steps, 1);
    this.values = new Float64Array(steps * features);
  }

  /** Takes in a step. @returns Whether there are as many as it holds. */
  push(row: Float64Array): boolean {
    this.values.copyWithin(0, this.features);
    this.values.set(row, this.values.length - this.features);
    this.count = Math.min(this.count + 1, this.steps);
    return this.isFull;
  }

  /** Whether there are as many steps as it holds. */
  get isFull(): boolean {
    return this.count === this.steps;
  }

  clear(): void {
    this.count = 0;
  }

  toJSON(): z.output<typeof ShingleState> {
    return { values: packNumbers(this.values), count: this.count };
  }

  /** Takes the place of one of as many steps and features. @throws {DataError} If it held another number. */
  restore(state: z.output<typeof ShingleState>): this {
    unpackNumbers('shingle', state.values, this.values);
    this.count = Math.min(state.count, this.steps);
    return this;
  }
}
