/** Compares a candidate pipeline with the current one on data that neither has seen. */
import type { Series } from '../../data/index';
import { averagePrecision, precisionRecallF1 } from '../../metrics/index';
import type { AnomalyPipeline } from '../anomaly-pipeline';
import { PipelineError, requireWithin } from '../pipeline-error';
import { normalTimes } from '../series-scores';

export interface PromotionRule {
  /** How far the candidate's PR-AUC may lie below the current one's. Default 0.01. */
  readonly tolerance?: number;
  /** Largest share of normal time steps that a candidate may call anomalous. Default 0.1. */
  readonly maxFalsePositiveRate?: number;
}

export interface HoldoutMeasures {
  /** Over time steps; null if the holdout has no labelled anomaly. */
  readonly prAuc: number | null;
  readonly f1: number | null;
  /** Over the time steps whose window has no anomaly. */
  readonly falsePositiveRate: number;
}

export interface Comparison {
  readonly current: HoldoutMeasures;
  readonly candidate: HoldoutMeasures;
  readonly promote: boolean;
  /** Why, in one sentence. */
  readonly reason: string;
}

/**
 * Decides whether to promote a candidate. It must keep the budget of false alarms, or raise no more of them than the
 * current pipeline. If anomalies are labelled, it must also rank them no worse than the current one, and better than
 * chance. (Two blind models rank equally badly; then the current one stays.)
 *
 * @param holdout  Counts as normal if it has no labels.
 * @throws {PipelineError} If it has no normal window, or a number of the rule is out of range.
 */
export function compareCandidate(
  pipelines: { readonly current: AnomalyPipeline; readonly candidate: AnomalyPipeline },
  holdout: Series,
  { tolerance = 0.01, maxFalsePositiveRate = 0.1 }: PromotionRule = {},
): Comparison {
  requireWithin('compareCandidate: tolerance', tolerance, { low: -1, high: 1 });
  requireWithin('compareCandidate: maxFalsePositiveRate', maxFalsePositiveRate, { low: 0, high: 1 });
  const current = measure(pipelines.current, holdout);
  const candidate = measure(pipelines.candidate, holdout);
  const allowed = Math.max(maxFalsePositiveRate, current.falsePositiveRate);
  const decide = (promote: boolean, reason: string) => ({ current, candidate, promote, reason });
  if (candidate.falsePositiveRate > allowed) {
    const rate = text(candidate.falsePositiveRate);
    return decide(false, `The candidate's false positive rate is ${rate}; ${text(allowed)} is allowed.`);
  }
  if (current.prAuc === null || candidate.prAuc === null) {
    return decide(
      true,
      'The candidate keeps the budget of false alarms; without labelled anomalies nothing more can be compared.',
    );
  }
  const chance = anomalousShare(holdout);
  if (candidate.prAuc <= chance + ROUNDING) {
    const figure = `${text(candidate.prAuc)}; calling every time step anomalous gives ${text(chance)}`;
    return decide(false, `The candidate's PR-AUC is no better than chance: ${figure}.`);
  }
  const figures = `${text(candidate.prAuc)} against ${text(current.prAuc)}`;
  const promote = candidate.prAuc >= current.prAuc - tolerance;
  return decide(promote, `The candidate's PR-AUC is ${promote ? 'no worse' : 'worse'}: ${figures}.`);
}

/** Writes a measure as tables do, without a leading zero. */
const text = (value: number) => value.toFixed(3).replace(/^0\./, '.');

/** Rounding error of a sum of precisions. */
const ROUNDING = 1e-9;

/** Returns the share of anomalous steps, which is the PR-AUC of random scores. */
function anomalousShare({ labels, length }: Series): number {
  return labels!.reduce((sum, label) => sum + label, 0) / length;
}

function measure(pipeline: AnomalyPipeline, series: Series): HoldoutMeasures {
  const { scores, predictions } = pipeline.predict(series);
  const normal = normalTimes(series, pipeline.settings.windowSize);
  if (normal.length === 0)
    throw new PipelineError(`${series.name}: expected a normal window to count false alarms in; found none.`);
  const falsePositiveRate = normal.filter((time) => predictions[time] === 1).length / normal.length;
  const { labels } = series;
  if (!labels?.includes(1)) return { prAuc: null, f1: null, falsePositiveRate };
  return { prAuc: averagePrecision(scores, labels), f1: precisionRecallF1(predictions, labels).f1, falsePositiveRate };
}
