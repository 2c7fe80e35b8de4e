/** What a pipeline says of missing values, and where it refuses them. */
import { counted } from '../base/index';
import { viewSeries, type Series } from '../data/index';
import { calibrationStart } from './calibration';
import { PipelineError } from './pipeline-error';
import type { PipelineSettings } from './pipeline-settings';

/** A feature that lacks more than this share of its training values is not learnt from unless that is allowed. */
const MOST_MISSING = 0.5;

/**
 * Says by feature how many values of a series are missing or infinite, and with what they are filled.
 *
 * @returns  One sentence for each feature that lacks a value, without a full stop.
 */
export function missingValues(series: Series, { imputation }: Pick<PipelineSettings, 'imputation'>): string[] {
  const { names, length } = series;
  return countMissing(series).flatMap((count, feature) => {
    if (count === 0) return [];
    const how = count === length || imputation === 'mean' ? 'the training mean' : 'the last value before';
    return [`${names[feature]} is missing in ${ofSteps(count, length)}; filled with ${how}`];
  });
}

/**
 * Says what {@link missingValues} says of a training series, and which features lack more than half of the values that set
 * the threshold: scores of filled values are not those of measured ones.
 */
export function missingInTraining(series: Series, settings: PipelineSettings): string[] {
  const calibration = viewSeries(series, calibrationStart(series, settings), series.length);
  return [...missingValues(series, settings), ...missingInCalibration(calibration)];
}

function missingInCalibration(calibration: Series): string[] {
  const { names, length } = calibration;
  return countMissing(calibration).flatMap((count, feature) => {
    if (count <= MOST_MISSING * length) return [];
    return [
      `${names[feature]} is missing in ${ofSteps(count, length)} of the part that sets the threshold, which may find too little`,
    ];
  });
}

function ofSteps(count: number, length: number): string {
  return `${count === length ? 'all' : `${count} of`} ${counted(length, 'time step')}`;
}

/**
 * Requires a training series to have at least half of each feature's values. A feature without any is refused when its mean is
 * learnt.
 *
 * @throws {PipelineError} If it has not; the message names the features.
 */
export function requireMostValues(series: Series): void {
  const { name, names, length } = series;
  const found = countMissing(series).flatMap((count, feature) => {
    return count > MOST_MISSING * length && count < length
      ? [`${names[feature]} in ${count} of ${counted(length, 'time step')}`]
      : [];
  });
  if (found.length === 0) return;
  throw new PipelineError(
    `${name}: expected at least half of each feature's values; missing: ${found.join(', ')} ` +
      `(leave the column out with --ignore, or allow it with --allow-missing).`,
  );
}

/** Counts by feature the values that are NaN or infinite, which cleaning fills. */
function countMissing({ values, features }: Series): number[] {
  const counts = new Array<number>(features).fill(0);
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) counts[i % features]++;
  return counts;
}
