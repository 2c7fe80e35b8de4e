/** The average of a scorer's latest scores. */
import { z } from 'zod';
import type { CausalScorer } from './causal-form';
import { requireState, size } from './scorer-state';

const State = z.strictObject({ steps: size, last: z.array(z.number()), scorer: z.unknown() });

/** Averages a scorer's scores over so many steps, the last one the step's own; fewer at the beginning of a series. */
export class TrailingAverage implements CausalScorer {
  private last: readonly number[] = [];

  constructor(
    private readonly scorer: CausalScorer,
    private readonly steps: number,
  ) {}

  /** Makes the one that a state was taken of. @throws {DataError} If it is not one. */
  static resume(name: string, state: unknown, resume: (state: unknown) => CausalScorer): TrailingAverage {
    const { steps, last, scorer } = requireState(name, State, state);
    const average = new TrailingAverage(resume(scorer), steps);
    average.last = last.slice(-steps);
    return average;
  }

  push(row: Float64Array): number | undefined {
    const score = this.scorer.push(row);
    if (score === undefined) return undefined;
    this.last = [...this.last.slice(Math.max(0, this.last.length + 1 - this.steps)), score];
    return this.last.reduce((sum, each) => sum + each, 0) / this.last.length;
  }

  restart(): void {
    this.last = [];
    this.scorer.restart();
  }

  toJSON(): z.output<typeof State> {
    return { steps: this.steps, last: [...this.last], scorer: this.scorer.toJSON() };
  }
}
