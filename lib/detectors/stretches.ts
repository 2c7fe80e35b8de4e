/** Windows around every so manieth step of a series: one row for each scored step, where `slidingWindows` has whole windows. */
import type { Series, Windows } from '../data/index';

export interface StretchOptions {
  /** In steps. */
  readonly windowSize: number;
  /** Steps from one stretch to the next. */
  readonly stride: number;
  /** `centred` looks as far ahead as back, for offline use; `causal` ends with its step. */
  readonly alignment: 'centred' | 'causal';
}

/**
 * Cuts the stretch around every `stride`-th step of a series, the first step's included. At the ends of the series the
 * stretch is moved inside; one that is longer than the series repeats the last step.
 *
 * @returns  ceil(length / stride) windows of [windowSize, features], without labels: none is read here.
 */
export function stretches(series: Series, { windowSize, stride, alignment }: StretchOptions): Windows {
  const { length, features } = series;
  const count = Math.ceil(length / stride);
  const before = alignment === 'centred' ? Math.floor(windowSize / 2) : windowSize - 1;
  const starts = Int32Array.from({ length: count }, (_, i) =>
    Math.max(0, Math.min(length - windowSize, i * stride - before)),
  );
  const values = new Float32Array(count * windowSize * features);
  starts.forEach((start, i) => {
    for (let t = 0; t < windowSize; t++) {
      const step = Math.min(length - 1, start + t);
      values.set(series.values.subarray(step * features, (step + 1) * features), (i * windowSize + t) * features);
    }
  });
  return { values, count, windowSize, stride, features, labels: new Uint8Array(count), starts };
}

/** Joins windows of one shape; starts are those in their own series. */
export function joinWindows(first: Windows, second: Windows): Windows {
  const values = new Float32Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return {
    ...first,
    values,
    count: first.count + second.count,
    labels: Uint8Array.from([...first.labels, ...second.labels]),
    starts: Int32Array.from([...first.starts, ...second.starts]),
  };
}
