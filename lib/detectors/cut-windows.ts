/** The windows that a detector is trained and judged on. */
import { counted, DataError, isOrAre } from '../base/index';
import {
  normalWindows,
  selectWindows,
  slidingWindows,
  trainValidationSplit,
  type Series,
  type Windows,
} from '../data/index';

export interface CutOptions {
  /** In steps. */
  readonly windowSize: number;
  readonly stride: number;
  /** Share of the normal training windows that decides when training ends. Default .2. */
  readonly validationFraction?: number;
  /** Decides which training windows are held out for validation. */
  readonly seed: number;
}

export interface CutWindows {
  /** Normal; to learn from. */
  readonly train: Windows;
  /** Normal; decides when training ends. */
  readonly validation: Windows;
  readonly test: Windows;
}

/** The same with the way back to the training series. */
export interface CutSeries extends CutWindows {
  /** The normal windows of the training series, in order of time. */
  readonly normal: Windows;
  /** Places in `normal` of the windows of `train` and of `validation`. */
  readonly split: Readonly<Record<'train' | 'validation', Int32Array>>;
  /** Windows of the training series that are labelled anomalous, and left out. */
  readonly anomalous: number;
}

/**
 * Cuts a pair of series into windows.
 *
 * @throws {DataError} If a series is too short for a window, or the training series has no normal window to learn from;
 *                    the message counts its steps, its windows and those that are labelled anomalous.
 */
export function cutWindows(
  { train, test }: { readonly train: Series; readonly test: Series },
  options: CutOptions,
): CutSeries {
  const all = slidingWindows(train, options);
  const normal = normalWindows(all);
  const { validationFraction = 0.2, seed } = options;
  const split = trainValidationSplit(normal.count, { validationFraction, seed });
  if (split.train.length === 0) throw new DataError(tooFewWindows(train, all, Math.ceil(1 / (1 - validationFraction))));
  return {
    train: selectWindows(normal, split.train),
    validation: selectWindows(normal, split.validation),
    test: slidingWindows(test, options),
    normal,
    split,
    anomalous: all.count - normal.count,
  };
}

/**
 * Says that a training series has too few normal windows, in one sentence without its full stop.
 *
 * @param all     The windows of the series, normal or not.
 * @param needed  Least number of normal windows.
 */
export function tooFewWindows({ name, length }: Pick<Series, 'name' | 'length'>, all: Windows, needed: number): string {
  const { count, windowSize, stride } = all;
  const anomalous = all.labels.reduce((sum, label) => sum + label, 0);
  const windows = `${counted(count, 'window')} of ${windowSize} with stride ${stride}`;
  const normal = `${needed} normal window${needed === 1 ? '' : 's'}`;
  return (
    `${name}: expected at least ${normal} to train on; ` +
    `found ${counted(length, 'time step')} that give ${windows}, of which ${anomalous} ${isOrAre(anomalous)} labelled anomalous`
  );
}
