/** A protocol's windows without their values: where they begin, what they are labelled, what the steps' scores make of them. */
import { windowCount, type Series } from '../../data/index';
import { windowScores, type ScorePair } from '../../scoring/index';
import type { WindowCut } from '../protocol';

/** Finds the first step of each window. */
function windowStarts({ length }: Pick<Series, 'length'>, cut: WindowCut): Int32Array {
  return Int32Array.from({ length: windowCount(length, cut) }, (_, i) => i * cut.stride);
}

/** Labels each window: 1 if any of its time steps is anomalous. */
export function windowLabels(series: Pick<Series, 'length' | 'labels'>, cut: WindowCut): Uint8Array {
  return Uint8Array.from(windowStarts(series, cut), (start) => {
    return series.labels?.subarray(start, start + cut.windowSize).includes(1) ? 1 : 0;
  });
}

/** Names the kind of each window's first anomaly, or `normal`. @param kinds  One per time step. */
export function windowKinds(kinds: readonly string[], cut: WindowCut): string[] {
  return Array.from(windowStarts(kinds, cut), (start) => {
    return kinds.slice(start, start + cut.windowSize).find((kind) => kind !== 'normal') ?? 'normal';
  });
}

/** Averages the scores of each window's steps, of both series. */
export function meanOverWindows({ train, test }: ScorePair, cut: WindowCut): ScorePair {
  const { windowSize } = cut;
  return {
    train: windowScores(train, { starts: windowStarts(train, cut), windowSize }),
    test: windowScores(test, { starts: windowStarts(test, cut), windowSize }),
  };
}
