/** The moving average of a pipeline's scores, score by score. */
import { z } from 'zod';
import type { CausalScorer } from '../detectors/causal/causal-form';
import { ewma } from '../scoring/index';

/** Returns the next smoothed score of a stream, equal to that of `seriesScores` to the last bit. */
export function nextSmoothed(previous: number | undefined, score: number, smoothingSpan: number): number {
  if (smoothingSpan === 1 || previous === undefined) return score;
  return ewma([previous, score], { span: smoothingSpan, adjust: false })[1];
}

export const SmoothedState = z.strictObject({ smoothed: z.number().nullable(), scorer: z.unknown() });

/** A scorer of a stream, with its scores smoothed. */
export class SmoothedScorer implements CausalScorer {
  private smoothed: number | undefined;

  constructor(
    private readonly scorer: CausalScorer,
    private readonly smoothingSpan: number,
    smoothed: number | null = null,
  ) {
    this.smoothed = smoothed ?? undefined;
  }

  push(row: Float64Array): number | undefined {
    const score = this.scorer.push(row);
    if (score === undefined) return undefined;
    return (this.smoothed = nextSmoothed(this.smoothed, score, this.smoothingSpan));
  }

  restart(): void {
    this.smoothed = undefined;
    this.scorer.restart();
  }

  toJSON(): z.output<typeof SmoothedState> {
    return { smoothed: this.smoothed ?? null, scorer: this.scorer.toJSON() };
  }
}
