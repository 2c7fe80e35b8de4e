/** From a pair of series to the windows that a detector is trained and judged on. */
import {
  normalWindows,
  preprocess,
  selectWindows,
  slidingWindows,
  smapMslPreprocess,
  trainValidationSplit,
  zScore,
  type Preprocess,
  type Series,
  type Windows,
} from '../data/index';
import type { Protocol, Scaling } from './protocol';
import type { SourceSeries } from './source';

export interface PrepareOptions {
  /** Default: the SMAP/MSL report's. */
  readonly protocol?: Omit<Protocol, 'threshold'>;
  /** Decides which training windows are held out for validation. */
  readonly seed: number;
}

export interface PreparedSeries {
  /** The series after cleaning and scaling. */
  readonly train: Series;
  readonly test: Series;
  readonly windows: { readonly train: Windows; readonly validation: Windows; readonly test: Windows };
  /** The kind of each test window's first anomaly, or `normal`, where the data tells kinds apart. */
  readonly kinds?: readonly string[];
  /** What was found and mended on the way, one sentence each. */
  readonly warnings: readonly string[];
}

const steps: Record<Scaling, () => Preprocess> = {
  telemetry: smapMslPreprocess,
  'z-score': () => preprocess([zScore()]),
  none: () => preprocess([]),
};

const smapMslWindows = { windowSize: 10, stride: 5, validationFraction: 0.2 };

/**
 * Cleans, scales and cuts a pair of series.
 *
 * @throws {DataError} If the two do not fit together or are too short for a window.
 */
export function prepareSeries(
  source: SourceSeries,
  { protocol = smapMslWindows, seed }: PrepareOptions,
): PreparedSeries {
  const fitted = steps[protocol.scaling ?? 'telemetry']().fit(source.train);
  const [train, test] = [fitted.transform(source.train), fitted.transform(source.test)];
  const allWindows = slidingWindows(train, protocol);
  const trainWindows = normalWindows(allWindows);
  const anomalous = allWindows.count - trainWindows.count;
  const split = trainValidationSplit(trainWindows.count, { ...protocol, seed });
  const testWindows = slidingWindows(test, protocol);
  return {
    train,
    test,
    windows: {
      train: selectWindows(trainWindows, split.train),
      validation: selectWindows(trainWindows, split.validation),
      test: testWindows,
    },
    ...(source.kinds && { kinds: windowKinds(source.kinds, testWindows) }),
    warnings: [
      ...source.warnings,
      ...droppedSteps(source.train, train),
      ...droppedSteps(source.test, test),
      ...(anomalous > 0 ? [`${train.name}: ${anomalous} windows labelled anomalous are not trained on`] : []),
    ],
  };
}

function windowKinds(kinds: readonly string[], { starts, windowSize }: Windows): string[] {
  return Array.from(starts, (start) => {
    return kinds.slice(start, start + windowSize).find((kind) => kind !== 'normal') ?? 'normal';
  });
}

/** Says how many time steps cleaning took out of a series, in one sentence or none. */
export function droppedSteps(before: Series, after: Series): string[] {
  const steps = before.length - after.length;
  return steps > 0
    ? [`${before.name}: ${steps} time steps with missing values dropped; windows run on over the gaps`]
    : [];
}
