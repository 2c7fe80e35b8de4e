/** Explains a segment: which features carry the error, and at which time step it peaks. */
import { slidingWindows, sliceSeries, type Segment, type Series, type Windows } from '../data/index';
import type { Detector, TrainedDetector } from '../models/index';
import { errorShares, featureErrors, occlusion, scoreWindows, stepErrors } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';
import { requireWindowDetector } from './stream-detector';

export interface FeatureShare {
  readonly name: string;
  /** Share of the segment's error, 0 to 1. All shares sum to one, unless the error is zero. */
  readonly share: number;
}

export interface Explanation {
  readonly segment: Segment;
  /** All features, largest share first. */
  readonly features: readonly FeatureShare[];
  /** The time step with the largest error, among those that the segment's windows cover. */
  readonly moment: number;
  /**
   * `reconstruction`: squared error of the model's reconstruction. `occlusion`, for models without a reconstruction:
   * how much the score falls when a feature, or a time step, is replaced by its mean in the reference.
   */
  readonly method: 'reconstruction' | 'occlusion';
}

/** Largest number of windows that are examined; in a longer segment they are evenly spaced. */
const MAX_WINDOWS = 256;

/**
 * Explains a segment.
 *
 * @throws {PipelineError} If the detector scores step by step, or the segment is empty, lies outside the series or ends before the first whole window.
 */
export function explainSegment(parts: PipelineParts, series: Series, segment: Segment): Explanation {
  const { preprocess, names } = parts;
  const detector = requireWindowDetector('explain', parts.detector);
  const { windowSize } = detector.config;
  const { start, end } = segment;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start >= end || end > series.length) {
    const expected = `whole numbers within [0, ${series.length}) and start < end`;
    throw new PipelineError(`explain: expected ${expected}; found [${start}, ${end}).`);
  }
  if (end < windowSize) {
    throw new PipelineError(`explain: expected a segment that ends at ${windowSize} or later; found ${end}.`);
  }
  // The whole series before the segment is cleaned too: a missing value may be filled from long ago.
  const cleaned = preprocess.transform(sliceSeries(series, 0, end));
  const first = Math.max(0, start - windowSize + 1);
  const stride = Math.ceil((end - windowSize + 1 - first) / MAX_WINDOWS);
  const windows = slidingWindows(sliceSeries(cleaned, first), { windowSize, stride });
  const peak = indexOfMax(scoreWindows(detector, windows));
  const errors = reconstructs(detector)
    ? reconstructionErrors(detector, windows, peak)
    : occlusionErrors({ ...parts, detector }, windows, peak);
  const shares = errorShares(errors.ofFeature);
  const features = names.map((name, i) => ({ name, share: shares[i] })).sort((a, b) => b.share - a.share);
  const moment = first + windows.starts[peak] + indexOfMax(errors.ofStep);
  return { segment: { start, end }, features, moment, method: errors.method };
}

function reconstructs(detector: Detector): detector is TrainedDetector {
  return 'reconstruct' in detector;
}

interface Errors {
  readonly method: Explanation['method'];
  /** Over all windows (by occlusion: in the window of the highest score), [features]; not negative. */
  readonly ofFeature: Float64Array;
  /** In the window of the highest score, [windowSize]. */
  readonly ofStep: ArrayLike<number>;
}

function reconstructionErrors(detector: TrainedDetector, windows: Windows, peak: number): Errors {
  const { windowSize, features } = windows;
  const ofFeature = new Float64Array(features);
  featureErrors(detector, windows).forEach((error, i) => (ofFeature[i % features] += error));
  const ofStep = stepErrors(detector, windows).subarray(peak * windowSize, (peak + 1) * windowSize);
  return { method: 'reconstruction', ofFeature, ofStep };
}

/** Measures the falls of the score. A feature or step without which the score rises gets zero. */
function occlusionErrors(
  { detector, preprocess, reference }: PipelineParts & { readonly detector: Detector },
  windows: Windows,
  peak: number,
): Errors {
  const usual = columnMeans(preprocess.transform(reference.inputs));
  const { features, steps } = occlusion((each) => scoreWindows(detector, each), windows, { index: peak, usual });
  const positive = (falls: Float64Array) => falls.map((fall) => Math.max(0, fall));
  return { method: 'occlusion', ofFeature: positive(features), ofStep: positive(steps) };
}

function columnMeans({ values, features, length }: Series): Float64Array {
  const means = new Float64Array(features);
  values.forEach((value, i) => (means[i % features] += value / length));
  return means;
}

function indexOfMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
