/** What a pipeline learns. */
import type { FittedPreprocess, Series } from '../data/index';
import type { Detector } from '../models/index';
import type { FittedThreshold } from '../scoring/index';

/** What drift is measured against: how scores and inputs looked when the pipeline was fitted. */
export interface Reference {
  /** Of the held-out normal time steps, in their order. */
  readonly scores: Float64Array;
  /** At most a thousand time steps of the training series, evenly spaced, as they came. */
  readonly inputs: Series;
}

export interface PipelineParts {
  readonly detector: Detector;
  readonly preprocess: FittedPreprocess;
  readonly threshold: FittedThreshold;
  /** One name per feature. */
  readonly names: readonly string[];
  readonly reference: Reference;
}
