/** The parts that a pipeline learns. */
import type { FittedPreprocess, Series } from '../data/index';
import type { Detector } from '../models/index';
import type { FittedThreshold } from '../scoring/index';
import type { StreamDetector } from './stream-detector';

/** Scores and inputs at the time of fitting, against which drift is measured. */
export interface TrainingReference {
  /** Scores of the held-out normal time steps, in order of time. */
  readonly scores: Float64Array;
  /** At most a thousand time steps of the raw training series, evenly spaced. */
  readonly inputs: Series;
}

export interface PipelineParts {
  /** Scores windows, or step by step. */
  readonly detector: Detector | StreamDetector;
  readonly preprocess: FittedPreprocess;
  readonly threshold: FittedThreshold;
  /** One name per feature. */
  readonly names: readonly string[];
  readonly reference: TrainingReference;
}
