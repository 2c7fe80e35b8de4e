/** A stream of a detector that scores step by step. */
import { z } from 'zod';
import { counted, messageOf, zodFault } from '../base/index';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';
import type { PipelineSettings } from './pipeline-settings';
import type { PipelineStream, StreamScore } from './pipeline-stream';
import { StreamCleaner } from './stream-cleaning';
import { StreamDetector } from './stream-detector';
import { SmoothedState, type SmoothedScorer } from './stream-smoothing';

const State = SmoothedState.extend({ previous: z.array(z.number().nullable()).nullable() });

type StreamSettings = Pick<PipelineSettings, 'smoothingSpan' | 'windowSize'>;

export class StepStream implements PipelineStream {
  readonly windowSize: number;
  readonly features: number;
  private readonly cleaner: StreamCleaner;
  private scorer: SmoothedScorer;

  constructor(
    private readonly detector: StreamDetector,
    parts: Pick<PipelineParts, 'preprocess' | 'names'>,
    private readonly settings: StreamSettings,
  ) {
    this.windowSize = settings.windowSize;
    this.features = parts.names.length;
    this.cleaner = new StreamCleaner(parts);
    this.scorer = detector.open(settings.smoothingSpan);
  }

  push(values: ArrayLike<number>): StreamScore {
    const score = this.scorer.push(this.cleaner.take(values));
    return { score, warmingUp: score === undefined };
  }

  reset(): void {
    this.cleaner.reset();
    this.scorer.restart();
  }

  toJSON(): z.output<typeof State> {
    return { ...this.scorer.toJSON(), previous: this.cleaner.toJSON() };
  }

  restore(state: unknown): void {
    const { name } = this.detector;
    const checked = State.safeParse(state);
    if (!checked.success) {
      const fault = zodFault(checked.error, 'content');
      throw new PipelineError(`stream: expected the state of ${name}; found a fault (${fault}).`);
    }
    const { previous, smoothed, scorer } = checked.data;
    if (previous && previous.length !== this.features) {
      throw new PipelineError(
        `stream: expected ${counted(this.features, 'value')} of the last step; found ${previous.length}.`,
      );
    }
    try {
      this.scorer = new StreamDetector(name, scorer).open(this.settings.smoothingSpan, smoothed);
    } catch (error) {
      throw new PipelineError(`stream: ${messageOf(error)}.`);
    }
    this.cleaner.restore(previous);
  }

  dispose(): void {}
}
