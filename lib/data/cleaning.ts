/** Steps that deal with missing values and outliers. NaN and infinities both count as missing. */
import { z } from 'zod';
import { DataError, requireBetween } from '../base/index';
import { column, selectRows, type Series } from './series';
import { type FittedStep, fittedStep, type Step } from './step';

export const DropMissingState = z.object({ kind: z.literal('drop-missing') });

export const FillMissingState = z.object({
  kind: z.literal('fill-missing'),
  strategy: z.enum(['mean', 'forward-fill']),
  /** The training mean of each feature. */
  means: z.array(z.number()),
});

export const ClipState = z
  .object({ kind: z.literal('clip'), low: z.number(), high: z.number() })
  .refine(({ low, high }) => low <= high, 'low lies above high');

/** Leaves out every time step with a missing value; labels and timestamps stay aligned, the report lists the steps. */
export function dropMissing(): Step {
  return { kind: 'drop-missing', fit: () => restoreDropMissing({ kind: 'drop-missing' }) };
}

export function restoreDropMissing(state: z.infer<typeof DropMissingState>): FittedStep {
  return fittedStep(state, (series) => {
    const { values, features, length } = series;
    const kept: number[] = [];
    const dropped: number[] = [];
    for (let time = 0; time < length; time++) {
      const row = values.subarray(time * features, (time + 1) * features);
      (row.every(Number.isFinite) ? kept : dropped).push(time);
    }
    return { series: dropped.length === 0 ? series : selectRows(series, Int32Array.from(kept)), dropped };
  });
}

/**
 * Fills missing values with the feature's training mean, or with its last value before (at the start of a series,
 * where there is none, with the training mean).
 */
export function fillMissing(strategy: 'mean' | 'forward-fill'): Step {
  return {
    kind: 'fill-missing',
    fit: (train) => restoreFillMissing({ kind: 'fill-missing', strategy, means: finiteMeans(train) }),
  };
}

export function restoreFillMissing(state: z.infer<typeof FillMissingState>): FittedStep {
  return fittedStep(state, (series) => {
    requireFeatures(state.kind, state.means.length, series);
    const { features } = series;
    const last = Float64Array.from(state.means);
    let changed = 0;
    const values = series.values.map((value, i) => {
      if (!Number.isFinite(value)) {
        changed++;
        return last[i % features];
      }
      if (state.strategy === 'forward-fill') last[i % features] = value;
      return value;
    });
    return { series: { ...series, values }, changed };
  });
}

/**
 * Limits every value to [low, high]. After {@link zScore} the bounds are in standard deviations. Infinities are
 * clipped; NaN stays.
 *
 * @throws {DataError} If the bounds are not finite or low lies above high.
 */
export function clip(low: number, high: number): Step {
  requireBetween('clip: low', low, [-Number.MAX_VALUE, Number.MAX_VALUE]);
  requireBetween('clip: high', high, [low, Number.MAX_VALUE]);
  return { kind: 'clip', fit: () => restoreClip({ kind: 'clip', low, high }) };
}

export function restoreClip(state: z.infer<typeof ClipState>): FittedStep {
  return fittedStep(state, (series) => {
    let changed = 0;
    const values = series.values.map((value) => {
      const clipped = Math.min(state.high, Math.max(state.low, value));
      // NaN is not equal to itself, and has not changed either.
      if (clipped !== value && !Number.isNaN(value)) changed++;
      return clipped;
    });
    return { series: { ...series, values }, changed };
  });
}

/** Throws unless a series has the number of features that a step was fitted to. */
export function requireFeatures(kind: string, fitted: number, series: Series): void {
  if (series.features !== fitted) {
    throw new DataError(`${series.name}: ${kind} was fitted to ${fitted} features, this series has ${series.features}`);
  }
}

function finiteMeans(train: Series): number[] {
  return train.names.map((name, feature) => {
    const finite = column(train, feature).filter(Number.isFinite);
    if (finite.length === 0) throw new DataError(`${train.name}: ${name} has no finite value to take a mean of`);
    return finite.reduce((sum, value) => sum + value / finite.length, 0);
  });
}
