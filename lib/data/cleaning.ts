/** Steps that handle missing values and outliers. NaN and infinities both count as missing. */
import { z } from 'zod';
import { counted, DataError, firstNotFinite, requireBetween } from '../base/index';
import { selectRows, type Series } from './series';
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

/** Drops every time step with a missing value. Labels and timestamps stay aligned; the summary lists the steps. */
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
 * Fills missing values with the feature's training mean, or with its last value before the gap. A gap at the start of a
 * series has no such value: the training mean fills it.
 */
export function fillMissing(strategy: 'mean' | 'forward-fill'): Step {
  return {
    kind: 'fill-missing',
    fit: (train) => restoreFillMissing({ kind: 'fill-missing', strategy, means: finiteMeans(train) }),
  };
}

export function restoreFillMissing(state: z.infer<typeof FillMissingState>): FittedStep {
  return fittedStep(state, (series, room) => {
    requireFeatures(state.kind, state.means.length, series);
    const { features, values: old } = series;
    if (firstNotFinite(old) < 0) return { series };
    const last = Float64Array.from(state.means);
    const values = room();
    let changed = 0;
    const forward = state.strategy === 'forward-fill';
    for (let row = 0; row < old.length; row += features) {
      for (let feature = 0; feature < features; feature++) {
        const value = old[row + feature];
        const isThere = Number.isFinite(value);
        values[row + feature] = isThere ? value : last[feature];
        if (!isThere) changed++;
        else if (forward) last[feature] = value;
      }
    }
    return { series: { ...series, values }, changed };
  });
}

/**
 * Limits every value to [low, high]. After {@link zScore} the bounds are in standard deviations. Infinities are
 * clipped, NaN is kept.
 *
 * @throws {DataError} If a bound is not finite or low lies above high.
 */
export function clip(low: number, high: number): Step {
  requireBetween('clip: low', low, [-Number.MAX_VALUE, Number.MAX_VALUE]);
  requireBetween('clip: high', high, [low, Number.MAX_VALUE]);
  return { kind: 'clip', fit: () => restoreClip({ kind: 'clip', low, high }) };
}

export function restoreClip(state: z.infer<typeof ClipState>): FittedStep {
  return fittedStep(state, (series, room) => {
    const { values: old } = series;
    const { low, high } = state;
    const values = room();
    let changed = 0;
    for (let i = 0; i < old.length; i++) {
      const value = old[i];
      const clipped = Math.min(high, Math.max(low, value));
      // NaN differs from itself, though it has not changed.
      if (clipped !== value && !Number.isNaN(value)) changed++;
      values[i] = clipped;
    }
    return { series: { ...series, values }, changed };
  });
}

/** @throws {DataError} If a series does not have the number of features that a step was fitted to. */
export function requireFeatures(kind: string, fitted: number, series: Series): void {
  if (series.features !== fitted) {
    throw new DataError(
      `${series.name}: ${kind} was fitted to ${counted(fitted, 'feature')}, this series has ${series.features}`,
    );
  }
}

function finiteMeans({ name, names, values, features }: Series): number[] {
  const [counts, means] = [new Float64Array(features), new Float64Array(features)];
  for (let row = 0; row < values.length; row += features) {
    for (let feature = 0; feature < features; feature++) if (Number.isFinite(values[row + feature])) counts[feature]++;
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) throw new DataError(`${name}: ${names[empty]} has no finite value, so it has no mean`);
  for (let row = 0; row < values.length; row += features) {
    for (let feature = 0; feature < features; feature++) {
      const value = values[row + feature];
      if (Number.isFinite(value)) means[feature] += value / counts[feature];
    }
  }
  return Array.from(means);
}
