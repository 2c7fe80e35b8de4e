/**
 * Steps that bring features to one scale: (x - offset) / scale, both learned from the training series. A feature
 * without spread there, in most cases a constant, has scale 1; the step's summary names it.
 */
import { z } from 'zod';
import { requireFeatures } from './cleaning';
import { DataError, firstNotFinite, mean, quantile, standardDeviation } from '../base/index';
import { copyColumn, type Series } from './series';
import { type FittedStep, fittedStep, type Step } from './step';

/**
 * A feature counts as constant if its spread is at most this share of its largest magnitude: such a spread is rounding
 * error, for float64 has sixteen digits. Measured values do not come near it.
 */
const ROUNDING = 1e-12;

export const ScaleState = z.object({
  kind: z.enum(['z-score', 'min-max', 'robust']),
  /** Subtracted from each feature. */
  offset: z.array(z.number()),
  /** Divides each feature. */
  scale: z.array(z.number().positive()),
  /** Indices of the features without spread in the training series; their scale is 1. */
  constant: z.array(z.int().nonnegative()).default([]),
});

type ScaleKind = z.infer<typeof ScaleState>['kind'];
type Measure = (values: Float64Array) => { offset: number; spread: number };

/** Scales to mean 0 and population standard deviation 1 (NumPy's default, and scikit-learn's StandardScaler). */
export function zScore(): Step {
  return scaleStep('z-score', (values) => {
    const offset = mean(values);
    return { offset, spread: standardDeviation(values, offset) };
  });
}

/** Scales the training range to [0, 1]. */
export function minMax(): Step {
  return scaleStep('min-max', (values) => {
    const [low, high] = rangeOf(values);
    return { offset: low, spread: high - low };
  });
}

/** Scales to median 0 and interquartile range 1, which outliers hardly move (scikit-learn's RobustScaler). */
export function robust(): Step {
  return scaleStep('robust', (values) => {
    const sorted = values.slice().sort();
    return { offset: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
  });
}

export function restoreScale(state: z.infer<typeof ScaleState>): FittedStep {
  const { kind, offset, scale, constant } = state;
  if (offset.length !== scale.length) {
    throw new DataError(`${kind}: expected as many offsets as scales, found ${offset.length} and ${scale.length}`);
  }
  const beyond = constant.find((feature) => feature >= scale.length);
  if (beyond !== undefined)
    throw new DataError(`${kind}: expected constant features below ${scale.length}, found ${beyond}`);
  return fittedStep(state, (series, room) => {
    const { features, values: old } = series;
    requireFeatures(kind, offset.length, series);
    const values = room();
    const [offsets, scales] = [Float64Array.from(offset), Float64Array.from(scale)];
    for (let row = 0; row < old.length; row += features) {
      for (let feature = 0; feature < features; feature++) {
        values[row + feature] = (old[row + feature] - offsets[feature]) / scales[feature];
      }
    }
    return { series: { ...series, values }, constant: constant.map((feature) => series.names[feature]) };
  });
}

function scaleStep(kind: ScaleKind, measure: Measure): Step {
  const fit = (train: Series): FittedStep => {
    if (train.length === 0) {
      throw new DataError(`${train.name}: ${kind} needs at least one time step, but earlier steps dropped all of them`);
    }
    // One array serves all features in turn: fresh memory for each would cost more than measuring it.
    const values = new Float64Array(train.length);
    const measured = train.names.map((name, feature) => {
      copyColumn(train, feature, values);
      const bad = firstNotFinite(values);
      if (bad >= 0) {
        throw new DataError(
          `${train.name}: ${name} is ${values[bad]} at time step ${bad}; add a cleaning step before ${kind}`,
        );
      }
      const { offset, spread } = measure(values);
      if (!Number.isFinite(offset) || !Number.isFinite(spread)) {
        throw new DataError(`${train.name}: ${name} has values too large for ${kind}; use a larger unit`);
      }
      return { offset, spread, constant: isConstant(values, spread) };
    });
    return restoreScale({
      kind,
      offset: measured.map(({ offset }) => offset),
      scale: measured.map(({ spread, constant }) => (constant ? 1 : spread)),
      constant: measured.flatMap(({ constant }, feature) => (constant ? [feature] : [])),
    });
  };
  return { kind, fit };
}

function isConstant(values: Float64Array, spread: number): boolean {
  const [low, high] = rangeOf(values);
  return low === high || spread <= ROUNDING * Math.max(Math.abs(low), Math.abs(high));
}

function rangeOf(values: Float64Array): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
