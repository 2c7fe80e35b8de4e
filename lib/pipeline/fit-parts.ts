/** Fits a pipeline, part by part. */
import {
  normalWindows,
  selectWindows,
  slidingWindows,
  trainValidationSplit,
  windowCount,
  type FittedPreprocess,
  type Series,
  type Windows,
} from '../data/index';
import type { Detector, FittedDetector, TrainedDetector } from '../models/index';
import { detectorClasses, unknownDetector } from '../models/catalogue';
import { makeForWindows } from '../models/make-detector';
import { requireLabels, type FittedThreshold } from '../scoring/index';
import { fit, type FitOptions, type History } from '../training/index';
import { causalNames } from '../detectors/catalogue';
import { tooFewWindows } from '../detectors/cut-windows';
import { requireDifferentNames } from './agreeing-parts';
import { alignFeatures } from './align-features';
import { learnThreshold, splitInTime, type CalibrationSeries } from './calibration';
import { fitStreamParts } from './fit-stream-parts';
import { requireMostValues } from './missing-values';
import { PipelineError } from './pipeline-error';
import type { PipelineParts, TrainingReference } from './pipeline-parts';
import { normalTimes, scoresAt, seriesScores } from './series-scores';
import { preprocessOf, type PipelineSettings } from './pipeline-settings';
import { streamForm } from './stream-detector';

export interface PipelineFitOptions extends Pick<FitOptions, 'onEpoch' | 'signal'> {
  /** A labelled series, for the threshold rules that need labelled anomalies. */
  readonly validation?: Series;
  /** Whether a feature may lack more than half of its values. Default no. */
  readonly allowMissing?: boolean;
  /**
   * Most values in the windows that the model is trained on. Of a series with more, it takes fewer windows, further apart.
   * Default 2^25: 128 MiB, of which training holds two copies.
   */
  readonly maxTrainingValues?: number;
}

/**
 * Learns cleaning and scaling from the first part of the series, the model from that part's windows, and the threshold
 * from the scores of the rest, which the model has not seen. Windows labelled anomalous are left out everywhere. The history
 * warns where the series is so long that training takes fewer windows than the settings ask for.
 *
 * A detector that scores step by step has no history of training.
 *
 * @throws {PipelineError} If there is no such model, two features have one name, one of the two parts is too short for a
 *                        window, or a feature lacks more than half of its values.
 * @throws {ScoringError} If the threshold's rule needs labelled anomalies and the validation series has none; before
 *                        training.
 */
export async function fitParts(
  series: Series,
  settings: PipelineSettings,
  options: PipelineFitOptions,
): Promise<{ parts: PipelineParts; history?: History }> {
  const { model, modelConfig, seed } = settings;
  requireDifferentNames(series.name, series.names);
  if (!options.allowMissing) requireMostValues(series);
  const validation = options.validation && alignFeatures(options.validation, series.names);
  requireLabels(settings.threshold, validation?.labels);
  const form = streamForm(model);
  if (form) return { parts: fitStreamParts(series, settings, { form, validation }) };
  if (!Object.hasOwn(detectorClasses, model))
    throw new PipelineError(unknownDetector(model, [...Object.keys(detectorClasses), ...causalNames]));
  const { training, calibration } = splitInTime(series, settings);
  const preprocess = preprocessOf(settings).fit(training);
  const windows = trainingWindows(preprocess.transform(training), settings, options.maxTrainingValues ?? 2 ** 25);
  const made = { windows: { train: windows }, profile: 'full', config: modelConfig, seed } as const;
  const detector = makeForWindows(model, made);
  try {
    const trained = await trainDetector(detector, windows, { settings, ...options });
    const history = { ...trained, warnings: [...strideNotes(windows, settings), ...trained.warnings] };
    const scored = { detector, preprocess };
    const { threshold, reference } = calibrate(scored, { training, calibration, validation }, settings);
    return { parts: { ...scored, threshold, names: series.names, reference }, history };
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

/**
 * Returns the normal windows of a cleaned and scaled series. Of a series so long that its windows would hold more than `most`
 * values, they start further apart: every so many steps as a prime number says, which shares no factor with a period.
 *
 * @throws {PipelineError} If there are fewer than two, one to train on and one to validate.
 */
export function trainingWindows(
  series: Series,
  settings: Pick<PipelineSettings, 'windowSize' | 'stride'>,
  most = Infinity,
): Windows {
  const { windowSize } = settings;
  const stride = boundedStride(series, settings, most);
  const all = slidingWindows(series, { windowSize, stride });
  const windows = normalWindows(all);
  if (windows.count >= 2) return windows;
  throw new PipelineError(`${tooFewWindows(series, all, 2)}.`);
}

/** Finds the stride with which the windows of a series hold at most so many values, or that of the settings if it does. */
function boundedStride(
  { length, features }: Series,
  { windowSize, stride }: Pick<PipelineSettings, 'windowSize' | 'stride'>,
  most: number,
): number {
  const windows = Math.max(2, Math.floor(most / (windowSize * features)));
  if (windowCount(length, { windowSize, stride }) <= windows) return stride;
  let wider = Math.ceil((length - windowSize + 1) / windows);
  while (!isPrime(wider)) wider++;
  return wider;
}

/** Says that the windows start further apart than the settings ask for. */
function strideNotes({ count, stride }: Windows, settings: PipelineSettings): string[] {
  if (stride === settings.stride) return [];
  const found = `every ${stride} time steps instead of every ${settings.stride}`;
  return [`the series is long: training took ${count} windows, ${found}, which bounds memory and time`];
}

function isPrime(number: number): boolean {
  for (let factor = 2; factor * factor <= number; factor++) if (number % factor === 0) return false;
  return number > 1;
}

/** Trains a detector, or continues to train it. */
export function trainDetector(
  detector: Detector,
  windows: Windows,
  { settings, onEpoch, signal, resume }: PipelineFitOptions & { settings: PipelineSettings; resume?: boolean },
): Promise<History> {
  const { validationFraction, training, seed } = settings;
  const split = trainValidationSplit(windows.count, { validationFraction, seed });
  const held = Math.min(windows.count - 1, Math.max(1, split.validation.length));
  const order = [...split.train, ...split.validation];
  const data = {
    train: selectWindows(windows, order.slice(0, windows.count - held)),
    validation: selectWindows(windows, order.slice(windows.count - held)),
  };
  return fit(detector as TrainedDetector | FittedDetector, data, { ...training, seed, onEpoch, signal, resume });
}

/**
 * Sets the threshold, and keeps the reference that later data are compared with.
 *
 * @throws {PipelineError} If no normal window is left.
 */
export function calibrate(
  { detector, preprocess }: { detector: Detector; preprocess: FittedPreprocess },
  parts: CalibrationSeries,
  settings: PipelineSettings,
): { threshold: FittedThreshold; reference: TrainingReference } {
  const scoresOf = (series: Series) => seriesScores(detector, preprocess.transform(series), settings);
  const all = scoresOf(parts.calibration);
  const normal = scoresAt(normalTimes(parts.calibration, settings.windowSize), all);
  return learnThreshold(normal, parts, { rule: settings.threshold, scoresOf });
}
