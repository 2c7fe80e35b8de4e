/**
 * Any detector of windows as a series detector: by the size and the stride of its windows, and by what is done to its
 * scores.
 */
import { pointScores, type Segment, type Windows } from '../data/index';
import {
  findDetector,
  makeForWindows,
  parameterCount,
  reconstructs,
  scoresSteps,
  type AnomalyTransformer,
  type Detector,
  type TrainedDetector,
} from '../models/index';
import {
  anomalousSequences,
  featureErrors,
  percentileThreshold,
  scoreWindows,
  sequenceBuffer,
  transformerStepScores,
  type ScorePair,
} from '../scoring/index';
import { cutWindows, type CutSeries } from './cut-windows';
import { trainingScores, withDetector, type MakeDetector } from './run-detector';
import { scoredSeries, sizeFor } from './scored-series';
import { smoothPair } from './smooth-pair';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores, View, ViewFault } from './series-detector';

/** Makes a detector of the catalogue a series detector. */
export function windowed(name: string): SeriesDetector {
  return windowedBy(name, (run) => makeForWindows(name, run));
}

/** Makes a series detector of a detector of windows. */
export function windowedBy(name: string, make: MakeDetector): SeriesDetector {
  return {
    score: (pair, options) => scoreSeries({ name, make }, pair, options),
    check: (pair, options) => {
      requireView(name, options.view);
      make({ ...options, windows: cut(pair, options).windows }).dispose();
    },
  };
}

/** Finds what a detector of windows cannot take of a view, if there is such a thing. */
export function viewFault(name: string, { errors, scores }: View): ViewFault | undefined {
  if (scores === 'steps' && errors === 'scored') {
    return {
      path: ['scores'],
      message: `expected windows, as the errors of scored features are of windows; found steps`,
    };
  }
  if (scores === 'steps' && !scoresSteps(findDetector(name))) {
    return { path: ['scores'], message: `expected windows, as ${name} does not score single steps; found steps` };
  }
  if (errors !== 'scored' || reconstructs(findDetector(name))) return undefined;
  return { path: ['errors'], message: `expected all, as ${name} does not reconstruct windows; found scored` };
}

/** @throws If the detector cannot take the view; the message names the option. */
function requireView(name: string, view: View = {}): void {
  const fault = viewFault(name, view);
  if (fault) throw new Error(`${['view', ...fault.path].join('.')}: ${fault.message}.`);
}

/** Cuts the windows as the detector sees them, and whether the protocol's are the same. */
function cut(
  { train, test, targets }: SeriesPair,
  { view = {}, windows: { windowSize, stride, validationFraction }, seed }: ScoreOptions,
): { readonly windows: CutSeries; readonly asProtocol: boolean } {
  const size = view.windowSize === undefined ? windowSize : sizeFor(train, view.windowSize);
  const own = { windowSize: size, stride: Math.min(view.stride ?? stride, size), validationFraction, seed };
  const seen =
    view.features === 'scored'
      ? { train: scoredSeries(train, targets), test: scoredSeries(test, targets) }
      : { train, test };
  return { windows: cutWindows(seen, own), asProtocol: size === windowSize && own.stride === stride };
}

async function scoreSeries(
  { name, make }: { readonly name: string; readonly make: MakeDetector },
  pair: SeriesPair,
  options: ScoreOptions,
): Promise<SeriesScores> {
  const { view = {} } = options;
  requireView(name, view);
  const { windows, asProtocol } = cut(pair, options);
  const ofSteps = view.scores === 'steps';
  const ofWindows = asProtocol && view.context === undefined && !ofSteps;
  const wantsSteps = options.steps || !ofWindows;
  const firstAlone = view.errors === 'scored' && pair.targets === 'first';
  const found = await withDetector(make, { ...options, windows }, (model, history) => {
    const score = (part: Windows) => {
      if (ofSteps) return transformerStepScores(model as AnomalyTransformer, part);
      return firstAlone ? firstErrors(model, part) : scoreWindows(model, part);
    };
    const train = firstAlone || ofSteps ? score(windows.train) : trainingScores(model, windows.train);
    const begun = performance.now();
    const test = score(windows.test);
    const seconds = (performance.now() - begun) / 1000;
    return {
      history: history.trainLoss.length > 0 ? history : undefined,
      train,
      test,
      // Last: random scores are drawn in turn, and those of the protocol's windows are to be the same with steps and without.
      validation: wantsSteps && windows.validation.count > 0 ? score(windows.validation) : undefined,
      parameters: parameterCount(model),
      scoring: { windows: windows.test.count, seconds },
    };
  });
  const { history, train, test, parameters, scoring } = found;
  return {
    history,
    parameters,
    scoring,
    ...(ofWindows && { windows: { train: Float64Array.from(train), test: Float64Array.from(test) } }),
    ...(wantsSteps && stepsOf(pair, windows, found, view)),
  };
}

/**
 * Scores of all time steps: the means over the normal training windows, and over all test windows, that cover them.
 *
 * @param found  One score per window, or one per step of each.
 */
function stepsOf(
  { train, test }: SeriesPair,
  { normal, split, test: testWindows }: CutSeries,
  found: { readonly train: Float32Array; readonly validation?: Float32Array; readonly test: Float32Array },
  { context, sequences, scores }: NonNullable<ScoreOptions['view']>,
): Pick<SeriesScores, 'steps' | 'sequences'> {
  const each = scores === 'steps' ? normal.windowSize : 1;
  const ofNormal = new Float64Array(normal.count * each);
  for (const part of ['train', 'validation'] as const) {
    const own = found[part];
    if (own) split[part].forEach((place, i) => ofNormal.set(own.subarray(i * each, (i + 1) * each), place * each));
  }
  const steps: ScorePair = {
    train: pointScores(ofNormal, normal, train.length),
    test: pointScores(found.test, testWindows, test.length),
  };
  const own =
    sequences === 'chance' || sequences === 'whole' ? { sequences: trivialSequences[sequences](steps.test) } : {};
  return { steps: context === undefined ? steps : smoothPair(steps, context), ...own };
}

/** Computes the squared error of the first feature, which is the telemetry, of every window. */
function firstErrors(model: Detector, windows: Windows): Float32Array {
  const { features } = windows;
  return featureErrors(model as TrainedDetector, windows).filter((_, i) => i % features === 0);
}

/** Of the steps' random scores: with windows 5 steps apart about one place in every 1,000 steps lies above it. */
const CHANCE_PERCENTILE = 99.5;

/** Sequences of detectors that know nothing, of which the dynamic threshold would find none. */
const trivialSequences: Readonly<Record<'chance' | 'whole', (scores: Float64Array) => Segment[]>> = {
  whole: ({ length }) => [{ start: 0, end: length }],
  /** Around the highest random scores, with the buffer of all other sequences. */
  chance: (scores) => {
    const threshold = percentileThreshold(scores, CHANCE_PERCENTILE);
    return anomalousSequences(scores, threshold, { errorBuffer: sequenceBuffer(scores.length) }).sequences;
  },
};
