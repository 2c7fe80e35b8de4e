/** A detector that scores step by step, as a part of a pipeline. */
import { causalNames, findSeriesDetector } from '../detectors/catalogue';
import type { CausalForm } from '../detectors/causal/causal-form';
import type { Detector } from '../models/index';
import { PipelineError } from './pipeline-error';
import { SmoothedScorer } from './stream-smoothing';

/** Gives the form of a detector that scores a stream step by step; undefined if it scores windows. */
export function streamForm(model: string): CausalForm | undefined {
  return causalNames.includes(model) ? findSeriesDetector(model).causal : undefined;
}

/** What a detector has learnt. It does not change: every series and every stream continues from it by itself. */
export class StreamDetector {
  /**
   * @param name   One of `causalNames`.
   * @param state  Of its scorer.
   */
  constructor(
    readonly name: string,
    readonly state: unknown,
  ) {}

  /**
   * Makes a scorer, which waits for the first step of a series.
   *
   * @param smoothed  The last smoothed score, if it continues one.
   * @throws {DataError} If the state is not one of this detector.
   */
  open(smoothingSpan: number, smoothed: number | null = null): SmoothedScorer {
    return new SmoothedScorer(streamForm(this.name)!.resume(this.state), smoothingSpan, smoothed);
  }

  /** Does nothing, as it holds no tensors. */
  dispose(): void {}
}

/** Gives a detector of windows as it is. @throws {PipelineError} If it is one that scores step by step. */
export function requireWindowDetector(what: string, detector: Detector | StreamDetector): Detector {
  if (!(detector instanceof StreamDetector)) return detector;
  throw new PipelineError(
    `${what}: expected a detector of windows; found ${detector.name}, which scores step by step.`,
  );
}
