/** Measures whether the inputs and scores of a series still resemble the pipeline's training data. */
import { column, type Series } from '../../data/index';
import type { NumberArray } from '../../base/index';
import type { AnomalyPipeline } from '../anomaly-pipeline';
import { alignFeatures } from '../align-features';
import { PipelineError, requireWithin } from '../pipeline-error';
import { normalTimes, scoresAt } from '../series-scores';
import { kolmogorovSmirnov, type KolmogorovSmirnov } from './kolmogorov-smirnov';
import { populationStability } from './population-stability';

export interface DriftOptions {
  /** Probability of a false alarm in all tests together, if the values were independent. Default 0.01. */
  readonly alpha?: number;
  /** The smallest population stability index that counts as a shift. Default 0.25, the usual value. */
  readonly minPsi?: number;
}

export interface Drift extends KolmogorovSmirnov {
  /** A feature's name, or `score`. */
  readonly name: string;
  /** The population stability index. */
  readonly psi: number;
  /** Share of missing values, which are left out of both tests. */
  readonly missing: number;
  readonly drifted: boolean;
}

/** The result of one comparison with the reference. */
export interface DriftCheck {
  readonly inputs: readonly Drift[];
  readonly scores: Drift;
  /** Whether any of them drifted. */
  readonly drifted: boolean;
}

/**
 * Compares a series with the pipeline's reference, feature by feature, and its scores with those of the calibration.
 * Drift needs both tests: Kolmogorov-Smirnov at alpha over the number of tests (Bonferroni), which in a long series
 * finds even negligible differences, and a population stability index that shows that the difference matters.
 *
 * @param given  Time steps labelled anomalous are left out.
 * @throws {PipelineError} If a feature has no finite value, no normal window is left, or an option is out of range.
 */
export function measureDrift(pipeline: AnomalyPipeline, given: Series, options: DriftOptions = {}): DriftCheck {
  const { alpha = 0.01, minPsi = 0.25 } = options;
  requireWithin('measureDrift: alpha', alpha, { low: 0, high: 1 });
  requireWithin('measureDrift: minPsi', minPsi, { low: 0 });
  const { reference, names } = pipeline.parts;
  const series = alignFeatures(given, names);
  const limits = { alpha: alpha / (names.length + 1), minPsi };
  const { scores } = pipeline.predict(series);
  const normal = scoresAt(normalTimes(series, pipeline.settings.windowSize), scores);
  if (normal.length === 0) throw new PipelineError(`${series.name}: expected a normal window to compare; found none.`);
  const isNormal = (_: number, time: number) => !series.labels || series.labels[time] === 0;
  const inputs = names.map((name, i) => {
    return compare(name, [column(reference.inputs, i), column(series, i).filter(isNormal)], limits);
  });
  const ofScores = compare('score', [reference.scores, normal], limits);
  return { inputs, scores: ofScores, drifted: [...inputs, ofScores].some(({ drifted }) => drifted) };
}

function compare(
  name: string,
  samples: readonly [NumberArray, NumberArray],
  { alpha, minPsi }: Required<DriftOptions>,
): Drift {
  const [before, now] = samples.map((values) => Float64Array.from(values).filter(Number.isFinite));
  if (before.length === 0 || now.length === 0) {
    throw new PipelineError(`measureDrift: expected finite values of ${name} in both series; found none in one.`);
  }
  const test = kolmogorovSmirnov(before, now);
  const psi = populationStability(before, now);
  const missing = 1 - now.length / samples[1].length;
  return { name, ...test, psi, missing, drifted: test.pValue < alpha && psi >= minPsi };
}
