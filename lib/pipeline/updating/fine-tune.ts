/** Continual learning: trains a pipeline further on new data, and measures what it forgets of the old. */
import { Random } from '../../base/index';
import { selectWindows, type Series, type Windows } from '../../data/index';
import { requireLabels } from '../../scoring/index';
import { AnomalyPipeline } from '../anomaly-pipeline';
import { calibrate, trainDetector, trainingWindows } from '../fit-parts';
import { splitInTime } from '../calibration';
import { alignFeatures } from '../align-features';
import { PipelineError, requireWithin } from '../pipeline-error';
import { normalTimes } from '../series-scores';
import { checkPipelineSettings, type PipelineOptions } from '../pipeline-settings';
import { requireWindowDetector } from '../stream-detector';
import { concatWindows } from './concat-windows';
import { copyTrained } from './copy-detector';

export interface FineTuneOptions {
  /** Old data to learn again beside the new. */
  readonly replay?: {
    readonly series: Series;
    /** Number of old windows as a share of the new ones. Default 1: as many. */
    readonly share?: number;
  };
  /** Training options that differ from the pipeline's. A lower learning rate forgets less and learns less. */
  readonly training?: PipelineOptions['training'];
}

/**
 * Trains a copy of a pipeline's model further on new normal data. Cleaning and scaling stay the same, because the old
 * weights depend on them. The threshold is set again, on the last part of the new data.
 *
 * Replaying a random sample of old windows is the simplest remedy against forgetting.
 *
 * @throws {PipelineError} If the model is not trained by gradient descent, a series is too short for its windows or has
 *                        other features, or the share is not a number of at least 0.
 * @throws {ScoringError} If the threshold's rule needs labelled anomalies.
 * @see McCloskey & Cohen 1989, "Catastrophic interference in connectionist networks"; Rolnick et al. 2019, "Experience
 *      replay for continual learning", arXiv:1811.11682.
 */
export async function fineTune(
  pipeline: AnomalyPipeline,
  series: Series,
  { replay, training = {} }: FineTuneOptions = {},
): Promise<AnomalyPipeline> {
  const { preprocess, names } = pipeline.parts;
  const model = requireWindowDetector('fineTune', pipeline.parts.detector);
  const share = replay?.share ?? 1;
  requireWithin('fineTune: replay.share', share, { low: 0 });
  const options = { ...pipeline.settings, training: { ...pipeline.settings.training, ...training } };
  const settings = checkPipelineSettings(options);
  requireLabels(settings.threshold, undefined);
  const parts = splitInTime(alignFeatures(series, names), settings);
  const fresh = trainingWindows(preprocess.transform(parts.training), settings);
  const old = replay && trainingWindows(preprocess.transform(alignFeatures(replay.series, names)), settings);
  const windows = old ? withReplay(fresh, old, { share, seed: settings.seed }) : fresh;
  const detector = copyTrained(model);
  try {
    await trainDetector(detector, windows, { settings, resume: true });
    const learned = { detector, preprocess };
    return AnomalyPipeline.fromParts(options, { ...learned, names, ...calibrate(learned, parts, settings) });
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

/** Joins the new windows and a random sample of the old ones. */
function withReplay(fresh: Windows, old: Windows, { share, seed }: { share: number; seed: number }): Windows {
  const count = Math.min(old.count, Math.round(share * fresh.count));
  const order = new Random(seed).fork('replay').permutation(old.count);
  return concatWindows([fresh, selectWindows(old, order.slice(0, count))]);
}

export interface Forgetting {
  /** Mean score of the old normal data by the pipeline before and after. */
  readonly meanScore: { readonly before: number; readonly after: number };
  /** after / before - 1: 0 if nothing is forgotten, 1 if scores are twice as high; negative if they are lower. */
  readonly increase: number;
}

/**
 * Measures how much worse a pipeline scores old data than the one that it was trained from.
 *
 * @param old  Normal data that neither was trained on. Time steps labelled anomalous are left out.
 * @throws {PipelineError} If no normal window is left.
 */
export function measureForgetting(before: AnomalyPipeline, after: AnomalyPipeline, old: Series): Forgetting {
  const meanScore = { before: meanNormalScore(before, old), after: meanNormalScore(after, old) };
  return { meanScore, increase: meanScore.after / meanScore.before - 1 };
}

function meanNormalScore(pipeline: AnomalyPipeline, series: Series): number {
  const { scores } = pipeline.predict(series);
  const times = normalTimes(series, pipeline.settings.windowSize);
  if (times.length === 0)
    throw new PipelineError(`${series.name}: expected a normal window to measure forgetting on; found none.`);
  return times.reduce((sum, time) => sum + scores[time], 0) / times.length;
}
