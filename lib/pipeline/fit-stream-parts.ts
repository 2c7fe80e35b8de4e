/** Fits a pipeline whose detector scores step by step. */
import type { Series } from '../data/index';
import type { CausalForm } from '../detectors/causal/causal-form';
import { learnThreshold, splitInTime } from './calibration';
import type { PipelineParts } from './pipeline-parts';
import { preprocessOf, type PipelineSettings } from './pipeline-settings';
import { normalTimes, seriesScores } from './series-scores';
import { StreamDetector } from './stream-detector';
import { SmoothedScorer } from './stream-smoothing';

/**
 * Learns cleaning, scaling and the detector from the first part of the series, and the threshold from the scores of the
 * rest, from which the detector goes on learning as it does from a stream. Labelled anomalies are left out everywhere.
 *
 * @throws {PipelineError} If one of the two parts is shorter than what a score looks at.
 */
export function fitStreamParts(
  series: Series,
  settings: PipelineSettings,
  { form, validation }: { readonly form: CausalForm; readonly validation: Series | undefined },
): PipelineParts {
  const { model, modelConfig, seed, smoothingSpan, windowSize, threshold: rule } = settings;
  const { training, calibration } = splitInTime(series, settings);
  const preprocess = preprocessOf(settings).fit(training);
  const learnt = form.fit(preprocess.transform(training), modelConfig, seed);
  const all = normalScores(new SmoothedScorer(learnt, smoothingSpan), preprocess.transform(calibration));
  const normal = Array.from(normalTimes(calibration, windowSize)).flatMap((time) => all[time] ?? []);
  learnt.restart();
  const detector = new StreamDetector(model, learnt.toJSON());
  const scoresOf = (other: Series) => seriesScores(detector, preprocess.transform(other), settings);
  const parts = { training, calibration, validation };
  const set = learnThreshold(Float64Array.from(normal), parts, { rule, scoresOf });
  return { detector, preprocess, ...set, names: series.names };
}

/** Scores the steps that are not labelled anomalous; after one that is, another series begins. */
function normalScores(scorer: SmoothedScorer, { values, features, length, labels }: Series): (number | undefined)[] {
  return Array.from({ length }, (_, time) => {
    if (labels?.[time] === 1) {
      scorer.restart();
      return undefined;
    }
    return scorer.push(values.subarray(time * features, (time + 1) * features));
  });
}
