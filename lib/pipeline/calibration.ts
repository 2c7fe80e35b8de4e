/** What the held-out part of the training series is for: the threshold, and the reference that later data are compared with. */
import { counted } from '../base/index';
import { selectRows, viewSeries, type Series } from '../data/index';
import { fitThreshold, type FittedThreshold } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import type { TrainingReference } from './pipeline-parts';
import type { PipelineSettings } from './pipeline-settings';

const REFERENCE_ROWS = 1000;

/**
 * Splits a series into a training part and a calibration part, which share no time step and hence no window.
 *
 * @throws {PipelineError} If one of them is too short for a window.
 */
export function splitInTime(series: Series, settings: Pick<PipelineSettings, 'calibrationFraction' | 'windowSize'>) {
  const { windowSize } = settings;
  const boundary = calibrationStart(series, settings);
  const shorter = Math.min(boundary, series.length - boundary);
  if (shorter < windowSize) {
    const found = `${counted(series.length, 'time step')}, ${boundary} to train and ${series.length - boundary} to calibrate`;
    throw new PipelineError(
      `${series.name}: expected at least ${counted(windowSize, 'time step')} in each part; found ${found}.`,
    );
  }
  return { training: viewSeries(series, 0, boundary), calibration: viewSeries(series, boundary, series.length) };
}

/** The first time step of the calibration part. */
export function calibrationStart(
  { length }: Pick<Series, 'length'>,
  { calibrationFraction }: Pick<PipelineSettings, 'calibrationFraction'>,
): number {
  return Math.floor(length * (1 - calibrationFraction));
}

export interface CalibrationSeries {
  readonly training: Series;
  readonly calibration: Series;
  readonly validation?: Series;
}

/**
 * Sets the threshold, and keeps the reference.
 *
 * @param normal    Scores of the calibration part's normal time steps.
 * @param scoresOf  Scores the validation series.
 * @throws {PipelineError} If there is no normal score.
 */
export function learnThreshold(
  normal: Float64Array,
  { training, calibration, validation }: CalibrationSeries,
  { rule, scoresOf }: { rule: PipelineSettings['threshold']; scoresOf: (series: Series) => Float64Array },
): { threshold: FittedThreshold; reference: TrainingReference } {
  if (normal.length === 0)
    throw new PipelineError(`${calibration.name}: expected a normal window to calibrate with; found none.`);
  const labelled = validation?.labels && { scores: scoresOf(validation), labels: validation.labels };
  return {
    threshold: fitThreshold(rule, { normal, labelled }),
    reference: { scores: normal, inputs: evenlySpaced(training, REFERENCE_ROWS) },
  };
}

function evenlySpaced(series: Series, rows: number): Series {
  const count = Math.min(rows, series.length);
  return selectRows(
    series,
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * series.length) / count)),
  );
}
