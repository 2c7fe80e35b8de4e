/** The windows of protocol (a) without their values: where they begin and what they are labelled. */
import { windowCount, type Series } from '../data/index';
import { windowScores, type ScorePair } from '../scoring/index';

/** Windows of the SMAP/MSL report. */
export const reportWindows = { windowSize: 10, stride: 5 } as const;

/** Steps of a detector's windows: as many as wanted, of a short training series a quarter, so that there are several. */
export function sizeFor({ length }: Pick<Series, 'length'>, wanted: number): number {
  return Math.max(1, Math.min(wanted, Math.floor(length / 4)));
}

/** The first step of each window. */
export function reportStarts({ length }: Pick<Series, 'length'>): Int32Array {
  return Int32Array.from({ length: windowCount(length, reportWindows) }, (_, i) => i * reportWindows.stride);
}

/** One per window: 1 when any of its time steps is anomalous. */
export function reportLabels(series: Series): Uint8Array {
  const { windowSize } = reportWindows;
  return Uint8Array.from(reportStarts(series), (start) => {
    return series.labels?.subarray(start, start + windowSize).includes(1) ? 1 : 0;
  });
}

/** The mean score of each window's steps, of both series. */
export function reportScores({ train, test }: ScorePair): ScorePair {
  const { windowSize } = reportWindows;
  return {
    train: windowScores(train, { starts: reportStarts(train), windowSize }),
    test: windowScores(test, { starts: reportStarts(test), windowSize }),
  };
}
